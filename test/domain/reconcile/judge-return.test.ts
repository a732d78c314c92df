import { expect, it } from "vitest";
import { businessDayOf, ZONES } from "../../../server/domain/business-day.ts";
import type { FeedReturn } from "../../../server/domain/reconcile/feeds/feed-item.ts";
import { judgeReturn } from "../../../server/domain/reconcile/judge-return.ts";
import { local, NEIGHBOUR, PACK, SHOP_CODE, sale } from "./support/claim-cases.ts";

const AT = local("2026-08-12 10:00:00");
const BACK: FeedReturn = {
  row: 3,
  msgid: "M1",
  institutionCode: SHOP_CODE,
  receiptNumber: "R1",
  returnedAtSec: AT,
  returnedOn: "2026-08-12",
  traceCodes: [PACK],
  lineFen: 1_000n,
};
const dayOf = (atSec: number): string => businessDayOf(atSec, ZONES["Asia/Shanghai"]);
const came = (atSec: number, isRefused = false) => sale({ returns: [{ atSec, isRefused, isWhole: true }] });
const judge = (sales: Parameters<typeof judgeReturn>[1]["sales"], change: Partial<FeedReturn> = {}) =>
  judgeReturn({ ...BACK, ...change }, { isInstitutionKnown: true, sales, dayOf });

it.each([
  ["at its instant", [came(AT)]],
  ["at the day's first instant", [came(local("2026-08-12 00:00:00"))]],
  ["at the day's last instant", [came(local("2026-08-12 23:59:59"))]],
  ["of the later of two sales of the pack", [sale(), came(AT)]],
])("a return that stands %s is borne out", (_, sales) => {
  expect(judge(sales)).toEqual([]);
});

it.each([
  ["nothing came back", [sale()], { saleCount: 1, isRefused: false }],
  ["nothing was sold", [], { saleCount: 0, isRefused: false }],
  ["it came back the day before", [came(local("2026-08-11 23:59:59"))], { isRefused: false }],
  ["the ledger refused it", [came(AT, true)], { isRefused: true }],
  ["another pack came back", [came(AT)], { codes: [NEIGHBOUR] }, { traceCodes: [PACK, NEIGHBOUR] }],
])("where %s somebody looks, and nobody is accused", (_, sales, because, change?: Partial<FeedReturn>) => {
  expect(judge(sales, change)).toEqual([
    {
      claimId: "M1",
      row: 3,
      kind: "return_not_recorded",
      verdict: "suspect",
      disallowedFen: 0n,
      because: expect.objectContaining(because),
    },
  ]);
});

it("of an institution that the ledger does not know, that is told", () => {
  expect(judgeReturn(BACK, { isInstitutionKnown: false, sales: [], dayOf })).toMatchObject([
    { kind: "unknown_institution", verdict: "suspect", because: { institution: SHOP_CODE } },
  ]);
});
