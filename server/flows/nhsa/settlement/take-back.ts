import { holdsEvidence } from "../../../domain/claims/claim-life.ts";
import type { ClaimRow } from "../../../domain/claims/claim-rows.ts";
import type { DispenseRow } from "../../../domain/drug-rows.ts";
import { fail, isFailure } from "../../../domain/failure.ts";
import { FAILURES } from "../../../domain/failure-catalogue.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import { LIFECYCLES } from "../../../domain/lifecycles.ts";
import { takeClaimStep } from "../../claims/take-claim-step.ts";
import { type DispenseWords, openWords } from "../../document-codec.ts";
import { takeEncounterCancellation } from "../../take/take-encounter-cancellation.ts";
import { takeReversal } from "../../take/take-reversal.ts";
import { documentNumberOf, endOfCommand } from "./end-of-command.ts";
import { type Made, madeBy } from "./made-by.ts";
import type { SettlementCall } from "./settlement-ports.ts";

/**
 * Takes back what a request made, as far as it still stands: the claim before payment or after, what was
 * dispensed with it, and the encounter that was opened for it. Done again it finds nothing left to do.
 * `call` is the request that is taken back.
 */
export async function takeBack(call: SettlementCall, made: Made, of: TakingBack): Promise<void> {
  const { reader } = call.ports.claims;
  const row = of.claim === null ? null : await reader.view((view) => view.claim(of.claim ?? NOBODY));
  if (row !== null && holdsEvidence(row.state)) await endClaim(call, made, row);
  if (made.dispense !== null) await returnDispense(call, made.dispense, of);
  if (made.encounter !== null) await cancelEncounter(call, made.encounter);
}

export type TakingBack = {
  readonly claim: Hex32 | null;
  /** Names the return: the message that takes back, and when it was sent. */
  readonly by: string;
  readonly atSec: number;
};

/**
 * The same of a settlement that was refused. What can not be taken back any more stays, and the reason of the
 * refusal is still what is told.
 */
export async function takeBackRefused(call: SettlementCall, claim: Hex32 | null): Promise<void> {
  const of = { claim, by: documentNumberOf(call), atSec: call.message.envelope.sentAtSec };
  try {
    await takeBack(call, await madeBy(call), of);
  } catch (error) {
    if (!isFailure(error) || FAILURES[error.code].retry === "same-request") throw error;
    call.ports.log.error({ claim, code: error.code }, "a refused settlement was not taken back whole");
  }
}

const NOBODY: Hex32 = `0x${"0".repeat(64)}`;
const REASON = "医保结算撤销";

/** A claim on one dispense of this request goes back with it, in one transaction. */
async function endClaim(call: SettlementCall, made: Made, { id, state, content }: ClaimRow): Promise<void> {
  const next = LIFECYCLES.claim[state];
  const isBefore = next.includes("reversed");
  if (isBefore && made.dispense !== null && content.evidence.length === 1) return;
  if (!isBefore && !next.includes("clawed-back")) {
    fail("claim-not-in-state", { claim: id, actual: state, wanted: "reversed" });
  }
  const command = await takeClaimStep(call.ports.claims, {
    principal: call.principal,
    request: { step: isBefore ? "reverse" : "refund", claim: id, reason: REASON },
    idempotencyKey: null,
  });
  await endOfCommand(call, command);
}

async function returnDispense(
  call: SettlementCall,
  dispense: Hex32,
  { by, atSec }: TakingBack,
): Promise<void> {
  const { claims } = call.ports;
  const found = await claims.reader.view(async (view) => {
    const row = await view.dispense(dispense);
    return row === null ? null : { row, state: (await view.aftermathOf(dispense)).state };
  });
  if (found === null || found.state === "reversed") return;
  const { row } = found;
  const codes = await codesOf(call, row);
  const command = await takeReversal(claims, {
    principal: call.principal,
    request: {
      dispense,
      documentNumber: by,
      till: "",
      reversedAtSec: Math.max(row.dispensedAtSec, atSec),
      lines: row.lines.map(({ units, priceFen }, at) => ({
        code: codes[at] ?? "",
        units: units === 0 ? null : units,
        priceFen: priceFen.toString(),
      })),
    },
    idempotencyKey: null,
  });
  await endOfCommand(call, command);
}

async function codesOf(call: SettlementCall, { id, documentKey }: DispenseRow): Promise<readonly string[]> {
  const { openings, vault } = call.ports.claims;
  const sealed = await openings.opening(documentKey);
  if (sealed === null) return fail("could-not-look", { missing: "opening", dispense: id });
  return openWords<DispenseWords>(vault, sealed).codes;
}

async function cancelEncounter(call: SettlementCall, encounter: Hex32): Promise<void> {
  const { claims } = call.ports;
  const row = await claims.reader.view((view) => view.encounter(encounter));
  if (row === null || row.state === "cancelled") return;
  const command = await takeEncounterCancellation(claims, {
    principal: call.principal,
    request: { encounter, reason: REASON },
    idempotencyKey: null,
  });
  await endOfCommand(call, command);
}
