import type { ClaimFact } from "../../server/domain/claims/claim-fact.ts";
import { CLAIM_CHANNELS, EVIDENCE_KINDS } from "../../server/domain/claims/claim-rows.ts";
import { wordOfFundPart, wordOfUncodedLine } from "../../server/domain/claims/claim-words.ts";
import type { Address, Hex32 } from "../../server/domain/ids.ts";
import { CLAIM_STATES, type ClaimState } from "../../server/domain/lifecycles.ts";

export const BUREAU = 1;
export const HOSPITAL = 4;
export const PHARMACY = 5;
export const PAYER_REGION = 330_500;
export const OPERATOR: Address = `0x${"0f".repeat(20)}`;
export const NO_WORD: Hex32 = `0x${"0".repeat(64)}`;

type FactOf<Name extends ClaimFact["name"]> = Extract<ClaimFact, { readonly name: Name }>;
type Content = FactOf<"ClaimSubmitted">["content"];
type Submission = {
  readonly deadlineSec?: number;
  readonly payerRegion?: number;
  readonly content?: Partial<Content>;
};

/** A word that is known by its number. */
export function wordOf(number: number): Hex32 {
  return `0x${number.toString(16).padStart(64, "0")}`;
}

/** A direct claim of the hospital for one dispense and a decoction, if nothing else is said. */
export function submitted(claim: Hex32, given: Submission = {}): FactOf<"ClaimSubmitted"> {
  const payerRegion = given.payerRegion ?? PAYER_REGION;
  const content: Content = {
    filer: HOSPITAL,
    documentKey: claim,
    provider: HOSPITAL,
    payerRegion,
    channel: CLAIM_CHANNELS.indexOf("direct"),
    claimedAtSec: 1_789_999_000,
    personCommitment: wordOf(0xaa),
    catalogue: wordOf(0xca),
    policy: wordOf(0xcb),
    totalFen: 1_500n,
    requestedFen: 1_000n,
    primaryFiler: 0,
    primaryKey: NO_WORD,
    submitter: OPERATOR,
    evidence: [{ kind: EVIDENCE_KINDS.indexOf("dispense"), id: wordOf(0xd1), documentKey: wordOf(0xd2) }],
    uncodedLines: [wordOfUncodedLine({ exemption: "decoction-piece", fen: 300n })],
    ...given.content,
  };
  const deadlineSec = given.deadlineSec ?? 1_790_000_600;
  return {
    name: "ClaimSubmitted",
    claim,
    filer: content.filer,
    payerRegion,
    deadlineSec,
    isTimely: true,
    content,
  };
}

const bureau = { bureau: BUREAU, operator: OPERATOR } as const;
const REASON = wordOf(0xee);

