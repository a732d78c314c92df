import { ALL_RULES } from "./all-rules.ts";
import type { ClaimFacts } from "./claim-facts.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { readClaim } from "./read-claim.ts";

/** Weak or derived kinds, and what says the same with more force. */
const LEFT_OUT_FOR: Partial<Readonly<Record<FindingKind, readonly FindingKind[]>>> = {
  product_mismatch: goodsAndSale(),
  returned_and_claimed: goodsAndSale(),
  declared_only: ["never_received"],
  over_quantity: repeats(),
  over_frequency: repeats(),
  late_message: goodsAndSale(),
};

/** What says nothing about why a sale was refused. */
const UNRELATED_TO_REFUSAL: ReadonlySet<FindingKind> = new Set([
  "sale_refused",
  "over_quantity",
  "over_frequency",
  "large_purchase",
  "wrong_patient",
  "claim_before_sale",
  "late_message",
  "margin_exceeded",
  "no_visit",
  "frequent_admission",
  "impossible_rate",
  "outside_hours",
  "no_pharmacist",
]);

/**
 * What is wrong with a claim: every rule is asked, then each kind is told once and what a stronger finding
 * explains already is left out, so that one fault is one finding.
 */
export function judgeClaim(facts: ClaimFacts): readonly Finding[] {
  const { claimId, row } = facts.claim;
  const read = readClaim(facts);
  const strongest = new Map<FindingKind, Finding>();
  for (const rule of ALL_RULES) {
    for (const { kind = rule.kind, ...found } of rule.judge(read)) {
      const known = strongest.get(kind);
      if (known === undefined || (known.verdict === "suspect" && found.verdict === "violation")) {
        strongest.set(kind, { claimId, row, kind, ...found });
      }
    }
  }
  const kinds = new Set(strongest.keys());
  return [...strongest.values()].filter(({ kind }) => !isExplained(kind, kinds));
}

function isExplained(kind: FindingKind, kinds: ReadonlySet<FindingKind>): boolean {
  if (kind === "sale_refused") return [...kinds].some((other) => !UNRELATED_TO_REFUSAL.has(other));
  return (LEFT_OUT_FOR[kind] ?? []).some((other) => kinds.has(other));
}

/** Why the goods, or the sale of them, could not be. */
function goodsAndSale(): readonly FindingKind[] {
  return ["never_received", "duplicate_code", "expired", "recalled", "refund_cycle", "suspended_institution"];
}

/** One purchase told several times over counts as many. */
function repeats(): readonly FindingKind[] {
  return ["refund_cycle", "duplicate_code", "same_invoice_twice", "manual_repeats_direct", "no_sale"];
}

/** Whether some claims keep every rule silent, so that they need not be gathered. */
export const IS_ANY_PLAIN: boolean = ALL_RULES.every(({ silentWhen }) => silentWhen !== null);
