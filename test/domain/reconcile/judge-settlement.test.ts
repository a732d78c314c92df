import { expect, it } from "vitest";
import type { FeedSettlement } from "../../../server/domain/reconcile/feeds/feed-item.ts";
import { judgeSettlement } from "../../../server/domain/reconcile/judge-settlement.ts";
import type { SaleFact } from "../../../server/domain/reconcile/sale-fact.ts";
import { local, refused, SHOP, SHOP_CODE, sale } from "./support/claim-cases.ts";

const ROW: FeedSettlement = {
  row: 2,
  institutionCode: SHOP_CODE,
  settlementId: "S1",
  person: { scheme: "psn", value: "one" },
  totalFen: 2_000n,
  fundFen: 1_400n,
  accountFen: 0n,
  isRefund: false,
};
const LINES = [sale(), sale()];
const told = (
  sales: readonly SaleFact[],
  change: Partial<FeedSettlement> = {},
  institution: number | null = SHOP,
) =>
  judgeSettlement({ ...ROW, ...change }, { institution, sales }).map(
    ({ kind, verdict, disallowedFen }) => `${kind} ${verdict} ${disallowedFen}`,
  );
const back = (change: object = {}) =>
  LINES.map((line) => ({
    ...line,
    returns: [{ atSec: local("2026-08-11 10:00:00"), isRefused: false, isWhole: true, ...change }],
  }));
const REFUND = { isRefund: true };

it.each([
  ["its lines make its sum", LINES, {}, []],
  ["one fen more", LINES, { totalFen: 2_001n }, ["amount_mismatch violation 1"]],
  ["one fen less", LINES, { totalFen: 1_999n }, ["amount_mismatch violation 0"]],
  ["nothing sold", [], {}, ["no_sale violation 2000"]],
  ["only refused", [refused("batch-expired")], {}, ["sale_refused suspect 0"]],
  ["a refused line beside", [...LINES, refused("batch-expired")], {}, []],
  ["somebody else", LINES, { person: { scheme: "psn", value: "two" } }, ["wrong_patient violation 2000"]],
  ["a name of another scheme", LINES, { person: { scheme: "resident-id", value: "two" } }, []],
  ["nobody named", LINES, { person: null }, []],
  ["a person who is sealed", [sale({ person: "closed" }), sale()], {}, []],
  ["a line whose sum is unknown", [sale({ lineFen: null }), sale()], { totalFen: 1n }, []],
  [
    "another seller",
    [sale({ institution: 9 }), sale({ institution: 9 })],
    {},
    ["institution_mismatch violation 2000"],
  ],
  ["a refund that came back", back(), REFUND, []],
  ["a refund of which nothing came back", LINES, REFUND, ["return_not_recorded suspect 0"]],
  ["a refund of which a part came back", back({ isWhole: false }), REFUND, ["return_not_recorded suspect 0"]],
  ["a refund that was refused", back({ isRefused: true }), REFUND, ["return_not_recorded suspect 0"]],
  ["a refund of nothing", [], REFUND, ["no_sale suspect 0"]],
  ["a refund of another sum", back(), { ...REFUND, totalFen: 1n }, ["amount_mismatch suspect 0"]],
])("a settlement with %s", (_, sales, change, findings) => {
  expect(told(sales, change)).toEqual(findings);
});

it("of an institution that the ledger does not know", () => {
  expect(told(LINES, {}, null)).toEqual(["unknown_institution violation 2000"]);
});
