import type { DispenseBody } from "../dispense-body.ts";
import type { Identification } from "../drug-rows.ts";
import type { Hex32, InstitutionId, PackRef, RegionCode } from "../ids.ts";
import type {
  ClaimChannel,
  DisputeVerdict,
  EncounterKind,
  EvidenceRef,
  Exemption,
  RuleSetKind,
} from "./claim-rows.ts";

/** What somebody asks the ledger to do about claims and encounters; see CommandBody. */
export type ClaimBody =
  | { readonly kind: "submit-claim"; readonly claim: ClaimSubmission }
  /** Both are recorded or neither; the dispense is all the claim's evidence. */
  | {
      readonly kind: "dispense-and-claim";
      readonly dispense: DispenseBody;
      readonly claim: Omit<ClaimSubmission, "evidence">;
    }
  /** Each stands for itself: a call that is refused as a whole is divided. */
  | { readonly kind: "approve-claims"; readonly approvals: readonly Approval[] }
  | { readonly kind: "reject-claims"; readonly rejections: readonly RejectionBody[] }
  | { readonly kind: "appeal-claim"; readonly claim: Hex32; readonly reasonHash: Hex32 }
  | { readonly kind: "advance-claims"; readonly claims: readonly Hex32[] }
  | { readonly kind: "pay-claims"; readonly claims: readonly Hex32[]; readonly bankReference: string }
  | { readonly kind: "reverse-claim" | "refund-claim"; readonly claim: Hex32; readonly reasonHash: Hex32 }
  /** Both are undone or neither. */
  | {
      readonly kind: "reverse-claim-and-dispense";
      readonly claim: Hex32;
      readonly reasonHash: Hex32;
      readonly reversal: {
        readonly dispense: Hex32;
        readonly documentKey: Hex32;
        readonly reversedAtSec: number;
        readonly lines: readonly (PackRef & { readonly units: number; readonly priceFen: string })[];
      };
    }
  | { readonly kind: "dispute-claim"; readonly claim: Hex32; readonly reasonHash: Hex32 }
  | {
      readonly kind: "resolve-claim-dispute";
      readonly claim: Hex32;
      readonly verdict: Exclude<DisputeVerdict, "none">;
      readonly reasonHash: Hex32;
    }
  | {
      readonly kind: "open-encounter";
      readonly documentKey: Hex32;
      readonly encounterKind: Exclude<EncounterKind, "none">;
      readonly openedAtSec: number;
      readonly identification: Exclude<Identification, "none">;
      readonly personCommitment: Hex32;
      readonly voucherCommitment: Hex32;
    }
  | { readonly kind: "close-encounter"; readonly encounter: Hex32; readonly closing: ClosingBody }
  | {
      readonly kind: "correct-encounter";
      readonly encounter: Hex32;
      readonly closing: ClosingBody;
      readonly reasonHash: Hex32;
    }
  | { readonly kind: "cancel-encounter"; readonly encounter: Hex32; readonly reasonHash: Hex32 }
  | {
      readonly kind: "set-claim-limits";
      readonly decisionSec: number;
      readonly manualDays: number;
      readonly appealDays: number;
      readonly appealDecisionDays: number;
      readonly disputeDays: number;
      readonly automaticFenMax: string;
      readonly fourEyesFromFen: string;
      readonly provisionalFenPerDay: string;
      readonly uncodedFenPerDay: string;
    }
  | {
      readonly kind: "publish-rule-set";
      readonly ruleSet: Hex32;
      readonly ruleSetKind: Exclude<RuleSetKind, "none">;
      readonly fromSec: number;
    }
  | { readonly kind: "turn-business-days"; readonly dayNumbers: readonly number[] };

/**
 * Fen are decimal strings, as everything that is stored. The filer is whose command it is, and
 * the submitter the key that signs it.
 */
export type ClaimSubmission = {
  readonly documentKey: Hex32;
  readonly provider: InstitutionId;
  readonly payerRegion: RegionCode;
  readonly channel: Exclude<ClaimChannel, "none">;
  readonly claimedAtSec: number;
  readonly personCommitment: Hex32;
  readonly catalogue: Hex32;
  readonly policy: Hex32;
  readonly totalFen: string;
  readonly requestedFen: string;
  readonly primaryFiler: InstitutionId;
  readonly primaryKey: Hex32;
  readonly evidence: readonly EvidenceRef[];
  readonly uncodedLines: readonly { readonly exemption: Exemption; readonly fen: string }[];
};

export type Approval = {
  readonly claim: Hex32;
  readonly award: AwardBody;
  /** The invoice's word of each epoch; none of a secondary claim. */
  readonly nullifiers: readonly Hex32[];
};

export type AwardBody = {
  readonly fundParts: readonly { readonly fundPayType: number; readonly fen: string }[];
  readonly accountFen: string;
  readonly familyAccountFen: string;
  readonly cashFen: string;
  readonly hospitalFen: string;
  readonly basis: Hex32;
};

export type RejectionBody = { readonly claim: Hex32; readonly reason: number; readonly basis: Hex32 };

export type ClosingBody = {
  readonly closedAtSec: number;
  readonly feeRoot: Hex32;
  readonly feeLineCount: number;
  readonly totalFen: string;
  readonly serviceFen: string;
  readonly diagnosisGroup: string;
};
