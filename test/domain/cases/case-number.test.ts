import { expect, it } from "vitest";
import { caseIdOf, caseNumber } from "../../../server/domain/cases/case-number.ts";

it.each([
  ["AJ-330100-2026-000001", { region: 330_100, year: 2026, ordinal: 1 }],
  ["AJ-000000-2026-999999", { region: 0, year: 2026, ordinal: 999_999 }],
  ["AJ-330100-2026-1000000", { region: 330_100, year: 2026, ordinal: 1_000_000 }],
])("%s names one case, and is named by it", (number, id) => {
  expect(caseIdOf(number)).toEqual(id);
  expect(caseNumber(id)).toBe(number);
});

it.each([
  "AJ-330100-2026-000000",
  "AJ-330100-2026-0000001",
  "AJ-33010-2026-000001",
  "aj-330100-2026-000001",
  "AJ-330100-2026-000001 ",
  "",
])("%j is no case number", (number) => {
  expect(caseIdOf(number)).toBeNull();
});
