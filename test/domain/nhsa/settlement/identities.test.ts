import { describe, expect, it } from "vitest";
import {
  brokenIdentities,
  brokenLine,
  type SettledAmounts,
} from "../../../../server/domain/nhsa/settlement/identities.ts";

const LINE = {
  feeNumber: "F1",
  priceMicros: 1_000_000n,
  countE4: 10_000n,
  lineFen: 100n,
  ownExpenseFen: 10n,
  overLimitFen: 20n,
  preSelfPayFen: 30n,
  inScopeFen: 40n,
};
const SHARES = { ownExpenseFen: 10n, overLimitFen: 20n, preSelfPayFen: 30n, inScopeFen: 40n };
const WHOLE: SettledAmounts = {
  totalFen: 100n,
  fundFen: 60n,
  personFen: 30n,
  hospitalFen: 10n,
  accountFen: 15n,
  familyAccountFen: 5n,
  cashFen: 10n,
  fundPartsFen: [50n, 10n],
  fundWordsFen: [50n, 0n, 10n],
  shares: SHARES,
  lines: [LINE],
};
const brokenBy = (change: Partial<SettledAmounts>): string[] =>
  brokenIdentities({ ...WHOLE, ...change }).map(({ rule, feeNumber }) =>
    feeNumber === null ? rule : `${rule} ${feeNumber}`,
  );

describe("the accounting identities", () => {
  it.each<[string, Partial<SettledAmounts>, string[]]>([
    ["hold of a settlement that adds up", {}, []],
    ["hold of one of nothing", zero(), []],
    ["hold where no lines are told", { lines: null }, []],
    ["A1: fund, person and hospital fall a fen short of the total", { hospitalFen: 9n }, ["A1"]],
    ["A1: they are a fen above it", { hospitalFen: 11n }, ["A1"]],
    ["A1: what the hospital bears is left out", { hospitalFen: 0n }, ["A1"]],
    ["A2: accounts and cash fall a fen short", { cashFen: 9n }, ["A2"]],
    ["A2: they are a fen above", { accountFen: 16n }, ["A2"]],
    ["A2: the family's account is left out", { familyAccountFen: 0n }, ["A2"]],
    ["A3: parts fall a fen short of the fund", { fundPartsFen: [50n, 9n] }, ["A3"]],
    ["A3: they are a fen above it", { fundPartsFen: [51n, 10n] }, ["A3"]],
    ["A3: none is told", { fundPartsFen: [] }, ["A3"]],
    ["A5: members fall a fen short of the fund", { fundWordsFen: [59n] }, ["A5"]],
    ["A5: they are a fen above it", { fundWordsFen: [60n, 1n] }, ["A5"]],
    ["A6: the shares of all fall short", { shares: { ...SHARES, inScopeFen: 39n } }, ["A6", "A6"]],
    [
      "A6: a share of all is not its lines'",
      { shares: { ...SHARES, inScopeFen: 41n, preSelfPayFen: 29n } },
      ["A6", "A6"],
    ],
    ["A4: no line is told", { lines: [], shares: { ...SHARES } }, ["A4", "A6", "A6", "A6", "A6"]],
  ])("%s", (_, change, broken) => {
    expect(brokenBy(change)).toStrictEqual(broken);
  });

  it("A4: lines fall short of the total, or are above it, by a fen", () => {
    const shares = { ...SHARES, inScopeFen: 41n };
    const more = { totalFen: 101n, personFen: 31n, cashFen: 11n, shares, lines: null };
    expect(brokenBy(more)).toStrictEqual([]);
    expect(brokenBy({ ...more, lines: [LINE] })).toStrictEqual(["A4", "A6"]);
  });

  it("are of no use with an amount below zero, whatever they add up to", () => {
    expect(brokenBy({ accountFen: -1n, cashFen: 26n })).toStrictEqual(["negative"]);
  });

  it.each([
    ["holds", {}, []],
    ["A4: half a fen goes up", { priceMicros: 995_000n }, []],
    ["A4: below half a fen goes down", { priceMicros: 994_999n }, ["A4"]],
    ["A4: a fen above price × count", { lineFen: 101n, inScopeFen: 41n }, ["A4"]],
    ["A4: an amount beyond what can be held", { priceMicros: 10n ** 24n }, ["A4"]],
    ["A6: a fen short", { inScopeFen: 39n }, ["A6"]],
    ["A6: a fen above", { overLimitFen: 21n }, ["A6"]],
    ["a share below zero", { ownExpenseFen: -1n, inScopeFen: 51n }, ["negative"]],
  ])("of one line: %s", (_, change, rules) => {
    expect(brokenLine({ ...LINE, ...change }).map(({ rule }) => rule)).toStrictEqual(rules);
  });

  it("say what was stated and what was summed", () => {
    expect(brokenIdentities({ ...WHOLE, cashFen: 9n })).toStrictEqual([
      { rule: "A2", feeNumber: null, statedFen: 30n, sumFen: 29n },
    ]);
  });
});

function zero(): SettledAmounts {
  const shares = { ownExpenseFen: 0n, overLimitFen: 0n, preSelfPayFen: 0n, inScopeFen: 0n };
  return {
    totalFen: 0n,
    fundFen: 0n,
    personFen: 0n,
    hospitalFen: 0n,
    accountFen: 0n,
    familyAccountFen: 0n,
    cashFen: 0n,
    fundPartsFen: [],
    fundWordsFen: [],
    shares,
    lines: [],
  };
}
