import type { Identification } from "../drug-rows.ts";
import type { Address, Hex32, InstitutionId, RegionCode } from "../ids.ts";
import type { ClaimState, EncounterState } from "../lifecycles.ts";
import type { Origin } from "../read-model.ts";

/** In the order of the chain's enums. */
export const CLAIM_CHANNELS = ["none", "direct", "manual", "secondary"] as const;

export type ClaimChannel = (typeof CLAIM_CHANNELS)[number];

export const EVIDENCE_KINDS = ["none", "dispense", "encounter"] as const;

export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

export const EXEMPTIONS = [
  "none",
  "decoction-piece",
  "granule",
  "loose-dose",
  "no-code-store",
  "not-yet-enforced",
  "outside-consortium",
] as const;

export type Exemption = (typeof EXEMPTIONS)[number];

export const ENCOUNTER_KINDS = ["none", "outpatient", "inpatient"] as const;

export type EncounterKind = (typeof ENCOUNTER_KINDS)[number];

export const RULE_SET_KINDS = ["none", "catalogue", "policy"] as const;

export type RuleSetKind = (typeof RULE_SET_KINDS)[number];

export const DISPUTE_VERDICTS = ["none", "upheld", "clawed-back"] as const;

export type DisputeVerdict = (typeof DISPUTE_VERDICTS)[number];

export type EvidenceRef = { readonly kind: EvidenceKind; readonly id: Hex32; readonly documentKey: Hex32 };

export type UncodedLine = { readonly exemption: Exemption; readonly fen: bigint };

/** What a claim says: one invoice that a region's fund is asked to pay. Its EIP-712 hash is its id. */
export type ClaimContent = {
  /** Who submits: the provider, or of a manual claim the payer's bureau. */
  readonly filer: InstitutionId;
  readonly documentKey: Hex32;
  /** 0 when the provider is not on the ledger (manual only). */
  readonly provider: InstitutionId;
  readonly payerRegion: RegionCode;
  readonly channel: ClaimChannel;
  readonly claimedAtSec: number;
  readonly personCommitment: Hex32;
  readonly catalogue: Hex32;
  readonly policy: Hex32;
  readonly totalFen: bigint;
  readonly requestedFen: bigint;
  /** Filer and document key of the primary claim; 0 unless secondary. */
  readonly primaryFiler: InstitutionId;
  readonly primaryKey: Hex32;
  readonly submitter: Address;
  readonly evidence: readonly EvidenceRef[];
  readonly uncodedLines: readonly UncodedLine[];
};

export type FundPart = { readonly fundPayType: number; readonly fen: bigint };

/** Who bears what of a claim's total. */
export type Award = {
  readonly fundParts: readonly FundPart[];
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  readonly hospitalFen: bigint;
  readonly basis: Hex32;
};

/** Everything that happened to a claim after it was submitted, in the order of the chain. */
export type ClaimStep = {
  readonly by: InstitutionId;
  readonly operator: Address;
  readonly origin: Origin;
} & (
  | { readonly kind: "endorsed"; readonly awardHash: Hex32 }
  | { readonly kind: "approved"; readonly approvedFen: bigint; readonly award: Award }
  | {
      readonly kind: "rejected";
      readonly isFinal: boolean;
      readonly reason: number;
      readonly basis: Hex32;
      /** Exclusive; null when no appeal is open. */
      readonly appealUntilSec: number | null;
    }
  | { readonly kind: "appealed"; readonly reasonHash: Hex32; readonly deadlineSec: number }
  | { readonly kind: "advanced"; readonly advancedFen: bigint }
  | {
      readonly kind: "paid";
      readonly paidFen: bigint;
      readonly payment: Hex32;
      readonly bankReference: string;
    }
  | { readonly kind: "reversed"; readonly from: ClaimState; readonly reasonHash: Hex32 }
  | {
      readonly kind: "clawed-back";
      readonly from: ClaimState;
      readonly clawedBackFen: bigint;
      readonly reasonHash: Hex32;
    }
  | { readonly kind: "disputed"; readonly reasonHash: Hex32 }
  | { readonly kind: "upheld" }
);

export type ClaimRow = {
  readonly id: Hex32;
  readonly content: ClaimContent;
  readonly state: ClaimState;
  /** Of the present stage, pauses aside; null when it has none. */
  readonly deadlineSec: number | null;
  /** No evidence was imported or late: it may become provisional. */
  readonly isTimely: boolean;
  /** The invoice's word that this claim holds; null when it holds none. */
  readonly nullifier: Hex32 | null;
  readonly steps: readonly ClaimStep[];
  readonly origin: Origin;
};

/** What a payment was, told before the claims it paid. */
export type PaymentRow = {
  readonly id: Hex32;
  readonly bureau: InstitutionId;
  readonly bankReference: string;
  readonly operator: Address;
};

export type ClosingContent = {
  readonly closedAtSec: number;
  readonly feeRoot: Hex32;
  readonly feeLineCount: number;
  readonly totalFen: bigint;
  readonly serviceFen: bigint;
  /** DRG or DIP code; empty when there is none. */
  readonly diagnosisGroup: string;
};

/** What an encounter says when it is opened. Its EIP-712 hash is its id. */
export type EncounterContent = {
  readonly institution: InstitutionId;
  readonly documentKey: Hex32;
  readonly kind: EncounterKind;
  readonly openedAtSec: number;
  readonly identification: Identification;
  readonly personCommitment: Hex32;
  readonly voucherCommitment: Hex32;
};

export type EncounterRow = {
  readonly id: Hex32;
  readonly content: EncounterContent;
  readonly state: EncounterState;
  /** The closing that stands is the last one; those before it were corrected. */
  readonly closings: readonly (ClosingContent & {
    readonly reasonHash: Hex32 | null;
    readonly operator: Address;
    readonly origin: Origin;
  })[];
  readonly cancelled: {
    readonly reasonHash: Hex32;
    readonly operator: Address;
    readonly origin: Origin;
  } | null;
  readonly operator: Address;
  readonly origin: Origin;
};

export type ClaimLimits = {
  readonly decisionSec: number;
  readonly manualDays: number;
  readonly appealDays: number;
  readonly appealDecisionDays: number;
  readonly disputeDays: number;
  readonly automaticFenMax: bigint;
  readonly fourEyesFromFen: bigint;
  readonly provisionalFenPerDay: bigint;
  readonly uncodedFenPerDay: bigint;
};

/** What the bureau of a region set for claims; `limits` null stands for the defaults of the contract. */
export type ClaimRulesRow = {
  readonly region: RegionCode;
  readonly limits: ClaimLimits | null;
  readonly ruleSets: readonly {
    readonly hash: Hex32;
    readonly kind: RuleSetKind;
    readonly fromSec: number;
    readonly origin: Origin;
  }[];
  /** Days counted from 1970-01-01 in UTC+8, turned an odd number of times; ascending. */
  readonly turnedDays: readonly number[];
};

/** What the consortium appointed and opened. */
export type ConsortiumRow = {
  readonly spender: Address | null;
  readonly nullifierEpochCount: number;
};
