import { type ClosingContent, ENCOUNTER_KINDS, type EncounterRow } from "../claims/claim-rows.ts";
import { IDENTIFICATIONS } from "../drug-rows.ts";
import type { Hex } from "../ids.ts";
import type { Change, Current } from "./current.ts";
import { doesNotFit, type EventOf, originOf, standing, wordOf } from "./standing.ts";

export function encounterOpened(event: EventOf<"EncounterOpened">): readonly Change[] {
  const row: EncounterRow = {
    id: event.encounter,
    content: {
      institution: event.institution,
      documentKey: event.documentKey,
      kind: wordOf(ENCOUNTER_KINDS, event.kind, "kind", event),
      openedAtSec: event.openedAtSec,
      identification: wordOf(IDENTIFICATIONS, event.identification, "identification", event),
      personCommitment: event.personCommitment,
      voucherCommitment: event.voucherCommitment,
    },
    state: "open",
    closings: [],
    cancelled: null,
    operator: event.operator,
    origin: originOf(event.place),
  };
  return [{ table: "encounter", row }];
}

export function encounterClosed(event: EventOf<"EncounterClosed">, current: Current): readonly Change[] {
  return closedWith(event, current, { wanted: "open", reasonHash: null });
}

export function encounterCorrected(
  event: EventOf<"EncounterCorrected">,
  current: Current,
): readonly Change[] {
  return closedWith(event, current, { wanted: "closed", reasonHash: event.reasonHash });
}

export function encounterCancelled(
  event: EventOf<"EncounterCancelled">,
  current: Current,
): readonly Change[] {
  const before = encounterOf(event, current);
  if (before.state === "cancelled") return doesNotFit(event, { encounter: before.id, found: "cancelled" });
  const { reasonHash, operator } = event;
  const cancelled = { reasonHash, operator, origin: originOf(event.place) };
  return [{ table: "encounter", row: { ...before, state: "cancelled", cancelled } }];
}

type Closing = EventOf<"EncounterClosed" | "EncounterCorrected">;

function closedWith(
  event: Closing,
  current: Current,
  { wanted, reasonHash }: { wanted: EncounterRow["state"]; reasonHash: Hex | null },
): readonly Change[] {
  const before = encounterOf(event, current);
  if (before.state !== wanted) return doesNotFit(event, { encounter: before.id, found: before.state });
  const { operator } = event;
  const closing = { ...closingOf(event), reasonHash, operator, origin: originOf(event.place) };
  const closings = [...before.closings, closing];
  return [{ table: "encounter", row: { ...before, state: "closed", closings } }];
}

function closingOf(event: Closing): ClosingContent {
  const { closedAtSec, feeRoot, feeLineCount, totalFen, serviceFen } = event;
  const diagnosisGroup = textOfWord(event.diagnosisGroup);
  return { closedAtSec, feeRoot, feeLineCount, totalFen, serviceFen, diagnosisGroup };
}

/** ASCII padded with zero bytes. */
function textOfWord(word: Hex): string {
  let text = "";
  for (let at = 2; at < word.length; at += 2) {
    const code = Number.parseInt(word.slice(at, at + 2), 16);
    if (code !== 0) text += String.fromCharCode(code);
  }
  return text;
}

function encounterOf(event: Closing | EventOf<"EncounterCancelled">, current: Current): EncounterRow {
  return standing(current.encounter(event.encounter), "encounter", event.encounter, event);
}
