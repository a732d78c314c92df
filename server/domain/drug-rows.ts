import type { Address, BatchId, Hex32, InstitutionId, PackRef, PackRun, ProductId } from "./ids.ts";
import type { ConsignmentState, DispenseState, ParcelState } from "./lifecycles.ts";
import type { Origin } from "./read-model.ts";

/**
 * Packs [from, to) of a batch in one custodian's hands. In transit, disputed or lost: holder = sender,
 * counterparty = receiver.
 */
export type ParcelRow = PackRun & {
  readonly holder: InstitutionId;
  readonly counterparty: InstitutionId;
  readonly state: ParcelState;
  readonly consignment: Hex32 | null;
};

export type ConsignmentRow = {
  readonly id: Hex32;
  readonly sender: InstitutionId;
  readonly receiver: InstitutionId;
  readonly documentKey: Hex32;
  readonly shippedAtSec: number;
  readonly state: ConsignmentState;
  readonly outstandingCount: number;
  readonly runs: readonly PackRun[];
  readonly lineCommitments: readonly Hex32[];
  readonly receipts: readonly {
    readonly receivedAtSec: number;
    readonly accepted: readonly PackRun[];
    readonly operator: Address;
    readonly origin: Origin;
  }[];
  readonly withdrawals: readonly {
    readonly withdrawnAtSec: number;
    readonly runs: readonly PackRun[];
    readonly operator: Address;
    readonly origin: Origin;
  }[];
  /** Everything said in its disputes, in the order of the chain. `outcome` is null in the opening. */
  readonly disputes: readonly {
    readonly kind: "opened" | "answered" | "resolved";
    readonly by: InstitutionId;
    readonly outcome: DisputeOutcome | null;
    readonly occurredAtSec: number;
    readonly reasonHash: Hex32 | null;
    readonly runs: readonly PackRun[];
    readonly operator: Address;
    readonly origin: Origin;
  }[];
  readonly isImported: boolean;
  readonly operator: Address;
  readonly origin: Origin;
};

/** In the order of `DisputeOutcome` on the chain. */
export const DISPUTE_OUTCOMES = ["none", "returned", "lost"] as const;

export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number];

export const IDENTIFICATIONS = ["none", "card", "e-voucher"] as const;

export type Identification = (typeof IDENTIFICATIONS)[number];

export type DispenseLine = PackRef & { readonly units: number; readonly priceFen: bigint };

export type DispenseRow = {
  readonly id: Hex32;
  readonly institution: InstitutionId;
  readonly documentKey: Hex32;
  readonly dispensedAtSec: number;
  readonly identification: Identification;
  readonly personCommitment: Hex32;
  readonly operator: Address;
  readonly lines: readonly DispenseLine[];
  /** Signed by the bureau of the institution's region, for a time before the ledger. */
  readonly isImported: boolean;
  readonly origin: Origin;
};

/**
 * What happened to a dispense after it was recorded; kept apart, because a dispense's own row never changes.
 */
export type DispenseAftermath = {
  readonly state: DispenseState;
  readonly reversals: readonly ReversalRow[];
  readonly answer: ReceiptAnswerRow | null;
  /** Packs of lines whose maker's trace the region waived. */
  readonly waived: readonly PackRef[];
};

/**
 * `lines`: pack, units that came back (0 = the whole pack), fen given back; `lineIndexes`: for each the line
 * of the dispense that it takes back.
 */
export type ReversalRow = {
  readonly id: Hex32;
  readonly documentKey: Hex32;
  readonly reversedAtSec: number;
  readonly lines: readonly DispenseLine[];
  readonly lineIndexes: readonly number[];
  readonly operator: Address;
  readonly isImported: boolean;
  readonly origin: Origin;
};

/** In the order of `ReceiptAnswer` on the chain. */
export const RECEIPT_ANSWERS = ["none", "confirmed", "denied"] as const;

export type ReceiptAnswer = (typeof RECEIPT_ANSWERS)[number];

export type ReceiptAnswerRow = {
  readonly answer: ReceiptAnswer;
  readonly bureau: InstitutionId;
  readonly origin: Origin;
};

/** In the order of `DecommissionReason` on the chain. */
export const DECOMMISSION_REASONS = [
  "none",
  "destroyed",
  "stolen",
  "sampled",
  "exported",
  "expired",
] as const;

export type DecommissionReason = (typeof DECOMMISSION_REASONS)[number];

export type DecommissionRow = {
  readonly id: Hex32;
  readonly institution: InstitutionId;
  readonly documentKey: Hex32;
  readonly occurredAtSec: number;
  readonly reason: DecommissionReason;
  readonly runs: readonly PackRun[];
  readonly remnants: readonly DispenseLine[];
  readonly operator: Address;
  readonly isImported: boolean;
  readonly origin: Origin;
};

/**
 * What became of one pack; every dispense and decommission that named it, in the order of the chain.
 * `isGone`: not sellable as a whole. `isOpened`: units of it were sold once.
 */
export type PackRow = {
  readonly unitsTaken: number;
  readonly isGone: boolean;
  readonly isOpened: boolean;
  readonly isFrozen: boolean;
  readonly reversalCount: number;
  readonly dispenses: readonly Hex32[];
  readonly decommission: Hex32 | null;
};

/**
 * Stock of one batch at one institution, in whole packs. The mass balance 进销存: made + declared + received +
 * cameBack − shipped − gone = on hand. `shipped` counts at shipping, `cameBack` what was withdrawn or
 * returned from the way, `lost` what was lost on it. An opened pack counts as gone when it is opened, and
 * again on hand only if it was whole and came back whole.
 */
export type StockRow = {
  readonly institution: InstitutionId;
  readonly batch: BatchId;
  readonly product: ProductId;
  readonly madeCount: number;
  readonly declaredCount: number;
  readonly receivedCount: number;
  readonly shippedCount: number;
  readonly cameBackCount: number;
  readonly lostCount: number;
  /** Packs handed over whole, and packs opened for units: both count once, when they go. */
  readonly dispensedCount: number;
  readonly openedCount: number;
  /** Whole packs taken back and sellable again; those that froze stay gone. */
  readonly returnedCount: number;
  readonly frozenCount: number;
  readonly writtenOffCount: number;
  /** Units of opened packs: handed over, taken back, written off. */
  readonly unitsDispensedCount: number;
  readonly unitsReturnedCount: number;
  readonly unitsWrittenOffCount: number;
};

/** One step of custody of a run of packs, for the story of a pack. */
export type CustodyStep = PackRun & {
  readonly kind:
    | "opened"
    | "declared"
    | "shipped"
    | "received"
    | "withdrawn"
    | "disputed"
    | "returned"
    | "lost";
  readonly by: InstitutionId;
  readonly other: InstitutionId;
  readonly consignment: Hex32 | null;
  readonly occurredAtSec: number;
  readonly operator: Address | null;
  readonly origin: Origin;
};
