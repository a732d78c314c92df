import { describe, expect, it } from "vitest";
import type { CaseViewer } from "../../server/domain/cases/case-records.ts";
import { standingAfter } from "../../server/domain/cases/case-standing.ts";
import { openCaseRecords } from "../../server/store/case-store.ts";
import { anyStep } from "../domain/cases/support/any-case.ts";
import { anyCaseChange } from "./support/any-case-change.ts";
import { DATABASES } from "./support/databases.ts";

const PAGE = { limit: 10, after: null };
const ID = { region: 330_500, year: 2026, ordinal: 1 };

describe.each(DATABASES)("cases ($name)", ({ open }) => {
  it("come back with their steps and findings, in their order", async () => {
    const { database, discard } = await open();
    const records = openCaseRecords(database);
    const opening = anyCaseChange({ ordinal: 1, findings: [4, 300] });
    await records.commit(opening);
    expect(await records.auditCase(ID)).toEqual(opening.auditCase);
    const step = { ...anyStep("hearing"), dueOn: "2026-11-27" };
    const standing = standingAfter(opening.auditCase.standing, step);
    const request = { ...opening.request, key: "second" };
    await records.commit({ auditCase: { ...opening.auditCase, standing }, step, findings: [], request });
    expect(await records.steps(ID)).toEqual([opening.step, step]);
    expect((await records.findings(ID)).map(({ ordinal }) => ordinal)).toEqual([4, 300]);
    expect(await records.auditCase({ ...ID, ordinal: 2 })).toBeNull();
    expect(await records.auditCase({ ...ID, year: 2027 })).toBeNull();
    await discard();
  });

  it("are numbered in each region's year by what is there", async () => {
    const { database, discard } = await open();
    const records = openCaseRecords(database);
    expect(await records.nextOrdinal(330_500, 2026)).toBe(1);
    for (const ordinal of [1, 2, 300]) await records.commit(anyCaseChange({ ordinal, findings: [ordinal] }));
    expect(await records.nextOrdinal(330_500, 2026)).toBe(301);
    expect(await records.nextOrdinal(330_500, 2025)).toBe(1);
    expect(await records.nextOrdinal(330_501, 2026)).toBe(1);
    await discard();
  });

  it("stand in the lists of those they are for, newest first, and wait while something is due", async () => {
    const { database, discard } = await open();
    const records = openCaseRecords(database);
    const first = anyCaseChange({ ordinal: 1, findings: [1], openedAtMs: 1_000, isNotified: false });
    await records.commit(first);
    await records.commit(anyCaseChange({ ordinal: 2, findings: [2], openedAtMs: 2_000, isNotified: true }));
    const listed = async (viewer: CaseViewer): Promise<number[]> =>
      (await records.cases(viewer, PAGE)).rows.map(({ head }) => head.ordinal);
    expect(await listed({ is: "all" })).toEqual([2, 1]);
    expect(await listed({ is: "region", region: 330_500 })).toEqual([2, 1]);
    expect(await listed({ is: "region", region: 420_100 })).toEqual([2, 1]);
    expect(await listed({ is: "region", region: 330_501 })).toEqual([]);
    expect(await listed({ is: "institution", institution: 5 })).toEqual([2]);
    expect(await listed({ is: "institution", institution: 6 })).toEqual([]);
    const waiting = async (): Promise<number[]> => {
      const found: number[] = [];
      for await (const { head } of records.waiting()) found.push(head.ordinal);
      return found;
    };
    expect(await waiting()).toEqual([]);
    for (const dueOn of ["2026-11-27", null]) {
      const standing = { ...first.auditCase.standing, dueOn, stepCount: 2 };
      await records.commit({ ...first, auditCase: { ...first.auditCase, standing }, findings: [] });
      expect(await waiting()).toEqual(dueOn === null ? [] : [1]);
    }
    await discard();
  });

  it("are found by a finding of theirs, and by the request that made them", async () => {
    const { database, discard } = await open();
    const records = openCaseRecords(database);
    const change = anyCaseChange({ ordinal: 1, findings: [7, 9] });
    const { reconciliation } = change.auditCase.head;
    await records.commit(change);
    expect(await records.caseOfFinding(reconciliation, 7)).toEqual(ID);
    expect(await records.caseOfFinding(reconciliation, 8)).toBeNull();
    const found: number[] = [];
    for await (const { ordinal, auditCase } of records.casesOfFindings(reconciliation)) {
      expect(auditCase).toEqual(ID);
      found.push(ordinal);
    }
    expect(found).toEqual([7, 9]);
    for await (const _ of records.casesOfFindings("b2".repeat(16))) throw new Error("another's");
    expect(await records.request(7, "first")).toEqual({ ...change.request, auditCase: ID });
    expect(await records.request(8, "first")).toBeNull();
    await discard();
  });
});
