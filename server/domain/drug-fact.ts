import type { Address, BatchId, Hex, Hex16, Hex32 } from "./ids.ts";

/** What can have happened to batches, parcels and packs; in the forms that ledger-event.ts tells of. */
export type DrugFact =
  | {
      readonly name: "BatchOpened";
      readonly batch: BatchId;
      readonly product: number;
      readonly maker: number;
      readonly packCount: number;
      readonly madeAtSec: number;
      readonly expiresAtSec: number;
      readonly keyEpoch: number;
      readonly priceCommitment: Hex32;
      readonly operator: Address;
      readonly batchNumber: string;
    }
  | {
      readonly name: "ManifestAppended";
      readonly batch: BatchId;
      readonly fromIndex: number;
      readonly labelsHash: Hex32;
      readonly packKeys: Hex;
    }
  | {
      readonly name: "BatchSealed";
      readonly batch: BatchId;
      readonly maker: number;
      readonly packCount: number;
      readonly manifestHash: Hex32;
    }
  | {
      readonly name: "CustodyOpened";
      readonly batch: BatchId;
      readonly maker: number;
      readonly packCount: number;
    }
  | {
      readonly name: "ParcelSplit";
      readonly batch: BatchId;
      readonly from: number;
      readonly splitIndex: number;
    }
  | {
      readonly name: "ConsignmentShipped";
      readonly consignment: Hex32;
      readonly sender: number;
      readonly receiver: number;
      readonly documentKey: Hex32;
      readonly shippedAtSec: number;
      readonly operator: Address;
      readonly runs: readonly Hex[];
      readonly lineCommitments: readonly Hex32[];
    }
  | {
      readonly name: "ConsignmentReceived";
      readonly consignment: Hex32;
      readonly receiver: number;
      readonly sender: number;
      readonly receivedAtSec: number;
      readonly outstandingCount: number;
      readonly operator: Address;
      readonly accepted: readonly Hex[];
    }
  | {
      readonly name: "DispenseRecorded";
      readonly dispense: Hex32;
      readonly institution: number;
      readonly documentKey: Hex32;
      readonly dispensedAtSec: number;
      readonly identification: number;
      readonly personCommitment: Hex32;
      readonly operator: Address;
      readonly lines: readonly Hex[];
    }
  | {
      readonly name: "ParcelsJoined";
      readonly batch: BatchId;
      readonly from: number;
      readonly to: number;
      readonly joinedFroms: readonly number[];
    }
  | {
      readonly name: "ConsignmentWithdrawn";
      readonly consignment: Hex32;
      readonly sender: number;
      readonly receiver: number;
      readonly withdrawnAtSec: number;
      readonly outstandingCount: number;
      readonly operator: Address;
      readonly runs: readonly Hex[];
    }
  | {
      readonly name: "ConsignmentDisputed";
      readonly consignment: Hex32;
      readonly disputedBy: number;
      readonly disputedAtSec: number;
      readonly reasonHash: Hex32;
      readonly operator: Address;
      readonly runs: readonly Hex[];
    }
  | {
      readonly name: "DisputeAnswered";
      readonly consignment: Hex32;
      readonly answeredBy: number;
      readonly outcome: number;
      readonly operator: Address;
      readonly runs: readonly Hex[];
    }
  | {
      readonly name: "DisputeResolved";
      readonly consignment: Hex32;
      readonly resolvedBy: number;
      readonly outcome: number;
      readonly outstandingCount: number;
      readonly operator: Address;
      readonly runs: readonly Hex[];
    }
  | {
      readonly name: "BatchDeclared";
      readonly batch: BatchId;
      readonly product: number;
      readonly holder: number;
      readonly packCount: number;
      readonly madeAtSec: number;
      readonly expiresAtSec: number;
      readonly declaredAtSec: number;
      readonly keyEpoch: number;
      readonly documentKey: Hex32;
      readonly operator: Address;
      readonly batchNumber: string;
    }
  | {
      readonly name: "LabelsAttached";
      readonly batch: BatchId;
      readonly labelsHash: Hex32;
      readonly operator: Address;
    }
  | {
      readonly name: "BatchRecalled";
      readonly batch: BatchId;
      readonly recalledBy: number;
      readonly recalledAtSec: number;
      readonly reasonHash: Hex32;
      readonly operator: Address;
    }
  | {
      readonly name: "BatchQuarantined";
      readonly batch: BatchId;
      readonly region: number;
      readonly bureau: number;
      readonly reasonHash: Hex32;
      readonly operator: Address;
    }
  | {
      readonly name: "BatchReleased";
      readonly batch: BatchId;
      readonly region: number;
      readonly bureau: number;
      readonly operator: Address;
    }
  | {
      readonly name: "DeclaredKeySpent";
      readonly packKey: Hex16;
      readonly dispense: Hex32;
      readonly batch: BatchId;
      readonly index: number;
    }
  | {
      readonly name: "DeclaredKeyFreed";
      readonly packKey: Hex16;
      readonly dispense: Hex32;
      readonly batch: BatchId;
      readonly index: number;
    }
  | {
      readonly name: "MakerTraceWaived";
      readonly dispense: Hex32;
      readonly batch: BatchId;
      readonly index: number;
    }
  | {
      readonly name: "DispenseReversed";
      readonly dispense: Hex32;
      readonly institution: number;
      readonly reversal: Hex32;
      readonly documentKey: Hex32;
      readonly reversedAtSec: number;
      readonly state: number;
      readonly operator: Address;
      readonly lines: readonly Hex[];
      /** For each line the line of the dispense that it takes back. */
      readonly lineIndexes: readonly number[];
    }
  | {
      readonly name: "PackFrozen";
      readonly batch: BatchId;
      readonly index: number;
      readonly reversalCount: number;
    }
  | {
      readonly name: "PacksDecommissioned";
      readonly decommission: Hex32;
      readonly institution: number;
      readonly documentKey: Hex32;
      readonly occurredAtSec: number;
      readonly reason: number;
      readonly operator: Address;
      readonly runs: readonly Hex[];
      readonly remnants: readonly Hex[];
    }
  | {
      readonly name: "ReceiptAnswered";
      readonly dispense: Hex32;
      readonly institution: number;
      readonly bureau: number;
      readonly answer: number;
    };
