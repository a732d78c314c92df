import { expect, it } from "vitest";
import type { FeedTotals } from "../../../server/domain/reconcile/feeds/feed-item.ts";
import { compareTotals, judgeTotals } from "../../../server/domain/reconcile/judge-totals.ts";
import type { StatementFigures } from "../../../server/domain/reconcile/summary.ts";

const LEDGER = { settlementCount: 2, totalFen: 3_700n, fundFen: 2_461n, accountFen: 1_239n };
const TOLD: FeedTotals = {
  row: 1,
  msgid: "M1",
  institutionCode: "P33050299101",
  payerRegion: 330_500,
  fromDay: "2026-08-01",
  toDay: "2026-08-31",
  isRefund: false,
  ...LEDGER,
};
const judged = (told: FeedTotals, ledger: StatementFigures) => judgeTotals(told, compareTotals(told, ledger));
const result = (
  told: Partial<FeedTotals>,
  ledger: Partial<Record<keyof typeof LEDGER, bigint | number | null>> = {},
) =>
  // The table below gives each figure its own type.
  judged({ ...TOLD, ...told }, { ...LEDGER, ...ledger } as typeof LEDGER).map(
    ({ because }) => because["statementResult"],
  );

it.each([
  ["everything is the same", {}, {}, []],
  ["the institution has one more", { settlementCount: 3 }, {}, ["000102"]],
  ["the ledger has one more", { settlementCount: 1 }, {}, ["000101"]],
  ["the sum differs by a fen", { totalFen: 3_701n }, {}, ["000103"]],
  ["the fund's part differs by a fen", { fundFen: 2_460n }, {}, ["000103"]],
  ["the account's part differs by a fen", { accountFen: 1_240n }, {}, ["000103"]],
  ["what the fund bears is not known here", { fundFen: 1n }, { fundFen: null, accountFen: null }, []],
])("where %s", (_, told, ledger, results) => {
  expect(result(told, ledger)).toEqual(results);
});

it("a difference shows both figures, and accuses no settlement", () => {
  expect(judged({ ...TOLD, totalFen: 1n }, { ...LEDGER, fundFen: null })).toEqual([
    {
      claimId: "M1",
      row: 1,
      kind: "totals_differ",
      verdict: "suspect",
      disallowedFen: 0n,
      because: {
        statementResult: "000103",
        fromDay: "2026-08-01",
        toDay: "2026-08-31",
        isRefund: false,
        told: { settlementCount: 2, totalFen: "1", fundFen: "2461", accountFen: "1239" },
        ledger: { settlementCount: 2, totalFen: "3700", fundFen: null, accountFen: "1239" },
      },
    },
  ]);
});

it("an institution that the ledger does not know is told", () => {
  expect(judgeTotals(TOLD, null)).toMatchObject([{ kind: "unknown_institution", verdict: "suspect" }]);
});

it("sums that are equal are told too, with both figures", () => {
  const { result: word, told, ledger } = compareTotals(TOLD, LEDGER);
  expect({ word, told, ledger }).toEqual({ word: "000000", told: LEDGER, ledger: LEDGER });
});
