import type { Act, InstitutionKind } from "./acts.ts";
import type { ClaimBody } from "./claims/claim-body.ts";
import type { DispenseBody } from "./dispense-body.ts";
import type { DecommissionReason, DisputeOutcome, ReceiptAnswer } from "./drug-rows.ts";
import type {
  Address,
  BatchId,
  Hex32,
  InstitutionId,
  PackRef,
  PackRun,
  ProductId,
  RegionCode,
} from "./ids.ts";
import type { EnforcementMode, ProductClass, ProductCode, ProductFlag } from "./read-model.ts";
import type { AnchorBody } from "./reconcile/anchor.ts";

type NewInstitution = {
  readonly institutionKind: InstitutionKind;
  readonly district: number;
  readonly code: string;
  readonly name: string;
  readonly adminKey: Address;
};

/**
 * What somebody asks the ledger to do. A body names packs and records, never parcels (these change under it):
 * the plan of calls is made from the body each time it is tried. JSON, no personal data.
 */
export type CommandBody =
  | ClaimBody
  | AnchorBody
  | ({ readonly kind: "admit-bureau" | "admit-auditor"; readonly region: RegionCode } & NewInstitution)
  | ({ readonly kind: "register-institution" } & NewInstitution)
  | {
      readonly kind: "add-operator";
      readonly institution: InstitutionId;
      readonly key: Address;
      readonly acts: readonly Act[];
      readonly validUntilSec: number;
    }
  | { readonly kind: "revoke-operator"; readonly institution: InstitutionId; readonly key: Address }
  | {
      readonly kind: "sign-agreement";
      readonly institution: InstitutionId;
      readonly fromSec: number;
      readonly validUntilSec: number;
    }
  | {
      readonly kind: "suspend-agreement";
      readonly institution: InstitutionId;
      readonly fromSec: number;
      readonly untilSec: number;
      readonly reasonHash: Hex32;
    }
  | { readonly kind: "reinstate-agreement"; readonly institution: InstitutionId; readonly fromSec: number }
  | {
      readonly kind: "terminate-agreement";
      readonly institution: InstitutionId;
      readonly fromSec: number;
      readonly reasonHash: Hex32;
    }
  | {
      readonly kind: "admit-product";
      readonly maker: InstitutionId;
      readonly unitsPerPack: number;
      readonly flags: readonly ProductFlag[];
      readonly name: string;
      readonly unit: string;
      readonly codes: readonly ProductCode[];
    }
  | { readonly kind: "withdraw-product"; readonly product: ProductId }
  | {
      readonly kind: "open-batch";
      readonly product: ProductId;
      readonly batchNumber: string;
      readonly packCount: number;
      readonly madeAtSec: number;
      readonly expiresAtSec: number;
      readonly keyEpoch: number;
      readonly priceCommitment: Hex32;
    }
  /** `upload` names the staged pack keys (store: uploads), complete before the command is accepted. */
  | {
      readonly kind: "append-manifest";
      readonly batch: BatchId;
      readonly upload: string;
      readonly keyCount: number;
      readonly labelsHash: Hex32;
    }
  | { readonly kind: "seal-batch"; readonly batch: BatchId }
  | {
      readonly kind: "ship-consignment";
      readonly receiver: InstitutionId;
      readonly documentKey: Hex32;
      readonly shippedAtSec: number;
      readonly runs: readonly PackRun[];
      readonly lineCommitments: readonly Hex32[];
    }
  | {
      readonly kind: "receive-consignment";
      readonly consignment: Hex32;
      readonly receivedAtSec: number;
      readonly accepted: readonly PackRun[];
    }
  | { readonly kind: "record-dispenses"; readonly dispenses: readonly DispenseBody[] }
  | {
      readonly kind: "withdraw-consignment";
      readonly consignment: Hex32;
      readonly withdrawnAtSec: number;
      readonly runs: readonly PackRun[];
    }
  | {
      readonly kind: "dispute-consignment";
      readonly consignment: Hex32;
      readonly disputedAtSec: number;
      readonly reasonHash: Hex32;
      readonly runs: readonly PackRun[];
    }
  /** Of a party it is an answer, of the receiver's bureau the resolution. */
  | {
      readonly kind: "answer-dispute" | "resolve-dispute";
      readonly consignment: Hex32;
      readonly outcome: DisputeOutcome;
      readonly runs: readonly PackRun[];
    }
  | {
      readonly kind: "join-parcels";
      readonly batch: BatchId;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: "reverse-dispense";
      readonly dispense: Hex32;
      readonly documentKey: Hex32;
      readonly reversedAtSec: number;
      readonly lines: readonly (PackRef & { readonly units: number; readonly priceFen: string })[];
    }
  | {
      readonly kind: "decommission-packs";
      readonly documentKey: Hex32;
      readonly occurredAtSec: number;
      readonly reason: DecommissionReason;
      readonly runs: readonly PackRun[];
      /** `units` = all that is left of the opened pack. */
      readonly remnants: readonly (PackRef & { readonly units: number })[];
    }
  | {
      readonly kind: "declare-batch";
      readonly product: ProductId;
      readonly batchNumber: string;
      readonly packCount: number;
      readonly madeAtSec: number;
      readonly expiresAtSec: number;
      readonly declaredAtSec: number;
      readonly keyEpoch: number;
      readonly documentKey: Hex32;
      /** Staged pack keys, where the trace codes came with the declaration: appended and sealed with it. */
      readonly manifest?: { readonly upload: string; readonly keyCount: number };
    }
  | { readonly kind: "attach-labels"; readonly batch: BatchId; readonly labelsHash: Hex32 }
  | {
      readonly kind: "recall-batch";
      readonly batch: BatchId;
      readonly recalledAtSec: number;
      readonly reasonHash: Hex32;
    }
  | { readonly kind: "quarantine-batch"; readonly batch: BatchId; readonly reasonHash: Hex32 }
  | { readonly kind: "release-batch"; readonly batch: BatchId }
  | {
      readonly kind: "answer-receipt";
      readonly dispense: Hex32;
      readonly answer: ReceiptAnswer;
    }
  | {
      readonly kind: "set-region-limits";
      readonly lateAfterSec: number;
      readonly returnWindowSec: number;
      readonly disputeLimitSec: number;
      readonly reversalsMax: number;
    }
  | {
      readonly kind: "set-enforcement-mode";
      readonly productClass: ProductClass;
      readonly mode: EnforcementMode;
      readonly fromSec: number;
    }
  /**
   * What a bureau records for institutions of its region from a time before the ledger; `for` is who it was.
   * The body inside is as the institution itself would have sent it.
   */
  | { readonly kind: "import-record"; readonly for: InstitutionId; readonly record: ImportableBody }
  | {
      readonly kind: "import-dispenses";
      readonly dispenses: readonly (DispenseBody & { readonly institution: InstitutionId })[];
    };

/** What may be recorded for an institution by its bureau. */
export type ImportableBody = Extract<
  CommandBody,
  {
    readonly kind:
      | "open-batch"
      | "append-manifest"
      | "seal-batch"
      | "declare-batch"
      | "ship-consignment"
      | "receive-consignment"
      | "withdraw-consignment"
      | "reverse-dispense"
      | "decommission-packs"
      | "recall-batch";
  }
>;

export type CommandKind = CommandBody["kind"];
