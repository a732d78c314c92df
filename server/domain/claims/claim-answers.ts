import type { AwardedLine, Totals } from "../adjudication/outcome.ts";
import type { Step } from "../adjudication/steps.ts";
import type { AsOf, InstitutionName, Proof, Sentence } from "../answers.ts";
import type { Address, Hex32, RegionCode } from "../ids.ts";
import type { ClaimState } from "../lifecycles.ts";
import type { ClaimTerms } from "./claim-requests.ts";
import type { ClaimChannel, ClaimStep, EvidenceKind, Exemption } from "./claim-rows.ts";

/** A claim as one of its parties may see it. */
export type ClaimAnswer = AsOf & {
  readonly id: Hex32;
  readonly state: Exclude<ClaimState, "none">;
  readonly channel: Exclude<ClaimChannel, "none">;
  readonly filer: InstitutionName;
  /** Null where the provider is not on the ledger. */
  readonly provider: InstitutionName | null;
  readonly payerRegion: RegionCode;
  readonly claimedAtSec: number;
  readonly totalFen: bigint;
  readonly requestedFen: bigint;
  /** Null while nothing is approved. */
  readonly approvedFen: bigint | null;
  /** Of the present stage, pauses of the ledger aside; null when it has none. */
  readonly deadlineSec: number | null;
  readonly isOverdue: boolean;
  readonly isTimely: boolean;
  readonly catalogue: Hex32;
  readonly policy: Hex32;
  readonly evidence: readonly { readonly kind: EvidenceKind; readonly id: Hex32 }[];
  readonly uncodedLines: readonly { readonly exemption: Exemption; readonly fen: bigint }[];
  readonly primary: Hex32 | null;
  readonly award: AwardAnswer | null;
  readonly steps: readonly ClaimStepAnswer[];
  readonly proof: Proof;
  /** Of the filer and of the payer's bureau, where this server has it. */
  readonly document: ClaimDocumentAnswer | null;
};

export type ClaimDocumentAnswer = {
  readonly number: string;
  readonly till: string;
  readonly terms: ClaimTerms;
};

export type AwardAnswer = {
  readonly fundParts: readonly { readonly fundPayType: number; readonly fen: bigint }[];
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  readonly hospitalFen: bigint;
  readonly basis: Hex32;
};

/** One thing that happened to a claim after it was submitted; what does not belong to its kind is null. */
export type ClaimStepAnswer = {
  readonly kind: ClaimStep["kind"];
  readonly by: InstitutionName;
  readonly operator: Address;
  readonly words: Sentence;
  readonly fen: bigint | null;
  /** Of a rejection: the row of the table of reasons. */
  readonly reason: { readonly number: number; readonly code: string; readonly words: Sentence } | null;
  /** What was said, where this server holds it and the reader is a party. */
  readonly note: string | null;
  readonly bankReference: string | null;
  readonly untilSec: number | null;
  readonly proof: Proof;
};

/** What the rules make of a claim now, or would make of one that is not submitted. */
export type AdjudicationAnswer = {
  readonly result: "awarded" | "refused";
  /** Why it is refused: by the rules, or by what its evidence says. */
  readonly reason: { readonly number: number; readonly code: string; readonly words: Sentence } | null;
  readonly suspicions: readonly string[];
  readonly totalFen: bigint;
  readonly approvedFen: bigint;
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  readonly hospitalFen: bigint;
  readonly deductibleFen: bigint;
  readonly fundParts: readonly {
    readonly fundPayType: number;
    readonly name: string;
    readonly fen: bigint;
  }[];
  readonly totals: Totals | null;
  readonly lines: readonly AwardedLine[];
  readonly explanation: readonly Step[];
  readonly catalogue: Hex32;
  readonly policy: Hex32;
};

/** A claim that would come to another award, now that an earlier one was taken back. */
export type ReadjudicationAnswer = {
  readonly claim: Hex32;
  readonly approvedFen: bigint;
  readonly owedFen: bigint;
  readonly funds: readonly {
    readonly fundPayType: string;
    readonly beforeFen: bigint;
    readonly afterFen: bigint;
  }[];
};
