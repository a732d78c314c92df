import type { AsOf, InstitutionName, Proof, Sentence } from "./answers.ts";
import type { ClaimChannel, ClaimStep } from "./claims/claim-rows.ts";
import type { DecommissionReason, DisputeOutcome, Identification, ReceiptAnswer } from "./drug-rows.ts";
import type { FailureCode } from "./failure-catalogue.ts";
import type { Address, BatchId, Hex32, ProductId, RegionCode } from "./ids.ts";
import type { BatchStatus, ClaimState, DispenseState, ParcelState, ProductStatus } from "./lifecycles.ts";
import type { ProductCode, ProductFlag, Provenance } from "./read-model.ts";

/** The whole story of one pack, already cut to what its reader may see. */
export type PackStory = AsOf & {
  /** The code as it is written: 20 digits, or the element string with brackets. */
  readonly code: string;
  readonly pack: { readonly batch: BatchId; readonly index: number };
  readonly product: PackProduct;
  readonly batch: PackBatch;
  readonly provenance: Provenance;
  /** Manifests that claim the same code later; the first, told here, stands. */
  readonly contestedBy: readonly RivalPack[];
  readonly custody: readonly CustodyTransfer[];
  /**
   * Whose hands it is in: in transit the sender's. Null before the batch is sealed, and for a reader whose
   * hands it has left.
   */
  readonly holder: { readonly institution: InstitutionName; readonly state: ParcelState } | null;
  readonly dispenses: readonly PackDispense[];
  readonly decommission: PackDecommission | null;
  readonly unitsPerPack: number;
  /** These five are null, as `holder` is, for a reader whose hands it has left. */
  readonly unitsLeft: number | null;
  readonly isGone: boolean | null;
  readonly isOpened: boolean | null;
  readonly isFrozen: boolean | null;
  readonly reversalCount: number | null;
  readonly refusals: readonly PackRefusal[];
  /** The same in words, in the order of the chain. */
  readonly lines: readonly StoryLine[];
};

export type RivalPack = {
  readonly batch: BatchId;
  readonly index: number;
  readonly maker: InstitutionName;
  readonly provenance: Provenance;
};

export const STORY_STEPS = [
  "made",
  "declared",
  "contested",
  "shipped",
  "received",
  "withdrawn",
  "disputed",
  "dispute-answered",
  "dispute-returned",
  "dispute-lost",
  "dispensed",
  "reversed",
  "frozen",
  "receipt-confirmed",
  "receipt-denied",
  "claimed",
  "claim-endorsed",
  "claim-approved",
  "claim-rejected",
  "claim-appealed",
  "claim-advanced",
  "claim-paid",
  "claim-reversed",
  "claim-clawed-back",
  "claim-disputed",
  "claim-upheld",
  "decommissioned",
  "quarantined",
  "released",
  "recalled",
  "refused",
] as const;
export type StoryStep = (typeof STORY_STEPS)[number];

/**
 * `atSec` is when it happened as stated, `recordedAtSec` when the ledger took it. A refusal stands in no
 * block.
 */
export type StoryLine = Sentence & {
  readonly step: StoryStep;
  readonly atSec: number;
  readonly recordedAtSec: number;
  readonly block: number | null;
  readonly isLate: boolean;
  readonly isImported: boolean;
};

export type PackProduct = {
  readonly id: ProductId;
  readonly name: string;
  readonly unit: string;
  readonly codes: readonly ProductCode[];
  readonly flags: readonly ProductFlag[];
  readonly status: ProductStatus;
};

export type PackBatch = {
  readonly id: BatchId;
  readonly batchNumber: string;
  /** Of declared stock the holder that declared it. */
  readonly maker: InstitutionName;
  readonly status: BatchStatus;
  readonly madeAtSec: number;
  /** Exclusive; `lastDay` is the last day on which it is good, `2028-10-31`. */
  readonly expiresAtSec: number;
  readonly lastDay: string;
  readonly packCount: number;
  readonly opened: Proof;
  readonly sealed: Proof | null;
  readonly recalled: {
    readonly by: InstitutionName;
    readonly recalledAtSec: number;
    readonly proof: Proof;
  } | null;
  readonly quarantines: readonly PackQuarantine[];
};

export type PackQuarantine = {
  readonly region: RegionCode;
  readonly bureau: InstitutionName;
  readonly held: Proof;
  readonly released: Proof | null;
};

/** From one pair of hands to the next, signed by both sides. `received` is null unless it arrived. */
export type CustodyTransfer = {
  readonly consignment: Hex32;
  readonly sender: InstitutionName;
  readonly receiver: InstitutionName;
  readonly shipped: SignedStep;
  readonly received: SignedStep | null;
  readonly withdrawn: SignedStep | null;
  readonly disputes: readonly DisputeStep[];
};

export type SignedStep = {
  readonly occurredAtSec: number;
  readonly operator: Address | null;
  readonly isLate: boolean;
  readonly isImported: boolean;
  readonly proof: Proof;
};

/** `outcome` is null in the opening; `ended` where both sides agreed by it, or the bureau decided. */
export type DisputeStep = SignedStep & {
  readonly kind: "opened" | "answered" | "resolved";
  readonly by: InstitutionName;
  readonly outcome: DisputeOutcome | null;
};

export type PackDispense = {
  readonly id: Hex32;
  readonly institution: InstitutionName;
  readonly dispensedAtSec: number;
  readonly isLate: boolean;
  readonly isImported: boolean;
  readonly identification: Identification;
  readonly state: DispenseState;
  /** 0 = the whole pack. */
  readonly units: number;
  /** For the dispenser, its bureau and auditors; null for partners. */
  readonly priceFen: bigint | null;
  readonly operator: Address;
  readonly proof: Proof;
  /** What of this pack came back, in the order of the chain. */
  readonly reversals: readonly PackReversal[];
  readonly answer: { readonly answer: ReceiptAnswer; readonly proof: Proof } | null;
  /** Every claim that ever named it, for the dispenser, its bureau and auditors; empty for partners. */
  readonly claims: readonly PackClaim[];
};

/** What a fund was asked to pay for what the pack was part of. */
export type PackClaim = {
  readonly id: Hex32;
  readonly state: Exclude<ClaimState, "none">;
  readonly channel: ClaimChannel;
  readonly filer: InstitutionName;
  readonly payerRegion: RegionCode;
  readonly claimedAtSec: number;
  readonly totalFen: bigint;
  readonly approvedFen: bigint | null;
  readonly proof: Proof;
  readonly steps: readonly {
    readonly kind: ClaimStep["kind"];
    readonly by: InstitutionName;
    readonly fen: bigint | null;
    readonly proof: Proof;
  }[];
};

export type PackReversal = {
  readonly id: Hex32;
  readonly reversedAtSec: number;
  readonly isLate: boolean;
  readonly isImported: boolean;
  /** 0 = the whole pack. */
  readonly units: number;
  readonly priceFen: bigint | null;
  readonly operator: Address;
  readonly proof: Proof;
  /** The pack came back once too often by it. */
  readonly hasFrozen: boolean;
};

export type PackDecommission = {
  readonly id: Hex32;
  readonly institution: InstitutionName;
  readonly occurredAtSec: number;
  readonly reason: DecommissionReason;
  /** 0 = the whole pack; otherwise what was left of it. */
  readonly units: number;
  readonly isLate: boolean;
  readonly isImported: boolean;
  readonly operator: Address;
  readonly proof: Proof;
};

export type PackRefusal = {
  readonly id: string;
  readonly institution: InstitutionName;
  readonly operation: string;
  readonly code: FailureCode;
  readonly atSec: number;
};
