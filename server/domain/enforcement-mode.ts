import type { EnforcementMode, ProductRow, RegionRulesRow } from "./read-model.ts";

/**
 * How strictly the region holds this product to the rules of provenance at a time; mirrors
 * RegionRules.modeAt.
 */
export function modeAt(rules: RegionRulesRow, product: ProductRow, atSec: number): EnforcementMode {
  const productClass = product.flags.includes("highValue") ? "high-value" : "ordinary";
  const standing = rules.modes.filter(
    (change) => change.productClass === productClass && change.fromSec <= atSec,
  );
  return standing.at(-1)?.mode ?? "enforce";
}
