import { describe, expect, it } from "vitest";
import type { AuditCase, CaseActor, CaseStep } from "../../../server/domain/cases/audit-case.ts";
import { standingAfter } from "../../../server/domain/cases/case-standing.ts";
import {
  CASE_ACTS,
  CASE_PARTIES,
  CASE_STATES,
  type CaseAct,
  type CaseParty,
  type CaseState,
  partyOf,
} from "../../../server/domain/cases/case-states.ts";
import { judgeStep, STEPS_PER_CASE_MAX } from "../../../server/domain/cases/judge-step.ts";
import { ROLES } from "../../../server/domain/principal.ts";
import { codeOf } from "../../http/support/code-of.ts";
import { ANOTHER, anyCase, anyStep, OPENER } from "./support/any-case.ts";

/** The state that an act leads to, written down once more and by hand; what is missing may not be done. */
const LEADS_TO: Readonly<Record<CaseState, Partial<Record<CaseAct, CaseState>>>> = {
  opened: { hearing: "hearing", dismissal: "dismissed" },
  hearing: { statement: "stated", upholding: "upheld", dismissal: "dismissed" },
  stated: { statement: "stated", explanation: "explained", upholding: "upheld", dismissal: "dismissed" },
  explained: { closing: "closed" },
  upheld: { "claw-back": "ordered" },
  dismissed: { closing: "closed" },
  ordered: { recovery: "recovered" },
  recovered: { closing: "closed" },
  closed: { reopening: "opened" },
};

/** Who does what, by hand too. */
const DOES: Readonly<Record<CaseParty, readonly CaseAct[]>> = {
  bureau: CASE_ACTS.filter((act) => act !== "statement" && act !== "open"),
  auditor: ["hearing", "reopening"],
  institution: ["statement"],
  observer: [],
};

const STEP_ACTS = CASE_ACTS.filter((act) => act !== "open");
const EVERY = CASE_STATES.flatMap((state) =>
  STEP_ACTS.flatMap((act) => CASE_PARTIES.map((party) => ({ state, act, party }))),
);

/** A case in the state, with money in it where the state has some; the hearing's day is over. */
function caseIn(state: CaseState): AuditCase {
  const money = {
    upheldFen: ["upheld", "ordered", "recovered"].includes(state) ? 900n : null,
    orderedFen: ["ordered", "recovered"].includes(state) ? 900n : null,
    recoveredFen: state === "recovered" ? 900n : 0n,
  };
  const dueOn = state === "hearing" || state === "ordered" ? "2026-11-20" : null;
  return anyCase({ state, dueOn, ...money });
}

function judged(auditCase: AuditCase, change: Partial<Parameters<typeof judgeStep>[1]>): string {
  const asked = {
    act: "hearing",
    by: ANOTHER,
    party: "bureau",
    fen: 900n,
    referenceKey: null,
    today: "2026-11-23",
  };
  return codeOf(() => judgeStep(auditCase, { ...asked, ...change } as Parameters<typeof judgeStep>[1]));
}

describe("every state × act × party", () => {
  it.each(EVERY)("$state: $act by $party", ({ state, act, party }) => {
    const code = judged(caseIn(state), { act, party });
    const to = LEADS_TO[state][act];
    if (!DOES[party].includes(act)) expect(code).toBe("audit-case-step-not-yours");
    else if (state === "upheld" && act === "closing") expect(code).toBe("audit-case-money-open");
    else if (to === undefined) expect(code).toBe("audit-case-not-in-state");
    else {
      expect(code).toBe("no failure");
      const step: CaseStep = { ...anyStep(act), fen: 900n };
      expect(standingAfter(caseIn(state).standing, step).state).toBe(to);
    }
  });

  it("is 324 of them", () => {
    expect(EVERY).toHaveLength(9 * 9 * 4);
  });
});

describe("four eyes", () => {
  it.each(["upholding", "claw-back"] as const)("%s is not for who opened the case", (act) => {
    const auditCase = caseIn(act === "upholding" ? "stated" : "upheld");
    expect(judged(auditCase, { act, by: OPENER })).toBe("audit-case-four-eyes");
    const namesake: CaseActor = { ...OPENER, institution: 99 };
    expect(judged(auditCase, { act, by: namesake })).toBe("no failure");
  });

  it.each(["hearing", "dismissal"] as const)("%s may be by the same person", (act) => {
    expect(judged(caseIn("opened"), { act, by: OPENER })).toBe("no failure");
  });

  it("are of the round: who opened it again does not decide it", () => {
    const closed = caseIn("closed").standing;
    const again = standingAfter(closed, { ...anyStep("reopening"), by: ANOTHER });
    const stated = { ...anyCase({}), standing: { ...again, state: "stated" as const } };
    expect(judged(stated, { act: "upholding", by: ANOTHER })).toBe("audit-case-four-eyes");
    expect(judged(stated, { act: "upholding", by: OPENER })).toBe("no failure");
  });
});

