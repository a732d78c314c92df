import type { Act, InstitutionKind } from "./acts.ts";
import type { CommandState } from "./command.ts";
import type { Identification } from "./drug-rows.ts";
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
import type { Page } from "./ledger-view.ts";
import type {
  AgreementStatus,
  BatchStatus,
  ConsignmentState,
  DispenseState,
  ProductStatus,
} from "./lifecycles.ts";
import type { ProductCode, ProductFlag, Provenance } from "./read-model.ts";

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

export type DispenseAnswer = AsOf & {
  readonly id: Hex32;
  readonly status: Exclude<DispenseState, "none">;
  readonly institution: InstitutionName;
  readonly dispensedAtSec: number;
  readonly isLate: boolean;
  /** Recorded by the bureau, for a time before the ledger. */
  readonly isImported: boolean;
  readonly identification: Identification;
  readonly operator: Address;
  readonly lines: readonly DispenseLineAnswer[];
  readonly totalFen: bigint;
  /** What came back of it, in the order of the chain. */
  readonly reversals: readonly ReversalAnswer[];
  /** What the person said, where somebody was asked. */
  readonly answer: { readonly answer: "confirmed" | "denied"; readonly proof: Proof } | null;
  readonly proof: Proof;
  /** Of the owner. */
  readonly document: DocumentAnswer | null;
  /** Of the owner, for the receipt: whoever holds it may ask and answer about this dispense. */
  readonly receiptToken: string | null;
};

/** `units` 0 = the whole pack; `priceFen` = given back. */
export type ReversalAnswer = {
  readonly id: Hex32;
  readonly reversedAtSec: number;
  readonly lines: readonly {
    readonly batch: BatchId;
    readonly index: number;
    readonly units: number;
    readonly priceFen: bigint;
  }[];
  readonly totalFen: bigint;
  readonly isImported: boolean;
  readonly operator: Address;
  readonly proof: Proof;
  /** Of the owner. */
  readonly documentNumber: string | null;
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
  /** The region did not yet demand the maker's trace of this pack. */
  readonly isTraceWaived: boolean;
};

export type DocumentAnswer = {
  readonly number: string;
  readonly till: string;
  readonly prescription: { readonly number: string; readonly prescriber: string } | null;
};

/** What one line of a delivery note says of money. `isCommitted`: the ledger's commitment is to just this. */
export type PriceAnswer = {
  readonly unitPriceFen: bigint | null;
  readonly invoiceNumber: string | null;
  readonly isCommitted: boolean;
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
  readonly withdrawals: readonly {
    readonly withdrawnAtSec: number;
    readonly runs: readonly PackRun[];
    readonly packCount: number;
    readonly operator: Address;
    readonly proof: Proof;
  }[];
  /** What is still on its way, and what its two sides contest. */
  readonly inTransit: readonly PackRun[];
  readonly disputed: readonly PackRun[];
  readonly disputes: readonly DisputeAnswer[];
  readonly isImported: boolean;
  readonly operator: Address;
  readonly proof: Proof;
  /** Of the sender. */
  readonly documentNumber: string | null;
  /**
   * Of the sender and of the bureaus of both regions; null for others, and where this server lacks the
   * opening.
   */
  readonly prices: readonly PriceAnswer[] | null;
};

/** One thing said in a dispute. `outcome` is null in the opening, `reason` in everything else. */
export type DisputeAnswer = {
  readonly kind: "opened" | "answered" | "resolved";
  readonly by: InstitutionName;
  readonly outcome: "returned" | "lost" | null;
  readonly occurredAtSec: number;
  /** Where this server holds it. */
  readonly reason: string | null;
  readonly runs: readonly PackRun[];
  readonly packCount: number;
  readonly operator: Address;
  readonly proof: Proof;
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
  readonly recalled: {
    readonly by: InstitutionName;
    readonly recalledAtSec: number;
    /** Where this server holds it. */
    readonly reason: string | null;
    readonly proof: Proof;
  } | null;
  readonly quarantines: readonly {
    readonly region: RegionCode;
    readonly bureau: InstitutionName;
    readonly held: Proof;
    readonly released: Proof | null;
  }[];
  /** The document that says which packs lie in which case. */
  readonly labels: { readonly hash: Hex32; readonly isHeldHere: boolean } | null;
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
