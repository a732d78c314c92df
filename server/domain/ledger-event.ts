import type { ClaimFact } from "./claims/claim-fact.ts";
import type { DrugFact } from "./drug-fact.ts";
import type { Address, Hex32 } from "./ids.ts";
import type { AnchorFact } from "./reconcile/anchor.ts";

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
 * uint ≤ 48 bits are numbers, fen bigints, addresses and bytesN lower-case hex, `uint64` batch ids 16 hex
 * digits, packed words (PackRun, PackLine) 64 hex digits as they stand in the log.
 */
export type LedgerFact =
  | DrugFact
  | ClaimFact
  | AnchorFact
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
      readonly name: "RegionLimitsSet";
      readonly region: number;
      readonly bureau: number;
      readonly lateAfterSec: number;
      readonly returnWindowSec: number;
      readonly disputeLimitSec: number;
      readonly reversalsMax: number;
      readonly operator: Address;
    }
  | {
      readonly name: "EnforcementModeSet";
      readonly region: number;
      readonly bureau: number;
      readonly productClass: number;
      readonly mode: number;
      readonly fromSec: number;
      readonly operator: Address;
    };
