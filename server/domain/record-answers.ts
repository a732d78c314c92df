import type { AsOf, InstitutionName, Proof, RunAnswer } from "./answers.ts";
import type { DecommissionReason } from "./drug-rows.ts";
import type { Address, BatchId, Hex32, ProductId, RegionCode } from "./ids.ts";
import type { BatchStatus } from "./lifecycles.ts";
import type { EnforcementMode, ProductClass, Provenance } from "./read-model.ts";
import type { StockCounts } from "./stock.ts";

/** Stock of one batch at one institution, or of one product over its batches: the mass balance 进销存. */
export type StockAnswer = {
  readonly institution: InstitutionName;
  readonly product: { readonly id: ProductId; readonly name: string; readonly unit: string };
  /** Null where a product's batches are told together. */
  readonly batch: {
    readonly id: BatchId;
    readonly batchNumber: string;
    readonly provenance: Provenance;
    readonly status: BatchStatus;
    readonly lastDay: string;
  } | null;
  /** Of `onHandCount`, what came from stock older than the ledger. */
  readonly onHandDeclaredCount: number;
  readonly onHandCount: number;
} & StockCounts;

export type DecommissionAnswer = AsOf & {
  readonly id: Hex32;
  readonly institution: InstitutionName;
  readonly occurredAtSec: number;
  readonly reason: Exclude<DecommissionReason, "none">;
  readonly runs: readonly RunAnswer[];
  /** What was left of opened packs. */
  readonly remnants: readonly {
    readonly batch: BatchId;
    readonly index: number;
    readonly units: number;
  }[];
  readonly packCount: number;
  readonly isImported: boolean;
  readonly operator: Address;
  readonly proof: Proof;
  /** Of the owner: its number, and the codes as written. */
  readonly document: { readonly number: string; readonly codes: readonly string[] } | null;
};

export type RegionRulesAnswer = AsOf & {
  readonly region: RegionCode;
  readonly bureau: InstitutionName | null;
  /** `isDefault`: the bureau has set nothing. Durations in whole seconds. */
  readonly limits: {
    readonly isDefault: boolean;
    readonly lateAfterSeconds: number;
    readonly returnWindowSeconds: number;
    readonly disputeLimitSeconds: number;
    readonly reversalsMax: number;
  };
  readonly modes: readonly {
    readonly productClass: ProductClass;
    readonly mode: EnforcementMode;
    readonly fromSec: number;
    readonly proof: Proof;
  }[];
};
