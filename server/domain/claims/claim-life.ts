import type { ClaimState } from "../lifecycles.ts";
import type { ClaimRow, ClaimStep } from "./claim-rows.ts";

const FREED: ReadonlySet<ClaimState> = new Set(["none", "reversed", "clawed-back", "rejected-final"]);

/** Whether a claim in this state spends its evidence: from submission until it ends without payment. */
export function holdsEvidence(state: ClaimState): boolean {
  return !FREED.has(state);
}

const AWARDED: ReadonlySet<ClaimState> = new Set([
  "approved",
  "awaiting-funds",
  "posted",
  "settled",
  "paid",
  "disputed",
  "upheld",
]);

/** Whether the award of a claim in this state counts for its person's year. */
export function isAwarded(state: ClaimState): boolean {
  return AWARDED.has(state);
}

const UNDECIDED: ReadonlySet<ClaimState> = new Set(["submitted", "appealed", "provisional"]);

/** Whether one of two persons approved the claim and the other has not: the ledger holds it to that award. */
export function awaitsSecondApproval({ state, steps }: Pick<ClaimRow, "state" | "steps">): boolean {
  const last = steps.findLast(({ kind }) => kind === "endorsed" || kind === "rejected");
  return UNDECIDED.has(state) && last?.kind === "endorsed";
}

/** The money that a step is about; null of a step about none. */
export function fenOfStep(step: ClaimStep): bigint | null {
  switch (step.kind) {
    case "approved":
      return step.approvedFen;
    case "advanced":
      return step.advancedFen;
    case "paid":
      return step.paidFen;
    case "clawed-back":
      return step.clawedBackFen;
    default:
      return null;
  }
}