describe("nobody is judged unheard", () => {
  it.each([
    ["on its last day", "2026-11-20", "audit-case-hearing-running"],
    ["on the day after", "2026-11-21", "no failure"],
  ])("a silent institution %s", (_, today, code) => {
    expect(judged(caseIn("hearing"), { act: "upholding", today })).toBe(code);
  });

  it("an answer ends the waiting", () => {
    const auditCase = anyCase({ state: "stated", dueOn: "2026-11-20" });
    expect(judged(auditCase, { act: "upholding", today: "2026-11-19" })).toBe("no failure");
  });

  it("whom the ledger does not know is given no notice", () => {
    const institution = { code: "P99999999999", id: null, region: null };
    const auditCase = { ...anyCase({}), head: { ...anyCase({}).head, institution } };
    expect(judged(auditCase, { act: "hearing" })).toBe("audit-case-institution-absent");
  });
});

describe("amounts, in fen", () => {
  const wrong = "audit-case-amount-wrong";
  const fine = "no failure";
  it.each([
    ["upholding", "stated", null, wrong],
    ["upholding", "stated", 0n, fine],
    ["upholding", "stated", 1_000n, fine],
    ["upholding", "stated", 1_001n, wrong],
    ["claw-back", "upheld", 0n, wrong],
    ["claw-back", "upheld", 1n, fine],
    ["claw-back", "upheld", 900n, fine],
    ["claw-back", "upheld", 901n, wrong],
    ["recovery", "ordered", 0n, wrong],
    ["recovery", "ordered", 1n, fine],
    ["recovery", "ordered", 900n, fine],
    ["recovery", "ordered", 901n, wrong],
  ] as const)("%s in %s of %s", (act, state, fen, code) => {
    expect(judged(caseIn(state), { act, fen })).toBe(code);
  });

  it("what came back in a round before is not taken twice", () => {
    const auditCase = anyCase({ state: "stated", recoveredBeforeFen: 400n });
    expect(judged(auditCase, { act: "upholding", fen: 600n })).toBe(fine);
    expect(judged(auditCase, { act: "upholding", fen: 601n })).toBe(wrong);
  });

  it("parts come back until it is whole, each transfer once", () => {
    const parts = [300n, 599n, 1n];
    let { standing } = caseIn("ordered");
    for (const [at, fen] of parts.entries()) {
      const referenceKey = `0x${String(at).repeat(64)}` as const;
      const auditCase = { ...caseIn("ordered"), standing };
      expect(judged(auditCase, { act: "recovery", fen, referenceKey })).toBe(fine);
      standing = standingAfter(standing, { ...anyStep("recovery"), fen, referenceKey });
      const again = judged({ ...auditCase, standing }, { act: "recovery", fen: 1n, referenceKey });
      expect(again).toBe(at === 2 ? "audit-case-not-in-state" : "audit-case-transfer-repeated");
    }
    expect(standing).toMatchObject({ state: "recovered", recoveredFen: 900n, dueOn: null });
    const closed = standingAfter(standing, anyStep("closing"));
    const reopened = standingAfter(closed, anyStep("reopening"));
    expect(reopened).toMatchObject({ round: 2, recoveredFen: 0n, recoveredBeforeFen: 900n, upheldFen: null });
    expect(reopened.referenceKeys).toHaveLength(3);
  });

  it("what is upheld at nothing is closed without an order", () => {
    expect(judged(anyCase({ state: "upheld", upheldFen: 0n }), { act: "closing" })).toBe(fine);
  });
});

it("a case has a last step", () => {
  const stepCount = STEPS_PER_CASE_MAX;
  expect(judged(anyCase({ state: "stated", stepCount }), { act: "statement", party: "institution" })).toBe(
    "audit-case-steps-too-many",
  );
});

describe("who sees a case", () => {
  const scope = {
    region: 330_100,
    fundRegion: 420_100,
    institution: { id: 5, region: 330_500 },
    isNotified: false,
  };
  const seen = (change: object, whose: object = {}): CaseParty | null => {
    const principal = { name: "n", institution: 5, role: "pharmacy" as const, region: 330_500, ...change };
    return partyOf({ ...scope, ...whose }, principal);
  };

  it.each([
    ["the region's bureau", { role: "bureau", region: 330_100 }, "bureau"],
    ["the bureau of the fund", { role: "bureau", region: 420_100 }, "observer"],
    ["the bureau of the institution", { role: "bureau", region: 330_500 }, "observer"],
    ["a third bureau", { role: "bureau", region: 110_100 }, null],
    ["the country's auditor", { role: "auditor", region: 0 }, "auditor"],
    ["the region's auditor", { role: "auditor", region: 330_100 }, "auditor"],
    ["another region's auditor", { role: "auditor", region: 110_100 }, null],
    ["the consortium", { role: "consortium", institution: 0, region: 0 }, null],
    ["the institution, before the hearing", {}, null],
  ] as const)("%s", (_, change, party) => {
    expect(seen(change)).toBe(party);
  });

  it("is the institution itself, from the hearing on, and no other of any role", () => {
    for (const role of ROLES.filter((each) => each !== "bureau" && each !== "auditor")) {
      expect(seen({ role }, { isNotified: true })).toBe("institution");
      expect(seen({ role, institution: 6 }, { isNotified: true })).toBeNull();
      const unknown = { isNotified: true, institution: { id: null, region: null } };
      expect(seen({ role, institution: 0 }, unknown)).toBeNull();
    }
  });
});
