import type { Zone } from "../business-day.ts";
import { canonicalJson } from "../canonical-json.ts";
import { ALL_RULES } from "./all-rules.ts";
import { FINDING_KINDS } from "./finding.ts";
import { THRESHOLDS_DEFAULT, type ThresholdsRow } from "./thresholds.ts";

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
  readonly thresholds: readonly ThresholdsRow[];
  readonly zone: Zone;
}): string {
  const rules = ALL_RULES.map(({ kind, version = 1 }) => ({ kind, version }));
  return canonicalJson({
    form: "caretrail/rules/v1",
    judging: JUDGING_VERSION,
    kinds: FINDING_KINDS,
    rules,
    thresholds: [THRESHOLDS_DEFAULT, ...by.thresholds].map(thresholdsText),
    zoneOffsetMin: by.zone.offsetMin,
  });
}

function thresholdsText(row: ThresholdsRow): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
}
