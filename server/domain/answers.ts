import type { Act, InstitutionKind } from "./acts.ts";
import type { CommandState } from "./command.ts";
import type { Facts } from "./failure.ts";
import type { FailureCode } from "./failure-catalogue.ts";
import type {
  Address,
  BatchId,
  BlockRef,
  Hex32,
  InstitutionId,
  PackRun,
  ProductId,
  RegionCode,
} from "./ids.ts";
import type {
  AgreementStatus,
  BatchStatus,
  ConsignmentState,
  ParcelState,
  ProductStatus,
} from "./lifecycles.ts";
import type { Identification, Page, ProductCode, ProductFlag } from "./read-model.ts";

/**
 * What a reader is told, already cut to what this principal may see. Instants in seconds, money bigint; http
 * only writes them out. `null` in a field named "of the owner" means: not for this principal.
 */
export type AsOf = { readonly asOf: BlockRef };

/** Where a fact stands on the chain. */
export type Proof = {
  readonly block: number;
  readonly transactionHash: Hex32;
  readonly recordedAtSec: number;
};

export type InstitutionName = {
  readonly id: InstitutionId;
  readonly code: string;
  readonly name: string;
  readonly kind: InstitutionKind;
  readonly region: RegionCode;
};

export type Sentence = { readonly chinese: string; readonly english: string };

export type Provenance = "maker" | "declared";

/** The whole story of one pack. */
export type PackStory = AsOf & {
  /** The code as it is written: 20 digits, or the element string with brackets. */
  readonly code: string;
  readonly pack: { readonly batch: BatchId; readonly index: number };
  readonly product: PackProduct;
  readonly batch: PackBatch;
  readonly provenance: Provenance;
  /** Manifests that claim the same code later; the first, told here, stands. */
  readonly contestedBy: readonly {
    readonly batch: BatchId;
    readonly index: number;
    readonly maker: InstitutionName;
  }[];
  readonly custody: readonly CustodyTransfer[];
  /** Whose hands it is in: in transit the sender's. Null before the batch is sealed. */
  readonly holder: { readonly institution: InstitutionName; readonly state: ParcelState } | null;
  readonly dispenses: readonly PackDispense[];
  readonly unitsPerPack: number;
  readonly unitsLeft: number;
  readonly isGone: boolean;
  readonly refusals: readonly PackRefusal[];
  /** The same in words, in the order of the chain. */
  readonly lines: readonly StoryLine[];
};

export type StoryStep = "made" | "shipped" | "received" | "dispensed" | "refused" | "contested";

/** A refusal stands in no block: `block` is null. */
export type StoryLine = Sentence & {
  readonly step: StoryStep;
  readonly atSec: number;
  readonly block: number | null;
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
  readonly maker: InstitutionName;
  readonly status: BatchStatus;
  readonly madeAtSec: number;
  /** Exclusive; `lastDay` is the last day on which it is good, `2028-10-31`. */
  readonly expiresAtSec: number;
  readonly lastDay: string;
  readonly packCount: number;
  readonly opened: Proof;
  readonly sealed: Proof | null;
};

/** From one pair of hands to the next, signed by both sides. `received` is null while on its way. */
export type CustodyTransfer = {
  readonly consignment: Hex32;
  readonly sender: InstitutionName;
  readonly receiver: InstitutionName;
  readonly shipped: SignedStep;
  readonly received: SignedStep | null;
};

export type SignedStep = {
  readonly occurredAtSec: number;
  readonly operator: Address | null;
  readonly proof: Proof;
};

