import type { Act, InstitutionKind } from "./acts.ts";
import type {
  Address,
  BatchId,
  BlockRef,
  Hex,
  Hex16,
  Hex32,
  InstitutionId,
  PackRef,
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

/** Where a fact came from. `recordedAtSec` is the block's time. */
export type Origin = {
  readonly block: number;
  readonly logIndex: number;
  readonly recordedAtSec: number;
  readonly transactionHash: Hex32;
};

export type AgreementChangeRow = {
  readonly status: AgreementStatus;
  readonly fromSec: number;
  readonly suspendedUntilSec: number;
  readonly validUntilSec: number;
  readonly origin: Origin;
};

export type InstitutionRow = {
  readonly id: InstitutionId;
  readonly kind: InstitutionKind;
  readonly region: RegionCode;
  readonly district: number;
  readonly adminKey: Address;
  readonly registeredBy: InstitutionId;
  readonly code: string;
  readonly name: string;
  readonly agreement: readonly AgreementChangeRow[];
  readonly origin: Origin;
};

export type OperatorRow = {
  readonly key: Address;
  readonly institution: InstitutionId;
  readonly acts: readonly Act[];
  readonly validUntilSec: number;
  readonly revoked: boolean;
  readonly origin: Origin;
};

/** In the order of `CodeScheme` on the chain, without `none`. */
export const CODE_SCHEMES = ["nhsa", "trace-prefix", "gtin", "barcode", "national-drug"] as const;
export type CodeScheme = (typeof CODE_SCHEMES)[number];

/** In the order of the bits of `ProductFlags` on the chain. */
export const PRODUCT_FLAGS = [
  "splitAllowed",
  "highValue",
  "makerTracedOnly",
  "prescriptionOnly",
  "hospitalOnly",
] as const;
export type ProductFlag = (typeof PRODUCT_FLAGS)[number];

export type ProductCode = { readonly scheme: CodeScheme; readonly value: string };

export type ProductRow = {
  readonly id: ProductId;
  readonly maker: InstitutionId;
  readonly bureau: InstitutionId;
  readonly unitsPerPack: number;
  readonly flags: readonly ProductFlag[];
  readonly status: ProductStatus;
  readonly name: string;
  readonly unit: string;
  readonly codes: readonly ProductCode[];
  readonly origin: Origin;
};

export type BatchRow = {
  readonly id: BatchId;
  readonly product: ProductId;
  readonly maker: InstitutionId;
  readonly batchNumber: string;
  readonly packCount: number;
  readonly manifestCount: number;
  readonly manifestHash: Hex32;
  readonly madeAtSec: number;
  readonly expiresAtSec: number;
  readonly keyEpoch: number;
  readonly priceCommitment: Hex32;
  readonly status: BatchStatus;
  readonly opened: Origin;
  readonly sealed: Origin | null;
};

/**
 * Packs [from, to) of a batch in one custodian's hands. In transit: holder = sender, counterparty = receiver.
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
  readonly operator: Address;
  readonly origin: Origin;
};

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
  readonly origin: Origin;
};

/** What became of one pack; every dispense that named it, in the order of the chain. */
export type PackRow = {
  readonly unitsTaken: number;
  readonly isGone: boolean;
  readonly dispenses: readonly Hex32[];
};

/** One step of custody of a run of packs, for the story of a pack. */
export type CustodyStep = PackRun & {
  readonly kind: "opened" | "shipped" | "received";
  readonly by: InstitutionId;
  readonly other: InstitutionId;
  readonly consignment: Hex32 | null;
  readonly occurredAtSec: number;
  readonly operator: Address | null;
  readonly origin: Origin;
};

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
  /** Newest first. */
  dispensesOf(institution: InstitutionId, page: PageRequest): Promise<Page<DispenseRow>>;
};
