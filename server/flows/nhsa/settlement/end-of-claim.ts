import { REJECTION_REASONS, reasonOfNumber } from "../../../domain/adjudication/rejection-reasons.ts";
import type { ClaimRow } from "../../../domain/claims/claim-rows.ts";
import { Failure } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import { stateOfClaim } from "../../../domain/nhsa/settlement/outcomes.ts";
import type { SettlementCall } from "./settlement-ports.ts";

/**
 * Waits, however long, until rules or persons have decided the claim: its row when it is awarded, else why it
 * is not.
 */
export async function endOfClaim(call: SettlementCall, claim: Hex32): Promise<ClaimRow | Failure> {
  const { reader } = call.ports.claims;
  for (;;) {
    call.requireRunning();
    const seen = reader.head()?.block ?? -1;
    const row = await reader.view((view) => view.claim(claim));
    if (row === null) throw new Error(`a claim that was submitted is not there ${claim}`);
    switch (stateOfClaim(row.state)) {
      case "done":
        return row;
      case "refused":
        return new Failure("claim-refused-by-rules", reasonOf(row));
      case "reversed":
        return new Failure("settlement-undone", { byMsgid: "" });
      default:
        await reader.reached(seen + 1, call.ports.limits.pollMs);
    }
  }
}

function reasonOf({ steps }: ClaimRow): Failure["facts"] {
  const number = steps.findLast((step) => step.kind === "rejected")?.reason ?? 0;
  const code = reasonOfNumber(number);
  return code === undefined
    ? { reason: String(number) }
    : { reason: code, words: REJECTION_REASONS[code].chinese };
}
