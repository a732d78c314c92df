import type { Act, InstitutionKind } from "./acts.ts";
import type { Address, BatchId, Hex32, InstitutionId, ProductId, RegionCode } from "./ids.ts";
import type { AgreementStatus, BatchStatus, ProductStatus } from "./lifecycles.ts";

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
  /** `declared`: stock older than the ledger; `maker` is then the holder that declared it. */
  readonly provenance: Provenance;
  readonly opened: Origin;
  readonly sealed: Origin | null;
  readonly recalled: {
    readonly by: InstitutionId;
    readonly recalledAtSec: number;
    readonly origin: Origin;
  } | null;
  /** One row for each region that ever held it in quarantine; `released` null while it does. */
  readonly quarantines: readonly {
    readonly region: RegionCode;
    readonly bureau: InstitutionId;
    readonly held: Origin;
    readonly released: Origin | null;
  }[];
  /** Of the case-label document that stands; null when none was pinned. */
  readonly labelsHash: Hex32 | null;
};

export const PROVENANCES = ["maker", "declared"] as const;

export type Provenance = (typeof PROVENANCES)[number];

/** The limits that the bureau of a region set last; null stands for the defaults of the contract. */
export type RegionRulesRow = {
  readonly region: RegionCode;
  readonly limits: {
    readonly lateAfterSec: number;
    readonly returnWindowSec: number;
    readonly disputeLimitSec: number;
    readonly reversalsMax: number;
  } | null;
  readonly modes: readonly {
    readonly productClass: ProductClass;
    readonly mode: EnforcementMode;
    readonly fromSec: number;
    readonly origin: Origin;
  }[];
};

/** In the order of the chain's enums. */
export const PRODUCT_CLASSES = ["ordinary", "high-value"] as const;

export type ProductClass = (typeof PRODUCT_CLASSES)[number];

export const ENFORCEMENT_MODES = ["enforce", "warn", "observe"] as const;

export type EnforcementMode = (typeof ENFORCEMENT_MODES)[number];
