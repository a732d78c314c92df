import type { DispenseContent, ReversalContent } from "../dispense-content.ts";
import type { Address, Hex, Hex32, InstitutionId, RegionCode } from "../ids.ts";

/** The calls of the contracts about claims; see LedgerCalls. */
export type ClaimCalls = {
  readonly spenders: { readonly appointSpender: readonly [spender: Address] };
  readonly nullifiers: { readonly openEpoch: readonly [] };
  readonly encounterLedger: {
    readonly openEncounter: readonly [encounter: EncounterWords];
    readonly closeEncounter: readonly [encounter: EncounterWords, closing: ClosingWords];
    readonly correctEncounter: readonly [encounter: EncounterWords, closing: ClosingWords, reasonHash: Hex32];
    readonly cancelEncounter: readonly [encounter: EncounterWords, reasonHash: Hex32];
  };
  readonly claimRules: {
    readonly setClaimLimits: readonly [limits: ClaimLimitsWords];
    readonly publishRuleSet: readonly [ruleSet: Hex32, kind: number, fromSec: number];
    readonly turnBusinessDays: readonly [dayNumbers: readonly number[]];
  };
  readonly claimLedger: {
    readonly submitClaims: readonly [claims: readonly ClaimWords[], backings: readonly BackingWords[]];
    readonly dispenseAndClaim: readonly [
      dispenses: readonly DispenseContent[],
      parcelFroms: readonly (readonly number[])[],
      declaredKeys: Hex,
      claims: readonly ClaimWords[],
    ];
    readonly approveClaims: readonly [
      claims: readonly ClaimWords[],
      awards: readonly AwardWords[],
      nullifiers: readonly (readonly Hex32[])[],
    ];
    readonly rejectClaims: readonly [
      claims: readonly ClaimWords[],
      rejections: readonly { readonly reason: number; readonly basis: Hex32 }[],
    ];
    readonly appealClaim: readonly [claim: ClaimWords, reasonHash: Hex32];
    readonly advanceClaims: readonly [claims: readonly ClaimWords[]];
    readonly payClaims: readonly [claims: readonly ClaimWords[], bankReference: string];
    readonly reverseClaims: readonly [
      claims: readonly ClaimWords[],
      nullifiers: readonly Hex32[],
      reasonHash: Hex32,
    ];
    readonly reverseClaimAndDispense: readonly [
      claim: ClaimWords,
      nullifier: Hex32,
      reasonHash: Hex32,
      dispense: DispenseContent,
      reversal: ReversalContent,
      lineIndexes: readonly number[],
      parcelFroms: readonly number[],
      declaredKeys: Hex,
    ];
    readonly refundClaims: readonly [
      claims: readonly ClaimWords[],
      nullifiers: readonly Hex32[],
      reasonHash: Hex32,
    ];
    readonly disputeClaim: readonly [claim: ClaimWords, reasonHash: Hex32];
    readonly resolveDispute: readonly [
      claim: ClaimWords,
      verdict: number,
      nullifier: Hex32,
      reasonHash: Hex32,
    ];
  };
};

/** The content of a claim as its EIP-712 hash takes it. */
export type ClaimWords = {
  readonly filer: InstitutionId;
  readonly documentKey: Hex32;
  readonly provider: InstitutionId;
  readonly payerRegion: RegionCode;
  readonly channel: number;
  readonly claimedAtSec: number;
  readonly personCommitment: Hex32;
  readonly catalogue: Hex32;
  readonly policy: Hex32;
  readonly totalFen: bigint;
  readonly requestedFen: bigint;
  readonly primaryFiler: InstitutionId;
  readonly primaryKey: Hex32;
  readonly submitter: Address;
  readonly evidence: readonly { readonly kind: number; readonly id: Hex32; readonly documentKey: Hex32 }[];
  /** Packed: exemption, fen. */
  readonly uncodedLines: readonly Hex[];
};

export type BackingWords = {
  readonly dispenses: readonly DispenseContent[];
  readonly encounters: readonly EncounterWords[];
  readonly closings: readonly ClosingWords[];
  readonly primary: readonly ClaimWords[];
};

export type EncounterWords = {
  readonly institution: InstitutionId;
  readonly documentKey: Hex32;
  readonly kind: number;
  readonly openedAtSec: number;
  readonly identification: number;
  readonly personCommitment: Hex32;
  readonly voucherCommitment: Hex32;
};

export type ClosingWords = {
  readonly closedAtSec: number;
  readonly feeRoot: Hex32;
  readonly feeLineCount: number;
  readonly totalFen: bigint;
  readonly serviceFen: bigint;
  /** 16 bytes of ASCII, padded with zeros. */
  readonly diagnosisGroup: Hex;
};

export type AwardWords = {
  /** Packed: fund_pay_type, fen. */
  readonly fundParts: readonly Hex[];
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  readonly hospitalFen: bigint;
  readonly basis: Hex32;
};

/** Seconds, working days, fen. */
export type ClaimLimitsWords = {
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
