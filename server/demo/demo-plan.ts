import type { FailureCode } from "../domain/failure-catalogue.ts";
import type { DemoInstitution } from "./cast.ts";
import type { DemoProduct } from "./formulary.ts";

/** Days that the demo looks back. */
export const DEMO_DAYS = 30;

/** What happens in the demo, step by step. */
export type DemoStep =
  | {
      readonly kind: "batch";
      readonly maker: string;
      readonly product: DemoProduct;
      readonly batchNumber: string;
      readonly madeOn: number;
      readonly expiresOn: number;
      readonly codes: readonly string[];
    }
  | {
      readonly kind: "ship";
      readonly from: string;
      readonly to: string;
      readonly document: string;
      readonly codes: readonly string[];
    }
  | {
      readonly kind: "receive";
      readonly from: string;
      readonly by: string;
      readonly document: string;
      readonly codes: readonly string[];
    }
  | {
      readonly kind: "dispense";
      readonly by: string;
      readonly document: string;
      readonly person: string | null;
      readonly lines: readonly {
        readonly code: string;
        readonly units: number | null;
        readonly priceFen: bigint;
      }[];
      /** What a fund is asked to pay for it in the same go; null: nothing. */
      readonly claim: DemoClaim | null;
      /** The refusal that this attempt must meet; null when it must be recorded. */
      readonly refused: FailureCode | null;
    };

/** The person's insurance; benefits of one in some are suspended, and the claim is refused. */
export type DemoClaim = { readonly insuranceType: "310" | "390"; readonly isSuspended: boolean };

/** Steps of one moment; they touch different packs, so they may be sent side by side. `day` counts from 0. */
export type DemoSlot = {
  readonly day: number;
  readonly secondOfDay: number;
  readonly steps: readonly DemoStep[];
};

export type DemoPlan = {
  readonly institutions: readonly DemoInstitution[];
  readonly products: readonly { readonly maker: string; readonly product: DemoProduct }[];
  readonly slots: readonly DemoSlot[];
  /** A pack that went the whole way and that somebody tried to sell a second time. */
  readonly storyCode: string;
};
