import { describe, expect, test } from "vitest";
import type { Principal } from "../../server/domain/principal.ts";
import {
  maySee,
  oversees,
  type StoryScope,
  seesEverything,
  storyScope,
} from "../../server/domain/visibility.ts";

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

describe("which facts of a pack's story exist for whom", () => {
  const at = (id: number, region = HUZHOU) => ({ id, region });
  const [maker, wholesaler, shop, later] = [at(3), at(4), at(5), at(6, WUHAN)];
  // From its maker to a wholesaler, to a shop that opened it, and on to a shop of another region.
  const story = {
    maker,
    transfers: [
      { sender: maker, receiver: wholesaler },
      { sender: wholesaler, receiver: shop },
      { sender: shop, receiver: later },
    ],
    present: [later],
    recorders: [shop],
  };
  const FACTS: readonly (readonly [string, (scope: StoryScope) => boolean])[] = [
    ["any", (scope) => scope.maySeeAny],
    ["1st", (scope) => scope.maySeeTransfer(0)],
    ["2nd", (scope) => scope.maySeeTransfer(1)],
    ["3rd", (scope) => scope.maySeeTransfer(2)],
    ["present", (scope) => scope.maySeePresent],
    ["dispense", (scope) => scope.maySeeRecordOf(shop)],
    ["money", (scope) => scope.maySeeMoneyOf(shop)],
    ["quarantine", (scope) => scope.maySeeQuarantineIn(HUZHOU)],
    ["refusal of the shop", (scope) => scope.maySeeRefusalOf(shop)],
  ];
  const ALL = FACTS.map(([name]) => name);
  const but = (...names: string[]): string[] => ALL.filter((name) => !names.includes(name));

  test.each<[string, Principal, readonly string[]]>([
    ["its maker", principal("maker", 3, HUZHOU), ["any", "1st", "quarantine"]],
    ["a wholesaler it passed", principal("wholesaler", 4, HUZHOU), ["any", "1st", "2nd", "quarantine"]],
    ["the shop that opened it", principal("pharmacy", 5, HUZHOU), ALL],
    [
      "the shop that has it now, in another region",
      principal("pharmacy", 6, WUHAN),
      ["any", "1st", "2nd", "3rd", "present"],
    ],
    ["a shop that never had it", principal("pharmacy", 7, HUZHOU), ["quarantine"]],
    ["the bureau of the region", principal("bureau", 1, HUZHOU), ALL],
    ["the bureau where it is now", principal("bureau", 2, WUHAN), but("money", "refusal of the shop")],
    ["another bureau", principal("bureau", 8, 440_100), []],
    ["an auditor of the country", principal("auditor", 9, 0), ALL],
    ["the consortium", principal("consortium", 0, 0), []],
  ])("%s", (_, who, facts) => {
    const scope = storyScope(who, story);
    expect(FACTS.filter(([, isSeen]) => isSeen(scope)).map(([name]) => name)).toEqual(facts);
  });
});
