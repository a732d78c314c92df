import type { Address, Hex32 } from "../ids.ts";
import type { AwardWords, ClaimLimitsWords, ClaimWords, ClosingWords } from "./claim-call.ts";

/**
 * What can have happened to claims, encounters and their rules; in the forms that ledger-event.ts tells of.
 */
export type ClaimFact =
  | { readonly name: "SpenderAppointed"; readonly spender: Address; readonly previous: Address }
  | { readonly name: "NullifierEpochOpened"; readonly epoch: number }
  | {
      readonly name: "NullifierTaken";
      readonly nullifier: Hex32;
      readonly claim: Hex32;
      readonly epoch: number;
    }
  | {
      readonly name: "NullifierReleased";
      readonly nullifier: Hex32;
      readonly claim: Hex32;
      readonly releasedCount: number;
    }
  | {
      readonly name: "ClaimLimitsSet";
      readonly region: number;
      readonly bureau: number;
      readonly limits: ClaimLimitsWords;
      readonly operator: Address;
    }
  | {
      readonly name: "RuleSetPublished";
      readonly ruleSet: Hex32;
      readonly region: number;
      readonly bureau: number;
      readonly kind: number;
      readonly fromSec: number;
      readonly operator: Address;
    }
  | {
      readonly name: "BusinessDaysTurned";
      readonly region: number;
      readonly bureau: number;
      readonly dayNumbers: readonly number[];
      readonly operator: Address;
    }
  | {
      readonly name: "EncounterOpened";
      readonly encounter: Hex32;
      readonly institution: number;
      readonly documentKey: Hex32;
      readonly kind: number;
      readonly openedAtSec: number;
      readonly identification: number;
      readonly personCommitment: Hex32;
      readonly voucherCommitment: Hex32;
      readonly operator: Address;
    }
  | ({ readonly name: "EncounterClosed" } & ClosedEncounter)
  | ({
      readonly name: "EncounterCorrected";
      readonly correctionCount: number;
      readonly reasonHash: Hex32;
    } & ClosedEncounter)
  | {
      readonly name: "EncounterCancelled";
      readonly encounter: Hex32;
      readonly institution: number;
      readonly reasonHash: Hex32;
      readonly operator: Address;
    }
  | {
      readonly name: "ClaimSubmitted";
      readonly claim: Hex32;
      readonly filer: number;
      readonly payerRegion: number;
      readonly deadlineSec: number;
      readonly isTimely: boolean;
      readonly content: ClaimWords;
    }
  | {
      readonly name: "ClaimEndorsed";
      readonly claim: Hex32;
      readonly bureau: number;
      readonly awardHash: Hex32;
      readonly operator: Address;
    }
  | {
      readonly name: "ClaimApproved";
      readonly claim: Hex32;
      readonly bureau: number;
      readonly approvedFen: bigint;
      readonly operator: Address;
      readonly award: AwardWords;
    }
  | {
      readonly name: "ClaimRejected";
      readonly claim: Hex32;
      readonly bureau: number;
      readonly state: number;
      readonly reason: number;
      readonly basis: Hex32;
      readonly appealUntilSec: number;
      readonly operator: Address;
    }
  | {
      readonly name: "ClaimAppealed";
      readonly claim: Hex32;
      readonly filer: number;
      readonly reasonHash: Hex32;
      readonly deadlineSec: number;
      readonly operator: Address;
    }
  | {
      readonly name: "ClaimAdvanced";
      readonly claim: Hex32;
      readonly careBureau: number;
      readonly advancedFen: bigint;
      readonly operator: Address;
    }
  | {
      readonly name: "PaymentRecorded";
      readonly payment: Hex32;
      readonly bureau: number;
      readonly bankReference: string;
      readonly sumFen: bigint;
      readonly claimCount: number;
      readonly operator: Address;
    }
  | {
      readonly name: "ClaimPaid";
      readonly claim: Hex32;
      readonly payment: Hex32;
      readonly paidFen: bigint;
    }
  | {
      readonly name: "ClaimReversed";
      readonly claim: Hex32;
      readonly by: number;
      readonly from: number;
      readonly reasonHash: Hex32;
      readonly operator: Address;
    }
  | {
      readonly name: "ClaimClawedBack";
      readonly claim: Hex32;
      readonly by: number;
      readonly from: number;
      readonly clawedBackFen: bigint;
      readonly reasonHash: Hex32;
      readonly operator: Address;
    }
  | {
      readonly name: "ClaimDisputed";
      readonly claim: Hex32;
      readonly bureau: number;
      readonly reasonHash: Hex32;
      readonly operator: Address;
    }
  | {
      readonly name: "ClaimUpheld";
      readonly claim: Hex32;
      readonly bureau: number;
      readonly operator: Address;
    };

/** A closing, with the encounter that it closed and who did. */
type ClosedEncounter = ClosingWords & {
  readonly encounter: Hex32;
  readonly institution: number;
  readonly operator: Address;
};
