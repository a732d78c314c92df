import type { ClaimSubmission, ClosingBody } from "../../../domain/claims/claim-body.ts";
import type { ClaimWords, ClosingWords, EncounterWords } from "../../../domain/claims/claim-call.ts";
import {
  CLAIM_CHANNELS,
  type ClaimContent,
  type ClosingContent,
  ENCOUNTER_KINDS,
  type EncounterContent,
  EVIDENCE_KINDS,
} from "../../../domain/claims/claim-rows.ts";
import { wordOfUncodedLine } from "../../../domain/claims/claim-words.ts";
import { IDENTIFICATIONS } from "../../../domain/drug-rows.ts";
import type { Hex } from "../../../domain/ids.ts";
import type { Signing } from "../../../domain/ports.ts";

/** What a claim is to the ledger, from what was asked: who signs it is part of it. */
export function newClaimWords(claim: ClaimSubmission, { institution, key }: Signing): ClaimWords {
  return claimWords({
    ...claim,
    filer: institution,
    submitter: key,
    totalFen: BigInt(claim.totalFen),
    requestedFen: BigInt(claim.requestedFen),
    uncodedLines: claim.uncodedLines.map(({ exemption, fen }) => ({ exemption, fen: BigInt(fen) })),
  });
}

/** The content of a claim as its EIP-712 hash takes it: what names it to the ledger. */
export function claimWords(content: ClaimContent): ClaimWords {
  return {
    filer: content.filer,
    documentKey: content.documentKey,
    provider: content.provider,
    payerRegion: content.payerRegion,
    channel: CLAIM_CHANNELS.indexOf(content.channel),
    claimedAtSec: content.claimedAtSec,
    personCommitment: content.personCommitment,
    catalogue: content.catalogue,
    policy: content.policy,
    totalFen: content.totalFen,
    requestedFen: content.requestedFen,
    primaryFiler: content.primaryFiler,
    primaryKey: content.primaryKey,
    submitter: content.submitter,
    evidence: content.evidence.map(({ kind, id, documentKey }) => ({
      kind: EVIDENCE_KINDS.indexOf(kind),
      id,
      documentKey,
    })),
    uncodedLines: content.uncodedLines.map(wordOfUncodedLine),
  };
}

export function encounterWords(content: EncounterContent): EncounterWords {
  return {
    institution: content.institution,
    documentKey: content.documentKey,
    kind: ENCOUNTER_KINDS.indexOf(content.kind),
    openedAtSec: content.openedAtSec,
    identification: IDENTIFICATIONS.indexOf(content.identification),
    personCommitment: content.personCommitment,
    voucherCommitment: content.voucherCommitment,
  };
}

export function newClosingWords(closing: ClosingBody): ClosingWords {
  const { totalFen, serviceFen } = closing;
  return closingWords({ ...closing, totalFen: BigInt(totalFen), serviceFen: BigInt(serviceFen) });
}

export function closingWords(closing: ClosingContent): ClosingWords {
  const { closedAtSec, feeRoot, feeLineCount, totalFen, serviceFen, diagnosisGroup } = closing;
  const group = wordOfText(diagnosisGroup);
  return { closedAtSec, feeRoot, feeLineCount, totalFen, serviceFen, diagnosisGroup: group };
}

/** ASCII in 16 bytes, padded with zeros; whoever took the text has held its form against that. */
function wordOfText(text: string): Hex {
  const digits = Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, "0"));
  return `0x${digits.join("").padEnd(32, "0")}`;
}
