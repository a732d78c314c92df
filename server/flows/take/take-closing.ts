import { canonicalJson } from "../../domain/canonical-json.ts";
import type { EncounterRow } from "../../domain/claims/claim-rows.ts";
import type { EncounterClosingRequest } from "../../domain/claims/encounter-requests.ts";
import type { Command } from "../../domain/command.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { sealDocument } from "../document-codec.ts";
import { checkFeeLines } from "./check-fee-lines.ts";
import { type ComposedClosing, composeClosing } from "./compose-closing.ts";
import { ownEncounter } from "./own-encounter.ts";
import { type Made, submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/**
 * Takes what an encounter cost, or with a reason what it really cost. The lines stay here, sealed; the ledger
 * has the root of the tree over them.
 */
export async function takeClosing(ports: TakePorts, asked: Asked<EncounterClosingRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { encounter, reason } = request;
  const { institution } = principal;
  const bodyHash = ports.vault.hashBody(institution, canonicalJson(request));
  const composed = composeClosing(ports, { institution, encounter, closing: request.closing });
  const reasonHash = reason === null ? null : ports.vault.commitLine(institution, encounter, 0, reason);
  const operation = reason === null ? "close-encounter" : "correct-encounter";
  const place = await placeOf(ports, { encounter, composed, reasonHash });
  const naturalKey = `${operation}:${encounter}:${place}:${bodyHash}`;
  const attempt = { principal, operation, signer: "operator", bodyHash, idempotencyKey, naturalKey } as const;
  return submitOnce(ports, attempt, async (): Promise<Made> => {
    await ports.reader.view(async (view) => {
      await ownEncounter(view, principal, encounter);
      await checkFeeLines(view, { institution, fees: request.closing.fees });
    });
    const { closing, sealed } = composed;
    if (reason === null || reasonHash === null) {
      return { body: { kind: "close-encounter", encounter, closing }, echo: {}, openings: [sealed] };
    }
    const why = sealDocument(ports.vault, { documentKey: reasonHash, person: null, words: { reason } });
    const body = { kind: "correct-encounter", encounter, closing, reasonHash } as const;
    return { body, echo: {}, openings: [sealed, why] };
  });
}

/**
 * Which closing this is. A correction may go back to what stood before, and is then another one than the
 * first time; sent again it is the one that stands already.
 */
async function placeOf(
  ports: TakePorts,
  asked: {
    readonly encounter: Hex32;
    readonly composed: ComposedClosing;
    readonly reasonHash: Hex32 | null;
  },
): Promise<number> {
  const row = await ports.reader.view((view) => view.encounter(asked.encounter));
  if (row === null || asked.reasonHash === null) return 0;
  return stands(row, asked) ? row.closings.length - 1 : row.closings.length;
}

function stands(
  { closings }: EncounterRow,
  { composed: { closing }, reasonHash }: { composed: ComposedClosing; reasonHash: Hex32 | null },
): boolean {
  const last = closings.at(-1);
  return (
    last !== undefined &&
    last.reasonHash === reasonHash &&
    last.feeRoot === closing.feeRoot &&
    last.closedAtSec === closing.closedAtSec &&
    last.diagnosisGroup === closing.diagnosisGroup
  );
}
