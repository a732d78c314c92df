import type {
  ClaimRow,
  ClaimRulesRow,
  ConsortiumRow,
  EncounterRow,
  PaymentRow,
} from "../claims/claim-rows.ts";
import type {
  ConsignmentRow,
  CustodyStep,
  DecommissionRow,
  DispenseAftermath,
  DispenseRow,
  PackRow,
  ParcelRow,
  StockRow,
} from "../drug-rows.ts";
import type {
  Address,
  BatchId,
  Hex,
  Hex16,
  Hex32,
  InstitutionId,
  PackRef,
  PackRun,
  ProductId,
  RegionCode,
} from "../ids.ts";
import type { BatchRow, InstitutionRow, OperatorRow, ProductRow, RegionRulesRow } from "../read-model.ts";
import type { AnchorRow } from "../reconcile/anchor.ts";

/** The read models as they stand before an event: what a projection may look at, and nothing else. */
export type Current = {
  institution(id: InstitutionId): InstitutionRow | null;
  operator(key: Address): OperatorRow | null;
  product(id: ProductId): ProductRow | null;
  batch(id: BatchId): BatchRow | null;
  /** The parcel that begins exactly there. */
  parcel(batch: BatchId, from: number): StoredParcel | null;
  consignment(id: Hex32): ConsignmentRow | null;
  pack(batch: BatchId, index: number): PackRow;
  /** How many packs of the run are gone. Looks at each page of packs: to be asked only where some may be. */
  goneCount(run: PackRun): number;
  packsByKey(key: Hex16): readonly PackRef[];
  stock(institution: InstitutionId, batch: BatchId): StoredStock | null;
  aftermath(dispense: Hex32): DispenseAftermath | null;
  spentBy(key: Hex16): PackRef | null;
  regionRules(region: RegionCode): RegionRulesRow | null;
  claim(id: Hex32): ClaimRow | null;
  payment(id: Hex32): PaymentRow | null;
  encounter(id: Hex32): EncounterRow | null;
  claimRules(region: RegionCode): ClaimRulesRow | null;
  consortium(): ConsortiumRow;
};

/** Where a custody step stands in its batch: the event, and which of the event's runs it is. */
export type StepPlace = { readonly block: number; readonly logIndex: number; readonly ordinal: number };

/**
 * A parcel remembers the step that made it what it is. Each step names the one before it, so the story of a
 * pack is read from its end, at a cost that depends on how often it changed hands and not on the size of its
 * batch.
 */
export type StoredParcel = ParcelRow & {
  readonly lastStep: StepPlace;
  /** On its way: whether some of its packs are gone, so that whoever takes it over counts them. */
  readonly carriesGone: boolean;
};

export type StoredStep = {
  readonly place: StepPlace;
  readonly step: CustodyStep;
  readonly previous: StepPlace | null;
};

/**
 * Where the stories of joined parcels part: packs from `from` to the next part's go on, backwards, at
 * `previous`. It stands among the steps and tells nothing of its own.
 */
export type StoredJoin = {
  readonly batch: BatchId;
  readonly place: StepPlace;
  readonly parts: readonly JoinedPart[];
};
export type JoinedPart = { readonly from: number; readonly previous: StepPlace };

/** Stock without its product, which is the batch's. */
export type StoredStock = Omit<StockRow, "product"> & {
  /** Packs in this custody that are gone: no goods, though a run that is shipped may take them along. */
  readonly goneHeldCount: number;
};

/** One row of a read model as it stands after an event. Rows are replaced whole. */
export type Change =
  | { readonly table: "institution"; readonly row: InstitutionRow }
  | { readonly table: "operator"; readonly row: OperatorRow }
  | { readonly table: "product"; readonly row: ProductRow }
  | { readonly table: "batch"; readonly row: BatchRow }
  | {
      readonly table: "manifest";
      readonly batch: BatchId;
      readonly fromIndex: number;
      readonly labelsHash: Hex32;
      readonly packKeys: Hex;
    }
  | { readonly table: "pack-key"; readonly key: Hex16; readonly packs: readonly PackRef[] }
  | {
      readonly table: "parcel";
      readonly row: StoredParcel;
      /** Whose list the parcel leaves; null when it stays in its holder's list or is new. */
      readonly leaves: InstitutionId | null;
    }
  /** Another parcel took it in: none begins there any more. */
  | {
      readonly table: "parcel-joined";
      readonly batch: BatchId;
      readonly from: number;
      readonly holder: InstitutionId;
    }
  | ({ readonly table: "custody" } & StoredStep)
  | ({ readonly table: "custody-join" } & StoredJoin)
  | { readonly table: "consignment"; readonly row: ConsignmentRow }
  | { readonly table: "dispense"; readonly row: DispenseRow }
  | { readonly table: "aftermath"; readonly dispense: Hex32; readonly row: DispenseAftermath }
  | { readonly table: "reversal"; readonly id: Hex32; readonly dispense: Hex32 }
  | { readonly table: "decommission"; readonly row: DecommissionRow }
  | { readonly table: "pack"; readonly batch: BatchId; readonly index: number; readonly row: PackRow }
  /** Null: the pack came back, and the key may be spent again. */
  | { readonly table: "spent-key"; readonly key: Hex16; readonly pack: PackRef | null }
  | { readonly table: "stock"; readonly row: StoredStock }
  | { readonly table: "region-rules"; readonly row: RegionRulesRow }
  | { readonly table: "anchor"; readonly row: AnchorRow }
  | ClaimChange;

/** What claims and encounters change. */
export type ClaimChange =
  /** `before` is null for a claim that is new: it tells which place in a queue is left. */
  | { readonly table: "claim"; readonly row: ClaimRow; readonly before: ClaimRow | null }
  /** Null: the invoice may be paid again. */
  | { readonly table: "nullifier"; readonly nullifier: Hex32; readonly claim: Hex32 | null }
  | { readonly table: "payment"; readonly row: PaymentRow }
  | { readonly table: "encounter"; readonly row: EncounterRow }
  | { readonly table: "claim-rules"; readonly row: ClaimRulesRow }
  | { readonly table: "consortium"; readonly row: ConsortiumRow };
