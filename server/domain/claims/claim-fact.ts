import type { Address, Hex, Hex32 } from "../ids.ts";

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
  | ({ readonly name: "EncounterClosed" } & ClosingWords)
  | ({
      readonly name: "EncounterCorrected";
      readonly correctionCount: number;
      readonly reasonHash: Hex32;
    } & ClosingWords)
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

type ClaimLimitsWords = {
  readonly decisionSec: number;
  readonly manualDays: number;
  readonly appealDays: number;
  readonly appealDecisionDays: number;
  readonly disputeDays: number;
  readonly automaticFenMax: bigint;
  readonly fourEyesFromFen: bigint;
  readonly provisionalFenPerDay: bigint;
  readonly uncodedFenPerDay: bigint;
};

type ClosingWords = {
  readonly encounter: Hex32;
  readonly institution: number;
  readonly closedAtSec: number;
  readonly feeRoot: Hex32;
  readonly feeLineCount: number;
  readonly totalFen: bigint;
  readonly serviceFen: bigint;
  /** 16 bytes of ASCII, padded with zeros. */
  readonly diagnosisGroup: Hex;
  readonly operator: Address;
};

type ClaimWords = {
  readonly filer: number;
  readonly documentKey: Hex32;
  readonly provider: number;
  readonly payerRegion: number;
  readonly channel: number;
  readonly claimedAtSec: number;
  readonly personCommitment: Hex32;
  readonly catalogue: Hex32;
  readonly policy: Hex32;
  readonly totalFen: bigint;
  readonly requestedFen: bigint;
  readonly primaryFiler: number;
  readonly primaryKey: Hex32;
  readonly submitter: Address;
  readonly evidence: readonly { readonly kind: number; readonly id: Hex32; readonly documentKey: Hex32 }[];
  /** Packed: exemption, fen. */
  readonly uncodedLines: readonly Hex[];
};

type AwardWords = {
  /** Packed: fund_pay_type, fen. */
  readonly fundParts: readonly Hex[];
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  readonly hospitalFen: bigint;
  readonly basis: Hex32;
};
