import type { CaseStanding, CaseStep } from "./audit-case.ts";

const NEW_ROUND = {
  state: "opened",
  dueOn: null,
  upheldFen: null,
  orderedFen: null,
  recoveredFen: 0n,
} as const;

/** How a case stands after it was opened. */
export function standingAtOpening({ by, atMs }: Pick<CaseStep, "by" | "atMs">): CaseStanding {
  return {
    ...NEW_ROUND,
    round: 1,
    opener: by,
    isNotified: false,
    recoveredBeforeFen: 0n,
    referenceKeys: [],
    stepCount: 1,
    changedAtMs: atMs,
  };
}

/** How a case stands after one more step, which was judged before. */
export function standingAfter(before: CaseStanding, step: CaseStep): CaseStanding {
  const counted = { ...before, stepCount: before.stepCount + 1, changedAtMs: step.atMs };
  switch (step.act) {
    case "open":
      throw new Error("a case is opened once");
    case "hearing":
      return { ...counted, state: "hearing", isNotified: true, dueOn: step.dueOn };
    case "statement":
      return { ...counted, state: "stated" };
    case "explanation":
      return { ...counted, state: "explained", dueOn: null };
    case "dismissal":
      return { ...counted, state: "dismissed", dueOn: null };
    case "upholding":
      return { ...counted, state: "upheld", dueOn: null, upheldFen: step.fen };
    case "claw-back":
      return { ...counted, state: "ordered", orderedFen: step.fen, dueOn: step.dueOn };
    case "recovery":
      return afterRecovery(counted, step);
    case "closing":
      return { ...counted, state: "closed", dueOn: null };
    case "reopening":
      return {
        ...counted,
        ...NEW_ROUND,
        round: before.round + 1,
        opener: step.by,
        recoveredBeforeFen: before.recoveredBeforeFen + before.recoveredFen,
      };
  }
}

function afterRecovery(counted: CaseStanding, { fen, referenceKey }: CaseStep): CaseStanding {
  const recoveredFen = counted.recoveredFen + (fen ?? 0n);
  const isWhole = recoveredFen === counted.orderedFen;
  return {
    ...counted,
    state: isWhole ? "recovered" : "ordered",
    dueOn: isWhole ? null : counted.dueOn,
    recoveredFen,
    referenceKeys: referenceKey === null ? counted.referenceKeys : [...counted.referenceKeys, referenceKey],
  };
}
