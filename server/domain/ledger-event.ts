import type { Address, BatchId, Hex, Hex32 } from "./ids.ts";

/** Where a log stands. */
export type LogPlace = {
  readonly block: number;
  readonly logIndex: number;
  readonly timeSec: number;
  readonly transactionHash: Hex32;
};

/** Everything that can have happened: the events of the contracts, in the words of their ABI. */
export type LedgerEvent = LedgerFact & { readonly place: LogPlace };

/**
 * uint ≤ 48 bits are numbers, addresses and bytesN lower-case hex, `uint64` batch ids 16 hex digits, packed
 * words (PackRun, PackLine) 64 hex digits as they stand in the log.
 */
export type LedgerFact =
  | { readonly name: "BureauAdmitted"; readonly institution: number; readonly region: number }
  | {
      readonly name: "InstitutionRegistered";
      readonly institution: number;
      readonly region: number;
      readonly kind: number;
      readonly district: number;
      readonly adminKey: Address;
      readonly registeredBy: number;
      readonly code: string;
      readonly institutionName: string;
    }
  | {
      readonly name: "AdminKeyReplaced";
      readonly institution: number;
      readonly previous: Address;
      readonly adminKey: Address;
    }
  | {
      readonly name: "OperatorAdded";
      readonly institution: number;
      readonly operator: Address;
      readonly acts: number;
      readonly validUntilSec: number;
    }
  | { readonly name: "OperatorRevoked"; readonly institution: number; readonly operator: Address }
  | {
      readonly name: "AgreementSigned";
      readonly institution: number;
      readonly bureau: number;
      readonly fromSec: number;
      readonly validUntilSec: number;
    }
  | {
      readonly name: "AgreementSuspended";
      readonly institution: number;
      readonly bureau: number;
      readonly fromSec: number;
      readonly untilSec: number;
      readonly reasonHash: Hex32;
    }
  | {
      readonly name: "AgreementReinstated";
      readonly institution: number;
      readonly bureau: number;
      readonly fromSec: number;
    }
  | {
      readonly name: "AgreementTerminated";
      readonly institution: number;
      readonly bureau: number;
      readonly fromSec: number;
      readonly reasonHash: Hex32;
    }
  | { readonly name: "LedgerPaused"; readonly guardian: Address }
  | { readonly name: "LedgerUnpaused"; readonly by: Address; readonly pausedTotalSec: number }
  | {
      readonly name: "ProductAdmitted";
      readonly product: number;
      readonly maker: number;
      readonly bureau: number;
      readonly unitsPerPack: number;
      readonly flags: number;
      readonly productName: string;
      readonly unit: string;
      readonly codes: readonly { readonly scheme: number; readonly value: string }[];
    }
  | { readonly name: "ProductWithdrawn"; readonly product: number; readonly bureau: number }
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
    };
