import type { Zone } from "../business-day.ts";
import { canonicalJson } from "../canonical-json.ts";
import { ALL_RULES } from "./all-rules.ts";
import { FINDING_KINDS } from "./finding.ts";
import { THRESHOLDS_DEFAULT } from "./thresholds.ts";

/**
 * Of everything that decides and is no rule with a version of its own: what explains what, which near misses
 * there are, how returns, settlements and totals are judged. Raised when the same facts may come to other
 * findings.
 */
const JUDGING_VERSION = 1;

/**
 * By what a feed is judged, as one text: rules with their versions, thresholds, and the zone in which days
 * begin. Two that judge by other rules see so by its hash, and do not take it for a disagreement about facts.
 */
export function rulesText(by: {
  /** What bureaus had set, as the run's end tells it. */
  readonly settings: string;
  readonly zone: Zone;
}): string {
  const rules = ALL_RULES.map(({ kind, version = 1 }) => ({ kind, version }));
  return canonicalJson({
    form: "caretrail/rules/v1",
    judging: JUDGING_VERSION,
    kinds: FINDING_KINDS,
    rules,
    defaults: Object.fromEntries(
      Object.entries(THRESHOLDS_DEFAULT).map(([name, value]) => [name, String(value)]),
    ),
    settings: by.settings,
    zoneOffsetMin: by.zone.offsetMin,
  });
}
