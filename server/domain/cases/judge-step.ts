import { fail } from "../failure.ts";
import { type AuditCase, type CaseActor, outstandingFen } from "./audit-case.ts";
import {
  type CaseParty,
  type CaseStepAct,
  FOUR_EYES_ACTS,
  PARTIES_OF_ACT,
  STATES_OF_ACT,
} from "./case-states.ts";

/** A case with more steps than this is several cases. */
export const STEPS_PER_CASE_MAX = 500;

/** What is known of a step before it is taken. */
export type StepAsked = {
  readonly act: CaseStepAct;
  readonly by: CaseActor;
  readonly party: CaseParty;
  readonly fen: bigint | null;
  readonly referenceKey: string | null;
  /** The day of the bureau's region. */
  readonly today: string;
};

/**
 * Refuses a step that may not be taken. Checked in this order: whose step it is, the state, four eyes, the
 * institution's time, amounts.
 */
export function judgeStep({ head, standing }: AuditCase, asked: StepAsked): void {
  const { act, party, by } = asked;
  const parties = PARTIES_OF_ACT[act];
  if (!parties.includes(party)) fail("audit-case-step-not-yours", { parties, own: party });
  const allowed = STATES_OF_ACT[act];
  if (!allowed.includes(standing.state)) fail("audit-case-not-in-state", { state: standing.state, allowed });
  if (standing.stepCount >= STEPS_PER_CASE_MAX)
    fail("audit-case-steps-too-many", { max: STEPS_PER_CASE_MAX });
  if (FOUR_EYES_ACTS.has(act) && isSame(by, standing.opener)) fail("audit-case-four-eyes", {});
  if (act === "hearing" && head.institution.id === null) {
    fail("audit-case-institution-absent", { institution: head.institution.code });
  }
  if (act === "upholding") requireHeard({ head, standing }, asked.today);
  requireAmount({ head, standing }, asked);
}

/** One name of one institution is one person, whatever key it came with. */
function isSame(one: CaseActor, other: CaseActor): boolean {
  return one.institution === other.institution && one.principal === other.principal;
}

/** Nobody is judged unheard: they have answered, or their last day is over. */
function requireHeard({ standing }: AuditCase, today: string): void {
  const { state, dueOn } = standing;
  if (state === "hearing" && dueOn !== null && today <= dueOn) fail("audit-case-hearing-running", { dueOn });
}

function requireAmount(auditCase: AuditCase, { act, fen, referenceKey }: StepAsked): void {
  const { head, standing } = auditCase;
  const upheldFen = standing.upheldFen ?? 0n;
  if (act === "upholding") {
    // What came back in a round before is not taken twice.
    requireWithin(fen, { leastFen: 0n, maxFen: head.disallowedFen - standing.recoveredBeforeFen });
  }
  if (act === "claw-back") requireWithin(fen, { leastFen: 1n, maxFen: upheldFen });
  if (act === "recovery") {
    const isRepeated = standing.referenceKeys.some((known) => known === referenceKey);
    if (isRepeated) fail("audit-case-transfer-repeated", {});
    requireWithin(fen, { leastFen: 1n, maxFen: outstandingFen(standing) });
  }
  if (act === "closing" && standing.state === "upheld" && upheldFen > 0n) {
    fail("audit-case-money-open", { outstandingFen: upheldFen.toString() });
  }
}

function requireWithin(
  fen: bigint | null,
  { leastFen, maxFen }: { readonly leastFen: bigint; readonly maxFen: bigint },
): void {
  if (fen !== null && fen >= leastFen && fen <= maxFen) return;
  fail("audit-case-amount-wrong", {
    amountFen: fen === null ? null : fen.toString(),
    maxFen: maxFen.toString(),
  });
}
