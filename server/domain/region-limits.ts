import type { RegionRulesRow } from "./read-model.ts";

const HOUR_SEC = 3_600;
const DAY_SEC = 86_400;

/** What a region has whose bureau has set nothing; mirrors RegionRules. */
const REGION_LIMITS_DEFAULT: NonNullable<RegionRulesRow["limits"]> = {
  lateAfterSec: HOUR_SEC,
  returnWindowSec: 10 * DAY_SEC,
  disputeLimitSec: 7 * DAY_SEC,
  reversalsMax: 3,
};

/** The limits that hold in the region. */
export function limitsOf(rules: RegionRulesRow): NonNullable<RegionRulesRow["limits"]> {
  return rules.limits ?? REGION_LIMITS_DEFAULT;
}
