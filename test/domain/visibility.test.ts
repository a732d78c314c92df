import { describe, expect, test } from "vitest";
import type { Principal } from "../../server/domain/principal.ts";
import { maySee, oversees, seesEverything } from "../../server/domain/visibility.ts";

const HUZHOU = 330_500;
const WUHAN = 420_100;
const parties = [
  { id: 7, region: HUZHOU },
  { id: 9, region: HUZHOU },
];

const principal = (role: Principal["role"], institution: number, region: number): Principal => ({
  name: role,
  institution,
  role,
  region,
});

describe("who a fact of two institutions of one region exists for", () => {
  test.each([
    ["one of the two", principal("pharmacy", 7, HUZHOU), true, false],
    ["another of the same region", principal("pharmacy", 8, HUZHOU), false, false],
    ["one of the two that is a wholesaler", principal("wholesaler", 9, HUZHOU), true, false],
    ["the bureau of the region", principal("bureau", 1, HUZHOU), true, true],
    ["another region's bureau", principal("bureau", 2, WUHAN), false, false],
    ["an auditor of the region", principal("auditor", 3, HUZHOU), true, true],
    ["an auditor of another region", principal("auditor", 4, WUHAN), false, false],
    ["an auditor of the country", principal("auditor", 5, 0), true, true],
    ["a bureau without a region", principal("bureau", 6, 0), false, false],
    ["the consortium", principal("consortium", 0, 0), false, false],
  ])("%s", (_, who, sees, watches) => {
    expect(maySee(who, parties)).toBe(sees);
    expect(oversees(who, parties)).toBe(watches);
  });

  test("only the country's auditors see everything", () => {
    expect(seesEverything(principal("auditor", 5, 0))).toBe(true);
    expect(seesEverything(principal("auditor", 5, HUZHOU))).toBe(false);
    expect(seesEverything(principal("bureau", 1, 0))).toBe(false);
  });

  test("nobody's number is no party", () => {
    expect(maySee(principal("consortium", 0, 0), [{ id: 0, region: 0 }])).toBe(false);
  });
});
