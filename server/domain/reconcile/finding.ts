import type { Facts } from "../failure.ts";
import type { PlainTruth } from "./plain-truths.ts";
import type { ReadClaim } from "./read-claim.ts";

/**
 * What a finding is of. The first twelve are named as the NHSA's audits name them; those of NEAR_MISSES say
 * that something was written wrongly, and accuse nobody.
 */
export const FINDING_KINDS = [
  "no_sale",
  "duplicate_code",
  "refund_cycle",
  "amount_mismatch",
  "quantity_mismatch",
  "claim_before_sale",
  "expired",
  "recalled",
  "never_received",
  "wrong_patient",
  "manual_repeats_direct",
  "suspended_institution",
  "product_mismatch",
  "institution_mismatch",
  "unknown_institution",
  "same_invoice_twice",
  "claimed_across_regions",
  "declared_only",
  "returned_and_claimed",
  "sale_refused",
  "over_quantity",
  "over_frequency",
  "large_purchase",
  "margin_exceeded",
  "no_visit",
  "frequent_admission",
  "impossible_rate",
  "outside_hours",
  "no_pharmacist",
  "invoiced_below_sold",
  "missing_from_feed",
  "totals_differ",
  "index_differs",
  "near_code",
  "time_zone",
  "units_for_packs",
  "return_not_recorded",
  "late_message",
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** `violation` 违规: the facts decide it. `suspect` 可疑: somebody has to look. */
export type Verdict = "violation" | "suspect";

/** When the rule may be asked: before the fund pays 事前, while it does 事中, or after 事后. */
export type Stage = "before" | "during" | "after";

export type Finding = {
  readonly claimId: string;
  readonly row: number;
  readonly kind: FindingKind;
  readonly verdict: Verdict;
  /** What the fund should not bear, 0 … what it was asked for; 0 for what only has to be looked at. */
  readonly disallowedFen: bigint;
  /** The values that decided it; never a person. */
  readonly because: Facts;
};

/** One rule: the same facts, the same findings. */
export type ReconcileRule = {
  readonly kind: FindingKind;
  /** 1 where none is said; raised when the same facts may come to another finding. */
  readonly version?: number;
  /** The earliest stage at which all that it looks at is known. */
  readonly stage: Stage;
  /**
   * What keeps it silent: of a claim of which all of these hold it finds nothing. Null: it may speak of any
   * claim, and then every claim is gathered and judged in full.
   */
  readonly silentWhen: readonly PlainTruth[] | null;
  /** The regulation or case that it serves. */
  readonly source: string;
  readonly judge: (read: ReadClaim) => readonly Found[];
};

/** A finding before it is told whose it is. */
export type Found = Pick<Finding, "verdict" | "disallowedFen" | "because"> & {
  /** Set where a near miss was found in place of the rule's own kind. */
  readonly kind?: FindingKind;
};
