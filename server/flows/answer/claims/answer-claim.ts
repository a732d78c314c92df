import { REJECTION_REASONS, reasonOfNumber } from "../../../domain/adjudication/rejection-reasons.ts";
import type {
  ClaimAnswer,
  ClaimDocumentAnswer,
  ClaimStepAnswer,
} from "../../../domain/claims/claim-answers.ts";
import { fenOfStep } from "../../../domain/claims/claim-life.ts";
import type { ClaimRow, ClaimStep } from "../../../domain/claims/claim-rows.ts";
import { STEP_WORDS } from "../../../domain/claims/step-words.ts";
import { fail } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import type { LedgerView } from "../../../domain/ledger-view.ts";
import type { Principal } from "../../../domain/principal.ts";
import { maySee } from "../../../domain/visibility.ts";
import type { BasisDocument, ClaimDocument } from "../../claims/claim-words.ts";
import { wordsKeyOf } from "../../claims/words-of-step.ts";
import { openWords, type ReasonWords } from "../../document-codec.ts";
import type { AnswerPorts } from "../answer-ports.ts";
import { createNaming, type Naming, nameOf, proofOf } from "../naming.ts";

/** One claim, for its filer, its provider, the bureaus of payer and place of care, and auditors of these. */
export function answerClaim(
  ports: AnswerPorts,
  principal: Principal,
  of: { readonly id: Hex32; readonly nowSec: number },
): Promise<ClaimAnswer> {
  return ports.reader.view(async (view) => {
    const row = await view.claim(of.id);
    if (row === null || !(await maySeeClaim(view, principal, row)))
      return fail("not-found", { claim: of.id });
    return tellClaim(ports, { view, principal, row, nowSec: of.nowSec });
  });
}

/** Whether the claim exists for this principal. */
export async function maySeeClaim(
  view: Pick<LedgerView, "institution">,
  principal: Principal,
  { content }: Pick<ClaimRow, "content">,
): Promise<boolean> {
  const { filer, provider, payerRegion } = content;
  const parties = [{ id: 0, region: payerRegion }];
  for (const id of new Set([filer, provider])) {
    const institution = id === 0 ? null : await view.institution(id);
    if (institution !== null) parties.push(institution);
  }
  return maySee(principal, parties);
}

/** The answer for a claim that the principal may see. */
export async function tellClaim(
  ports: AnswerPorts,
  about: {
    readonly view: LedgerView;
    readonly principal: Principal;
    readonly row: ClaimRow;
    readonly nowSec: number;
  },
): Promise<ClaimAnswer> {
  const { view, principal, row, nowSec } = about;
  const { content } = row;
  const naming = createNaming(view);
  // The contract has neither a claim without state nor one without channel.
  if (row.state === "none" || content.channel === "none") throw new Error(`the claim ${row.id} is no claim`);
  const approved = row.steps.findLast((step) => step.kind === "approved");
  const primary =
    content.channel === "secondary"
      ? await view.claimByDocument(content.primaryFiler, content.primaryKey)
      : null;
  return {
    id: row.id,
    state: row.state,
    channel: content.channel,
    filer: nameOf(await naming.institution(content.filer)),
    provider: content.provider === 0 ? null : nameOf(await naming.institution(content.provider)),
    payerRegion: content.payerRegion,
    claimedAtSec: content.claimedAtSec,
    totalFen: content.totalFen,
    requestedFen: content.requestedFen,
    approvedFen: approved?.approvedFen ?? null,
    deadlineSec: row.deadlineSec,
    isOverdue: row.deadlineSec !== null && row.deadlineSec < nowSec,
    isTimely: row.isTimely,
    catalogue: content.catalogue,
    policy: content.policy,
    evidence: content.evidence.map(({ kind, id }) => ({ kind, id })),
    uncodedLines: content.uncodedLines,
    primary: primary?.id ?? null,
    award: approved?.award ?? null,
    steps: await Promise.all(
      row.steps.map((step, place) => tellStep(ports, naming, { claim: row.id, place, step })),
    ),
    proof: proofOf(row.origin),
    document: await documentOf(ports, principal, row),
    asOf: view.asOf,
  };
}

type StepAt = { readonly claim: Hex32; readonly place: number; readonly step: ClaimStep };

async function tellStep(ports: AnswerPorts, naming: Naming, at: StepAt): Promise<ClaimStepAnswer> {
  const { step } = at;
  const { kind, by, operator, origin } = step;
  return {
    kind,
    by: nameOf(await naming.institution(by)),
    operator,
    words: STEP_WORDS[kind],
    fen: fenOfStep(step),
    reason: step.kind === "rejected" ? tellReason(step.reason) : null,
    note: await noteOf(ports, at),
    bankReference: step.kind === "paid" ? step.bankReference : null,
    untilSec: untilOf(step),
    proof: proofOf(origin),
  };
}

/** What was said with a step, where this server holds it. */
async function noteOf({ openings, vault }: AnswerPorts, at: StepAt): Promise<string | null> {
  const key = wordsKeyOf(vault, at);
  const sealed = key === null ? null : await openings.opening(key);
  if (sealed === null) return null;
  const words = openWords<ReasonWords | BasisDocument>(vault, sealed);
  return "reason" in words ? words.reason : words.note;
}

/** A number that this server's table has not is told as what it is. */
export function tellReason(number: number): NonNullable<ClaimStepAnswer["reason"]> {
  const code = reasonOfNumber(number);
  if (code === undefined) {
    const words = { chinese: `原因代码 ${number}`, english: `reason ${number}` };
    return { number, code: String(number), words };
  }
  const { chinese, english } = REJECTION_REASONS[code];
  return { number, code, words: { chinese, english } };
}

function untilOf(step: ClaimStep): number | null {
  if (step.kind === "rejected") return step.appealUntilSec;
  return step.kind === "appealed" ? step.deadlineSec : null;
}

async function documentOf(
  ports: AnswerPorts,
  principal: Principal,
  { content }: ClaimRow,
): Promise<ClaimDocumentAnswer | null> {
  const isFiler = content.filer === principal.institution;
  const isPayer = principal.role === "bureau" && principal.region === content.payerRegion;
  const sealed = isFiler || isPayer ? await ports.openings.opening(content.documentKey) : null;
  if (sealed === null) return null;
  const { number, till, terms } = openWords<ClaimDocument>(ports.vault, sealed);
  return { number, till, terms };
}
