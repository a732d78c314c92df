import type { ClaimLimits, ClaimRulesRow } from "./claim-rows.ts";

/** What a region has whose bureau has set nothing; mirrors ClaimRules. */
const CLAIM_LIMITS_DEFAULT: ClaimLimits = {
  decisionSec: 600,
  manualDays: 20,
  appealDays: 15,
  appealDecisionDays: 20,
  disputeDays: 60,
  automaticFenMax: 500_000n,
  fourEyesFromFen: 5_000_000n,
  provisionalFenPerDay: 2_000_000n,
  uncodedFenPerDay: 10_000_000n,
};

/** The limits that hold in the region. */
export function claimLimitsOf(rules: Pick<ClaimRulesRow, "limits">): ClaimLimits {
  return rules.limits ?? CLAIM_LIMITS_DEFAULT;
}