/** What can befall a claim, each as the ledger tells it. */
export const CLAIM_FACTS = {
  endorsed: (claim: Hex32): FactOf<"ClaimEndorsed"> => ({
    name: "ClaimEndorsed",
    claim,
    awardHash: wordOf(0xab),
    ...bureau,
  }),
  approved: (claim: Hex32): FactOf<"ClaimApproved"> => ({
    name: "ClaimApproved",
    claim,
    approvedFen: 900n,
    award: {
      fundParts: [wordOfFundPart({ fundPayType: 310_101, fen: 900n })],
      accountFen: 100n,
      familyAccountFen: 0n,
      cashFen: 500n,
      hospitalFen: 0n,
      basis: wordOf(0xba),
    },
    ...bureau,
  }),
  rejected: (claim: Hex32): FactOf<"ClaimRejected"> => rejection(claim, "rejected", 1_791_000_000),
  rejectedFinal: (claim: Hex32): FactOf<"ClaimRejected"> => rejection(claim, "rejected-final", 0),
  appealed: (claim: Hex32): FactOf<"ClaimAppealed"> => ({
    name: "ClaimAppealed",
    claim,
    filer: HOSPITAL,
    reasonHash: REASON,
    deadlineSec: 1_792_000_000,
    operator: OPERATOR,
  }),
  advanced: (claim: Hex32): FactOf<"ClaimAdvanced"> => ({
    name: "ClaimAdvanced",
    claim,
    careBureau: 2,
    advancedFen: 1_000n,
    operator: OPERATOR,
  }),
  /** PaymentRecorded of the same number stands before it. */
  paid: (claim: Hex32): FactOf<"ClaimPaid"> => ({
    name: "ClaimPaid",
    claim,
    payment: PAYMENT.payment,
    paidFen: 900n,
  }),
  reversed: (claim: Hex32, from: ClaimState = "submitted"): FactOf<"ClaimReversed"> => ({
    name: "ClaimReversed",
    claim,
    by: HOSPITAL,
    from: CLAIM_STATES.indexOf(from),
    reasonHash: REASON,
    operator: OPERATOR,
  }),
  clawedBack: (claim: Hex32, from: ClaimState = "paid"): FactOf<"ClaimClawedBack"> => ({
    name: "ClaimClawedBack",
    claim,
    by: HOSPITAL,
    from: CLAIM_STATES.indexOf(from),
    clawedBackFen: 900n,
    reasonHash: REASON,
    operator: OPERATOR,
  }),
  disputed: (claim: Hex32): FactOf<"ClaimDisputed"> => ({
    name: "ClaimDisputed",
    claim,
    reasonHash: REASON,
    ...bureau,
  }),
  upheld: (claim: Hex32): FactOf<"ClaimUpheld"> => ({ name: "ClaimUpheld", claim, ...bureau }),
  taken: (claim: Hex32, nullifier: Hex32): FactOf<"NullifierTaken"> => ({
    name: "NullifierTaken",
    nullifier,
    claim,
    epoch: 1,
  }),
  released: (claim: Hex32, nullifier: Hex32): FactOf<"NullifierReleased"> => ({
    name: "NullifierReleased",
    nullifier,
    claim,
    releasedCount: 1,
  }),
} as const;

export const PAYMENT: FactOf<"PaymentRecorded"> = {
  name: "PaymentRecorded",
  payment: wordOf(0xbb),
  bureau: BUREAU,
  bankReference: "E2E-20261122-0001",
  sumFen: 900n,
  claimCount: 1,
  operator: OPERATOR,
};

function rejection(claim: Hex32, state: ClaimState, appealUntilSec: number): FactOf<"ClaimRejected"> {
  return {
    name: "ClaimRejected",
    claim,
    state: CLAIM_STATES.indexOf(state),
    reason: 7,
    basis: wordOf(0xba),
    appealUntilSec,
    ...bureau,
  };
}

/** An outpatient visit, shown by card. */
export function encounterOpened(encounter: Hex32): FactOf<"EncounterOpened"> {
  return {
    name: "EncounterOpened",
    encounter,
    institution: HOSPITAL,
    documentKey: encounter,
    kind: 1,
    openedAtSec: 1_789_990_000,
    identification: 1,
    personCommitment: wordOf(0xaa),
    voucherCommitment: NO_WORD,
    operator: OPERATOR,
  };
}

const closing = {
  institution: HOSPITAL,
  closedAtSec: 1_789_998_000,
  feeRoot: wordOf(0xf1),
  feeLineCount: 12,
  totalFen: 4_000n,
  serviceFen: 2_500n,
  // "GB15" in ASCII
  diagnosisGroup: `0x${"47423135".padEnd(32, "0")}`,
  operator: OPERATOR,
} as const;

export const ENCOUNTER_FACTS = {
  closed: (encounter: Hex32): FactOf<"EncounterClosed"> => ({
    name: "EncounterClosed",
    encounter,
    ...closing,
  }),
  corrected: (encounter: Hex32, totalFen: bigint): FactOf<"EncounterCorrected"> => ({
    name: "EncounterCorrected",
    encounter,
    ...closing,
    totalFen,
    correctionCount: 1,
    reasonHash: REASON,
  }),
  cancelled: (encounter: Hex32): FactOf<"EncounterCancelled"> => ({
    name: "EncounterCancelled",
    encounter,
    institution: HOSPITAL,
    reasonHash: REASON,
    operator: OPERATOR,
  }),
} as const;
