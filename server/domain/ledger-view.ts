import type { QueuedState } from "./claims/claim-queue.ts";
import type { ClaimRow, ClaimRulesRow, ConsortiumRow, EncounterRow } from "./claims/claim-rows.ts";
import type {
  ConsignmentRow,
  CustodyStep,
  DecommissionRow,
  DispenseAftermath,
  DispenseRow,
  PackRow,
  ParcelRow,
  ReversalRow,
  StockRow,
} from "./drug-rows.ts";
import type {
  Address,
  BatchId,
  BlockRef,
  Hex,
  Hex16,
  Hex32,
  InstitutionId,
  PackRef,
  ProductId,
  RegionCode,
} from "./ids.ts";
import type {
  BatchRow,
  InstitutionRow,
  OperatorRow,
  ProductCode,
  ProductRow,
  RegionRulesRow,
} from "./read-model.ts";
import type { AnchorRow } from "./reconcile/anchor.ts";

export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

export type PageRequest = { readonly limit: number; readonly after: string | null };

/**
 * A stable read of the read models at one block. `null` = no such thing at that block. Reads never invent.
 */
export type LedgerView = {
  readonly asOf: BlockRef;
  institution(id: InstitutionId): Promise<InstitutionRow | null>;
  institutionByCode(code: string): Promise<InstitutionRow | null>;
  institutions(page: PageRequest): Promise<Page<InstitutionRow>>;
  bureauOf(region: RegionCode): Promise<InstitutionRow | null>;
  operator(key: Address): Promise<OperatorRow | null>;
  operatorsOf(institution: InstitutionId): Promise<readonly OperatorRow[]>;
  product(id: ProductId): Promise<ProductRow | null>;
  productByCode(code: ProductCode): Promise<ProductRow | null>;
  products(page: PageRequest): Promise<Page<ProductRow>>;
  batch(id: BatchId): Promise<BatchRow | null>;
  batchesOf(maker: InstitutionId, page: PageRequest): Promise<Page<BatchRow>>;
  /** Every key epoch that a batch on the ledger names: a server that lacks one could not look. */
  keyEpochs(): Promise<readonly number[]>;
  /** Every pack that a manifest gave this key, the first manifest first: the others are contested. */
  packsByKey(key: Hex16): Promise<readonly PackRef[]>;
  packsByKeys(keys: readonly Hex16[]): Promise<readonly (readonly PackRef[])[]>;
  /** A batch's pack keys as its manifest came, event by event: what the running hash was made of. */
  manifestParts(batch: BatchId): AsyncIterable<Hex>;
  /** The key that the maker's manifest gave the pack; null when no manifest reaches it. */
  packKeyOf(pack: PackRef): Promise<Hex16 | null>;
  pack(pack: PackRef): Promise<PackRow>;
  /** The parcel that contains the pack; null before the batch is sealed. */
  parcelAt(pack: PackRef): Promise<ParcelRow | null>;
  parcelsHeldBy(holder: InstitutionId, page: PageRequest): Promise<Page<ParcelRow>>;
  custodyOf(pack: PackRef): Promise<readonly CustodyStep[]>;
  consignment(id: Hex32): Promise<ConsignmentRow | null>;
  /** Newest first. */
  consignmentsOf(
    institution: InstitutionId,
    role: "sender" | "receiver",
    page: PageRequest,
  ): Promise<Page<ConsignmentRow>>;
  dispense(id: Hex32): Promise<DispenseRow | null>;
  /** Of a dispense that is on the ledger; an untouched one has an empty aftermath. */
  aftermathOf(dispense: Hex32): Promise<DispenseAftermath>;
  /** The dispense that an institution recorded under this keyed document number. */
  dispenseByDocument(institution: InstitutionId, documentKey: Hex32): Promise<DispenseRow | null>;
  reversal(id: Hex32): Promise<{ readonly dispense: Hex32; readonly row: ReversalRow } | null>;
  decommission(id: Hex32): Promise<DecommissionRow | null>;
  /** Newest first. */
  decommissionsOf(institution: InstitutionId, page: PageRequest): Promise<Page<DecommissionRow>>;
  /** The pack of declared stock that has spent the key now; null when none has. */
  spentBy(key: Hex16): Promise<PackRef | null>;
  stockOf(institution: InstitutionId, page: PageRequest): Promise<Page<StockRow>>;
  regionRules(region: RegionCode): Promise<RegionRulesRow>;
  claim(id: Hex32): Promise<ClaimRow | null>;
  /** The claim that a filer submitted under this keyed document number. */
  claimByDocument(filer: InstitutionId, documentKey: Hex32): Promise<ClaimRow | null>;
  /** Of a provider, or filed by a bureau; newest first. */
  claimsOf(institution: InstitutionId, page: PageRequest): Promise<Page<ClaimRow>>;
  /** Newest first. */
  claimsOfPayer(region: RegionCode, page: PageRequest): Promise<Page<ClaimRow>>;
  /** What the payer's bureau has to do, the earliest deadline first. */
  claimQueue(region: RegionCode, state: QueuedState, page: PageRequest): Promise<Page<ClaimRow>>;
  claimQueueCounts(region: RegionCode): Promise<Readonly<Record<string, number>>>;
  /** Every claim that ever named the evidence, in the order of the chain. */
  claimsOfEvidence(evidence: Hex32): Promise<readonly ClaimRow[]>;
  /** The claim that holds the invoice; null when none does. */
  nullifier(nullifier: Hex32): Promise<Hex32 | null>;
  encounter(id: Hex32): Promise<EncounterRow | null>;
  encounterByDocument(institution: InstitutionId, documentKey: Hex32): Promise<EncounterRow | null>;
  /** Newest first. */
  encountersOf(institution: InstitutionId, page: PageRequest): Promise<Page<EncounterRow>>;
  claimRules(region: RegionCode): Promise<ClaimRulesRow>;
  consortium(): Promise<ConsortiumRow>;
  /** Newest first. */
  dispensesOf(institution: InstitutionId, page: PageRequest): Promise<Page<DispenseRow>>;
  /** What institutions anchored of one feed at one block, in the order of the chain. */
  anchorsOf(feedWord: Hex32, asOfBlock: number): Promise<readonly AnchorRow[]>;
  /** Whether nothing happened after the block but that institutions anchored what they had found. */
  onlyAnchorsSince(block: number): Promise<boolean>;
};
