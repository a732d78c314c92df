import { describe, expect, it } from "vitest";
import {
  awaitsSecondApproval,
  fenOfStep,
  holdsEvidence,
  isAwarded,
} from "../../../server/domain/claims/claim-life.ts";
import type { ClaimStep } from "../../../server/domain/claims/claim-rows.ts";
import { CLAIM_STATES, type ClaimState, LIFECYCLES } from "../../../server/domain/lifecycles.ts";
import { NO_WORD, OPERATOR } from "../../support/claim-facts.ts";
import { ORIGIN } from "./support/claim-row.ts";

const only = (holds: (state: ClaimState) => boolean): ClaimState[] => CLAIM_STATES.filter(holds);

describe("what a claim holds in each of its states", () => {
  it("spends its evidence until it has ended without payment", () => {
    expect(only((state) => !holdsEvidence(state))).toEqual([
      ...only((state) => ["none", "reversed", "clawed-back", "rejected-final"].includes(state)),
    ]);
  });

  it("counts for its person's year from its award until that is taken back", () => {
    expect(only(isAwarded).sort()).toEqual(
      ["approved", "awaiting-funds", "posted", "settled", "paid", "disputed", "upheld"].sort(),
    );
  });

  it("an award always stands upon evidence that is spent", () => {
    for (const state of CLAIM_STATES) if (isAwarded(state)) expect(holdsEvidence(state)).toBe(true);
  });

  it("what has freed its evidence never holds it again", () => {
    for (const state of CLAIM_STATES) {
      if (state === "none" || holdsEvidence(state)) continue;
      expect(LIFECYCLES.claim[state]).toEqual([]);
    }
  });
});

const by = { by: 1, operator: OPERATOR, origin: ORIGIN };

describe("the first of two approvals", () => {
  const endorsed: ClaimStep = { ...by, kind: "endorsed", awardHash: NO_WORD };
  const advanced: ClaimStep = { ...by, kind: "advanced", advancedFen: 12n };
  const rejected: ClaimStep = {
    ...by,
    kind: "rejected",
    isFinal: false,
    reason: 1,
    basis: NO_WORD,
    appealUntilSec: 9,
  };
  const appealed: ClaimStep = { ...by, kind: "appealed", reasonHash: NO_WORD, deadlineSec: 1 };
  const rows: readonly (readonly [ClaimState, readonly ClaimStep[], boolean])[] = [
    ["submitted", [], false],
    ["submitted", [endorsed], true],
    ["provisional", [endorsed, advanced], true],
    ["rejected", [endorsed, rejected], false],
    ["appealed", [endorsed, rejected, appealed], false],
    ["appealed", [rejected, appealed, endorsed], true],
    ["approved", [endorsed], false],
    ["reversed", [endorsed], false],
  ];
  const titled = rows.map(([state, steps, isAwaited]) => [state, steps.length, steps, isAwaited] as const);
  it.each(titled)("of a claim that is %s after %d steps", (state, _, steps, isAwaited) => {
    expect(awaitsSecondApproval({ state, steps })).toBe(isAwaited);
  });
});

describe("the money of a step", () => {
  const award = {
    fundParts: [],
    accountFen: 0n,
    familyAccountFen: 0n,
    cashFen: 0n,
    hospitalFen: 0n,
    basis: NO_WORD,
  };
  const rows: readonly (readonly [ClaimStep, bigint | null])[] = [
    [{ ...by, kind: "endorsed", awardHash: NO_WORD }, null],
    [{ ...by, kind: "approved", approvedFen: 11n, award }, 11n],
    [{ ...by, kind: "rejected", isFinal: false, reason: 1, basis: NO_WORD, appealUntilSec: null }, null],
    [{ ...by, kind: "appealed", reasonHash: NO_WORD, deadlineSec: 1 }, null],
    [{ ...by, kind: "advanced", advancedFen: 12n }, 12n],
    [{ ...by, kind: "paid", paidFen: 13n, payment: NO_WORD, bankReference: "E" }, 13n],
    [{ ...by, kind: "reversed", from: "submitted", reasonHash: NO_WORD }, null],
    [{ ...by, kind: "clawed-back", from: "paid", clawedBackFen: 14n, reasonHash: NO_WORD }, 14n],
    [{ ...by, kind: "disputed", reasonHash: NO_WORD }, null],
    [{ ...by, kind: "upheld" }, null],
  ];
  it.each(rows.map(([step, fen]) => [step.kind, step, fen] as const))("of %s", (_, step, fen) => {
    expect(fenOfStep(step)).toBe(fen);
  });
});
