import { describe, expect, test } from "vitest";
import {
  type CoverageRecord,
  type CoverageVerdict,
  coverageAt,
} from "../../../server/domain/adjudication/coverage.ts";

const RECORDS: readonly CoverageRecord[] = [
  { kind: "enrolled", from: "2024-01-01", until: "2024-12-31", waitingUntil: null },
  { kind: "enrolled", from: "2026-01-01", until: null, waitingUntil: "2026-03-31" },
  { kind: "paid", from: "2026-01-01", until: "2026-06-30" },
  { kind: "paid", from: "2026-06-01", until: "2026-08-31" },
  { kind: "suspended", from: "2026-05-10", until: "2026-05-20" },
  { kind: "suspended", from: "2026-10-01", until: null },
];

describe("how a person stood on a day, with the date that decided", () => {
  test.each<readonly [day: string, verdict: CoverageVerdict]>([
    ["2023-12-31", { status: "not-insured", endedOn: null }],
    ["2024-12-31", { status: "unpaid", paidUntil: null }],
    ["2025-01-01", { status: "not-insured", endedOn: "2024-12-31" }],
    ["2026-01-01", { status: "waiting", until: "2026-03-31" }],
    ["2026-03-31", { status: "waiting", until: "2026-03-31" }],
    ["2026-04-01", { status: "insured", since: "2026-01-01" }],
    ["2026-05-09", { status: "insured", since: "2026-01-01" }],
    ["2026-05-10", { status: "suspended", since: "2026-05-10" }],
    ["2026-05-20", { status: "suspended", since: "2026-05-10" }],
    ["2026-05-21", { status: "insured", since: "2026-01-01" }],
    ["2026-08-31", { status: "insured", since: "2026-01-01" }],
    ["2026-09-01", { status: "unpaid", paidUntil: "2026-08-31" }],
    ["2026-10-01", { status: "suspended", since: "2026-10-01" }],
  ])("%s", (day, verdict) => {
    expect(coverageAt(RECORDS, day)).toEqual(verdict);
  });

  test("the order of records does not matter", () => {
    for (const day of ["2025-01-01", "2026-05-15", "2026-09-15"]) {
      expect(coverageAt(RECORDS.toReversed(), day)).toEqual(coverageAt(RECORDS, day));
    }
  });

  test("nobody is insured by no records", () => {
    expect(coverageAt([], "2026-01-01")).toEqual({ status: "not-insured", endedOn: null });
  });
});
