import { businessDayOf } from "../../domain/business-day.ts";
import { businessDayAfter } from "../../domain/business-deadline.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { AuditCase, CaseStep, CaseWords } from "../../domain/cases/audit-case.ts";
import type { CaseId } from "../../domain/cases/case-number.ts";
import { standingAfter } from "../../domain/cases/case-standing.ts";
import type { CaseStepAct } from "../../domain/cases/case-states.ts";
import { judgeStep } from "../../domain/cases/judge-step.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { actorOf } from "./actor.ts";
import type { CaseAsked, CasePorts } from "./case-ports.ts";
import { sealWords } from "./case-words.ts";
import { nameRequest } from "./once.ts";
import { visibleCase } from "./read-cases.ts";

export type CaseStepAsked = CaseAsked & {
  readonly number: string;
  readonly act: CaseStepAct;
  readonly fen: bigint | null;
  /** Of a hearing and an order: through which business day, from tomorrow. */
  readonly businessDays: number | null;
  readonly claims: readonly Hex32[];
  readonly words: CaseWords;
};

/** Takes one step in a case. Runs in turn with every other step. */
export async function takeCaseStep(ports: CasePorts, asked: CaseStepAsked): Promise<CaseId> {
  const { principal, act, fen, words } = asked;
  const { records, vault, clock, zone } = ports;
  const { auditCase, party } = await visibleCase(ports, principal, asked.number);
  const { head, standing } = auditCase;
  const { request, done } = await nameRequest(ports, asked, contentOf(asked, auditCase));
  if (done !== null) return done;
  const atMs = clock.nowMs();
  const by = actorOf(principal);
  const today = businessDayOf(Math.floor(atMs / 1000), zone);
  const { bankReference } = words;
  const referenceKey =
    bankReference === null ? null : vault.hashBody(head.region, canonicalJson({ bankReference }));
  judgeStep(auditCase, { act, by, party, fen, referenceKey, today });
  await requireClaims(ports, auditCase, asked.claims);
  const step: CaseStep = {
    act,
    atMs,
    by,
    fen,
    dueOn: await dueOnOf(ports, auditCase, { atMs, businessDays: asked.businessDays }),
    isLate: act === "statement" && standing.dueOn !== null && today > standing.dueOn,
    claims: asked.claims,
    referenceKey,
    attachmentCount: words.attachments.length,
    sealed: sealWords(vault, words),
  };
  const after = { head, standing: standingAfter(standing, step) };
  await records.commit({ auditCase: after, step, findings: [], request });
  return { region: head.region, year: head.year, ordinal: head.ordinal };
}

/** What is asked, in the round of the case in which it is asked. */
function contentOf(
  { number, act, fen, businessDays, claims, words }: CaseStepAsked,
  { standing }: AuditCase,
) {
  const { note, legalBasis, bankReference } = words;
  const attachments = words.attachments.map(({ name, sha256 }) => ({ name, sha256 }));
  return {
    number,
    act,
    round: standing.round,
    fen: fen === null ? null : fen.toString(),
    businessDays,
    claims,
    words: { note, legalBasis, bankReference, attachments },
  };
}

/** By the calendar of the region whose bureau handles the case. */
async function dueOnOf(
  { reader, zone }: CasePorts,
  { head }: AuditCase,
  { atMs, businessDays }: { readonly atMs: number; readonly businessDays: number | null },
): Promise<string | null> {
  if (businessDays === null) return null;
  const { turnedDays } = await reader.view((view) => view.claimRules(head.region));
  return businessDayAfter(Math.floor(atMs / 1000), businessDays, { zone, turnedDays });
}

/** An order names claims of the institution on the fund that handles the case, or of which it was asked. */
async function requireClaims(
  { reader }: CasePorts,
  { head }: AuditCase,
  claims: readonly Hex32[],
): Promise<void> {
  for (const id of claims) {
    const row = await reader.view((view) => view.claim(id));
    const isOfCase =
      row !== null &&
      row.content.provider === head.institution.id &&
      [head.region, head.fundRegion].includes(row.content.payerRegion);
    if (!isOfCase) fail("audit-case-claim-wrong", { claim: id });
  }
}
