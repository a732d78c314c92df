import { describe, expect, test } from "vitest";
import { demoInstitutions } from "../../server/demo/cast.ts";
import { DEMO_DAYS, type DemoStep } from "../../server/demo/demo-plan.ts";
import { demoProducts } from "../../server/demo/formulary.ts";
import { planDemo } from "../../server/demo/plan.ts";

const plan = planDemo();
const steps = plan.slots.flatMap((slot) => slot.steps);
const of = <Kind extends DemoStep["kind"]>(kind: Kind): Extract<DemoStep, { kind: Kind }>[] =>
  steps.filter((step): step is Extract<DemoStep, { kind: Kind }> => step.kind === kind);

describe("the demo's plan", () => {
  test("is the same every time", () => {
    expect(planDemo()).toEqual(plan);
  });

  test("has two fund regions with their bureaus, and one auditor for the country", () => {
    const bureaus = demoInstitutions().filter((one) => one.kind === "bureau");
    expect(bureaus.map((one) => one.region)).toEqual([330500, 420100]);
    expect(demoInstitutions().filter((one) => one.kind === "auditor")).toHaveLength(1);
  });

  test("gives every institution and every pack a code of its own", () => {
    const institutions = demoInstitutions().map((one) => one.code);
    const packs = of("batch").flatMap((batch) => batch.codes);
    expect(new Set(institutions).size).toBe(institutions.length);
    expect(new Set(packs).size).toBe(packs.length);
    expect(packs.every((code) => /^8[0-9]{19}$/.test(code))).toBe(true);
  });

  test("has forty products and about five thousand packs, most of them on the move", () => {
    expect(demoProducts()).toHaveLength(40);
    expect(of("batch").flatMap((batch) => batch.codes)).toHaveLength(5_000);
    expect(new Set(of("ship").flatMap((ship) => ship.codes)).size).toBeGreaterThan(3_000);
  });

  test("has some hundred receipts, and goods still on their way at its end", () => {
    expect(of("dispense").length).toBeGreaterThan(300);
    expect(of("ship").length).toBeGreaterThan(of("receive").length);
  });

  test("gives each document one number of its institution", () => {
    const documents = [
      ...of("ship").map((ship) => `${ship.from} ${ship.document}`),
      ...of("dispense").map((dispense) => `${dispense.by} ${dispense.document}`),
    ];
    expect(new Set(documents).size).toBe(documents.length);
  });

  test("goes in the order of time, within its days", () => {
    const moments = plan.slots.map((slot) => slot.day * 86_400 + slot.secondOfDay);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(plan.slots.every((slot) => slot.day < DEMO_DAYS)).toBe(true);
  });

  test("sells a pack whole at most once, and its units never beyond the pack", () => {
    const unitsOf = new Map(plan.products.map(({ product }) => [product.tracePrefix, product.unitsPerPack]));
    const sold = new Map<string, number>();
    for (const { lines, refused } of of("dispense")) {
      if (refused !== null) continue;
      for (const { code, units } of lines) {
        const pack = unitsOf.get(code.slice(0, 7)) ?? 0;
        sold.set(code, (sold.get(code) ?? 0) + (units ?? pack));
        expect(sold.get(code)).toBeLessThanOrEqual(pack);
      }
    }
  });

  test("ends with attempts that must be refused: a second sale, and boxes past their date", () => {
    const refused = of("dispense").flatMap((dispense) => dispense.refused ?? []);
    expect(refused).toEqual(["pack-already-dispensed", "batch-expired", "batch-expired"]);
  });

  test("tells the story of a pack that a resident's fund pays for, and that its shop offers again", () => {
    const sales = of("dispense").filter(({ lines }) => lines.some(({ code }) => code === plan.storyCode));
    expect(sales.map(({ by, claim, refused }) => [by.at(0), claim, refused])).toEqual([
      ["P", { insuranceType: "390", isSuspended: false }, null],
      ["P", null, "pack-already-dispensed"],
    ]);
  });
});
