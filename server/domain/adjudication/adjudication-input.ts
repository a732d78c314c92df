import type { Accumulators } from "./accumulators.ts";
import type { Catalogue } from "./catalogue.ts";
import type { CoverageVerdict } from "./coverage.ts";
import type { Policy } from "./policy.ts";
import type { CareType, Filing, InsuranceType, PlaceLevel, ProviderKind } from "./rule-words.ts";

export type ClaimLine = {
  readonly lineNumber: number;
  /** `med_list_codg`; null of an uncoded line that names no item. */
  readonly itemCode: string | null;
  /** `cnt`, scaled by ten thousand. */
  readonly quantityE4: bigint;
  readonly amountFen: bigint;
  readonly kind: "drug" | "service" | "uncoded";
  /** `hosp_appr_flag`: within the item's restriction (1), not to be claimed (2), unmarked. */
  readonly hospitalMark: "within" | "outside" | "unmarked";
  /** The approval of a special drug that the line names; null: any in force. */
  readonly approval: string | null;
  readonly diagnosisCode: string | null;
  readonly doctorCode: string | null;
};

export const ACCOUNT_USES = ["none", "own", "family"] as const;

export type AdjudicatedClaim = {
  readonly insuranceType: InsuranceType;
  readonly careType: CareType;
  readonly institutionLevel: PlaceLevel;
  readonly providerKind: ProviderKind;
  /** Code of the institution, as approvals name it. */
  readonly siteCode: string;
  /** Day of care 'YYYY-MM-DD'; of a stay, the day of discharge. */
  readonly occurredOn: string;
  readonly diagnosisCode: string | null;
  readonly lines: readonly ClaimLine[];
  readonly channel: "direct" | "manual" | "secondary";
  /** `family`: the person's own account first, then those of family members. */
  readonly useAccount: (typeof ACCOUNT_USES)[number];
  /** Most that the fund is asked for; null: whatever the rules give. */
  readonly requestedFen: bigint | null;
};

/** What a bureau has approved for the person. Indications are code prefixes: `C50` holds for C50.900. */
export type Approval =
  | {
      readonly kind: "special-drug";
      readonly id: string;
      readonly itemCode: string;
      readonly indications: readonly string[];
      readonly doctorCodes: readonly string[];
      readonly siteCodes: readonly string[];
      readonly validFrom: string;
      readonly validUntil: string;
    }
  | {
      readonly kind: "chronic";
      readonly id: string;
      readonly indications: readonly string[];
      readonly validFrom: string;
      readonly validUntil: string;
    };

/** Everything that decides a claim; nothing else does. */
export type AdjudicationInput = {
  readonly catalogue: Catalogue;
  readonly policy: Policy;
  readonly claim: AdjudicatedClaim;
  /** How the person stood on the day of care. */
  readonly coverage: CoverageVerdict;
  /** All of the person's, whether still valid or not. */
  readonly approvals: readonly Approval[];
  readonly accumulators: Accumulators;
  /** Null: no account. */
  readonly accountBalanceFen: bigint | null;
  readonly familyBalanceFen: bigint | null;
  readonly filing: Filing;
};