export type PackDispense = {
  readonly id: Hex32;
  readonly institution: InstitutionName;
  readonly dispensedAtSec: number;
  readonly isLate: boolean;
  readonly identification: Identification;
  /** 0 = the whole pack. */
  readonly units: number;
  /** For the dispenser, its bureau and auditors; null for partners. */
  readonly priceFen: bigint | null;
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

export type DispenseAnswer = AsOf & {
  readonly id: Hex32;
  readonly status: "recorded";
  readonly institution: InstitutionName;
  readonly dispensedAtSec: number;
  readonly isLate: boolean;
  readonly identification: Identification;
  readonly operator: Address;
  readonly lines: readonly DispenseLineAnswer[];
  readonly totalFen: bigint;
  readonly proof: Proof;
  /** Of the owner. */
  readonly document: DocumentAnswer | null;
};

export type DispenseLineAnswer = {
  /** As the owner scanned it; null for others. */
  readonly code: string | null;
  readonly product: { readonly id: ProductId; readonly name: string; readonly unit: string };
  readonly batch: BatchId;
  readonly batchNumber: string;
  readonly index: number;
  readonly units: number;
  readonly priceFen: bigint;
  readonly provenance: Provenance;
};

export type DocumentAnswer = {
  readonly number: string;
  readonly till: string;
  readonly prescription: { readonly number: string; readonly prescriber: string } | null;
};

export type ConsignmentAnswer = AsOf & {
  readonly id: Hex32;
  readonly sender: InstitutionName;
  readonly receiver: InstitutionName;
  readonly state: ConsignmentState;
  readonly shippedAtSec: number;
  readonly packCount: number;
  readonly outstandingCount: number;
  readonly runs: readonly RunAnswer[];
  readonly receipts: readonly {
    readonly receivedAtSec: number;
    readonly accepted: readonly PackRun[];
    readonly packCount: number;
    readonly operator: Address;
    readonly proof: Proof;
  }[];
  readonly operator: Address;
  readonly proof: Proof;
  /** Of the sender. */
  readonly documentNumber: string | null;
};

export type RunAnswer = PackRun & {
  readonly product: { readonly id: ProductId; readonly name: string };
  readonly batchNumber: string;
  readonly packCount: number;
};

export type ProductAnswer = AsOf & {
  readonly id: ProductId;
  readonly maker: InstitutionName;
  readonly bureau: InstitutionName;
  readonly name: string;
  readonly unit: string;
  readonly unitsPerPack: number;
  readonly flags: readonly ProductFlag[];
  readonly status: ProductStatus;
  readonly codes: readonly ProductCode[];
  readonly proof: Proof;
};

export type BatchAnswer = AsOf & {
  readonly id: BatchId;
  readonly product: { readonly id: ProductId; readonly name: string };
  readonly maker: InstitutionName;
  readonly batchNumber: string;
  readonly packCount: number;
  readonly manifestCount: number;
  readonly manifestHash: Hex32;
  readonly madeAtSec: number;
  readonly expiresAtSec: number;
  readonly lastDay: string;
  readonly keyEpoch: number;
  readonly status: BatchStatus;
  readonly provenance: Provenance;
  readonly opened: Proof;
  readonly sealed: Proof | null;
};

export type AgreementAnswer = {
  readonly status: AgreementStatus;
  readonly fromSec: number;
  readonly suspendedUntilSec: number | null;
  readonly validUntilSec: number;
  readonly proof: Proof;
};

export type InstitutionAnswer = AsOf &
  InstitutionName & {
    readonly district: number;
    readonly registeredBy: InstitutionId;
    /** The dated changes in the order of `fromSec`; empty when none was ever signed. */
    readonly agreement: readonly AgreementAnswer[];
    readonly agreementNow: AgreementStatus;
    /** For itself, its bureau and auditors; null for others. */
    readonly adminKey: Address | null;
    readonly operators: readonly OperatorAnswer[] | null;
    readonly proof: Proof;
  };

export type OperatorAnswer = {
  readonly key: Address;
  readonly acts: readonly Act[];
  readonly validUntilSec: number;
  readonly revoked: boolean;
  readonly proof: Proof;
};

export type CommandAnswer = {
  readonly id: string;
  readonly kind: string;
  readonly state: CommandState;
  readonly acceptedAtMs: number;
  readonly institution: InstitutionId;
  readonly transactions: readonly Hex32[];
  readonly mined: (BlockRef & { readonly result: Facts }) | null;
  readonly refusal: { readonly code: FailureCode; readonly facts: Facts; readonly atMs: number } | null;
};

export type ListAnswer<Row> = AsOf & Page<Row>;
