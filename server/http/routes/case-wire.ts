import { outstandingFen } from "../../domain/cases/audit-case.ts";
import { ACT_WORDS, STATE_WORDS } from "../../domain/cases/case-states.ts";
import type { CaseStory, ToldCase, ToldStep } from "../../flows/cases/read-cases.ts";
import { wireOf } from "../wire.ts";
import { findingOnTheWire } from "./finding-wire.ts";

/** A case without its findings and steps. */
export function caseRowOnTheWire({ head, standing, number, institutionName, isOverdue }: ToldCase) {
  const { region, fundRegion, institution, reconciliation, asOf, findingsDigest } = head;
  const { findingCount, disallowedFen, openedAtMs } = head;
  const { state, round, upheldFen, orderedFen, recoveredFen, recoveredBeforeFen, dueOn, changedAtMs } =
    standing;
  return wireOf({
    number,
    state,
    stateWords: STATE_WORDS[state],
    round,
    region,
    fundRegion,
    institution: { ...institution, name: institutionName },
    reconciliation,
    asOf,
    findingsDigest,
    findingCount,
    disallowedFen,
    upheldFen,
    orderedFen,
    recoveredFen,
    recoveredBeforeFen,
    outstandingFen: outstandingFen(standing),
    dueOn,
    isOverdue,
    openedAtMs,
    changedAtMs,
  });
}

export function caseOnTheWire(story: CaseStory) {
  const { party, findings, steps } = story;
  return {
    ...caseRowOnTheWire(story),
    party,
    findings: findings.map(findingOnTheWire),
    steps: steps.map(stepOnTheWire),
  };
}

function stepOnTheWire({ act, atMs, by, fen, dueOn, isLate, claims, words }: ToldStep) {
  const { institution, role, principal } = by;
  const { note, legalBasis, bankReference, attachments } = words;
  return wireOf({
    act,
    words: ACT_WORDS[act],
    atMs,
    by: { institution, role, principal: principal === "" ? null : principal },
    fen,
    dueOn,
    isLate,
    claims,
    note,
    legalBasis,
    bankReference,
    attachments,
  });
}
