import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Group, type Grouped, groupSteps } from "../../../server/flows/import/group-steps.ts";

const LIMITS = { dispensesMax: 4, linesMax: 6 };

/** Institutions 1 … 3 are signed for by bureau 10, 4 … 6 by bureau 20; 1 and 4 also sign themselves. */
const steps = fc
  .array(
    fc.record({
      is: fc.constantFrom("record" as const, "dispense" as const),
      for: fc.integer({ min: 1, max: 6 }),
      isOwn: fc.boolean(),
      lineCount: fc.integer({ min: 1, max: 3 }),
      after: fc.option(fc.nat(30)),
    }),
    { maxLength: 40 },
  )
  .map((wished) =>
    wished.map((wish, at): Grouped => {
      const bureau = wish.for <= 3 ? 10 : 20;
      const isOwn = wish.isOwn && wish.is === "record" && (wish.for === 1 || wish.for === 4);
      const after = wish.after !== null && wish.after < at && wish.is === "record" ? [wish.after] : [];
      const { is, lineCount } = wish;
      return { is, lineCount, chain: `institution ${wish.for}`, lane: isOwn ? wish.for : bureau, after };
    }),
  );

const always = (check: (given: readonly Grouped[], groups: readonly Group[]) => void): void =>
  fc.assert(
    fc.property(steps, (given) => check(given, groupSteps(given, LIMITS))),
    { seed: 20_261_122, numRuns: 500 },
  );

describe("the steps of a window in groups", () => {
  it("hold every step once", () => {
    always((given, groups) => {
      const members = groups.flatMap((group) => group.steps).sort((a, b) => a - b);
      expect(members).toEqual(given.map((_, at) => at));
    });
  });

  it("keep what one institution did in its order, and what goes on from a step behind it", () => {
    always((given, groups) => {
      const order = new Map(groups.flatMap((group) => group.steps).map((step, at) => [step, at]));
      for (const [at, step] of given.entries()) {
        const before = [
          given.findLastIndex((each, place) => place < at && each.chain === step.chain),
          ...step.after,
        ];
        for (const each of before) if (each >= 0) expect(order.get(each)).toBeLessThan(order.get(at) ?? -1);
      }
    });
  });

  it("await another lane's step exactly where they go on from it", () => {
    always((given, groups) => {
      const groupOf = new Map(groups.flatMap((group, at) => group.steps.map((step) => [step, at])));
      for (const [at, step] of given.entries()) {
        const last = given.findLastIndex((each, place) => place < at && each.chain === step.chain);
        for (const before of [last, ...step.after]) {
          if (before < 0 || given[before]?.lane === step.lane) continue;
          expect(groups[groupOf.get(at) ?? -1]?.awaits).toContain(groupOf.get(before));
        }
      }
      for (const [at, { awaits }] of groups.entries())
        for (const each of awaits) expect(each).toBeLessThan(at);
    });
  });

  it("are bulks of dispenses of one lane within the limits, and records alone", () => {
    always((given, groups) => {
      for (const group of groups) {
        const members = group.steps.flatMap((at) => given[at] ?? []);
        expect(new Set(members.map(({ lane }) => lane)).size).toBe(1);
        if (members.some(({ is }) => is === "record")) expect(members.length).toBe(1);
        expect(members.length).toBeLessThanOrEqual(LIMITS.dispensesMax);
        const lines = members.reduce(
          (sum, { is, lineCount }) => sum + (is === "dispense" ? lineCount : 0),
          0,
        );
        expect(lines).toBeLessThanOrEqual(LIMITS.linesMax);
      }
    });
  });

  it("put the sales of many institutions into one call when nothing stands between them", () => {
    const sale = (institution: number): Grouped => ({
      is: "dispense",
      lane: 10,
      chain: `institution ${institution}`,
      lineCount: 1,
      after: [],
    });
    const receipt: Grouped = { is: "record", lane: 10, chain: "institution 3", lineCount: 0, after: [] };
    const groups = groupSteps([sale(1), sale(2), receipt, sale(1)], LIMITS);
    expect(groups).toEqual([
      { steps: [2], awaits: [] },
      { steps: [0, 1, 3], awaits: [] },
    ]);
  });
});
