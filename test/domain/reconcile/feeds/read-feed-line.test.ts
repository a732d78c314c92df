import { describe, expect, it } from "vitest";
import type { FeedFormat } from "../../../../server/domain/reconcile/feeds/feed-format.ts";
import { readFeedLine } from "../../../../server/domain/reconcile/feeds/read-feed-line.ts";
import { batchOf, CODES, LINES, messageOf } from "../../support/nhsa-messages.ts";
import { settlementText } from "../../support/settlement-messages.ts";

const read = (format: FeedFormat, text: string) =>
  readFeedLine({ row: 3, text }, { format, institutionCode: "P33052200999" });
const CANONICAL = CODES.map((code) => `cn:${code}`);
const PERSON = { scheme: "psn-no", value: "33050099000000000000000001" };

describe("a 3505 feed", () => {
  it("asks the fund for what was settled at the counter", () => {
    const { items } = read("nhsa-3505", messageOf("3505"));
    expect(items).toMatchObject([
      {
        is: "claim",
        group: "P33052200999\n330000000000000000000000000001\nPOS20261122-0001\n2026-11-22",
        claim: {
          row: 3,
          claimId: "330000000000000000000000000001",
          channel: "direct",
          settlementId: "330000000000000000000000000001",
          receiptNumber: "POS20261122-0001",
          institutionCode: "P33052200999",
          person: PERSON,
          insuredRegion: 330_500,
          claimedOn: "2026-11-22",
          traceCodes: CANONICAL,
          totalFen: 3_700n,
          fundFen: null,
        },
      },
    ]);
  });

  it("passes over what was paid in cash", () => {
    const cash = messageOf("3505", { mdtrt_setl_type: "2", setl_id: "" });
    expect(read("nhsa-3505", cash)).toEqual({ items: [], faults: [], passedOver: 1 });
  });

  it("names a line of whole packs by its goods, whatever message brings it", () => {
    const [one] = read("nhsa-3505", messageOf("3505")).items;
    const [again] = read("nhsa-3505", messageOf("3505", {}, { msgid: "ANOTHER" })).items;
    expect(again).toEqual(one);
  });

  it("tells lines of units apart by their messages", () => {
    const units = { trdn_flag: "1", drugtracinfo: [{ drug_trac_codg: CODES[0] }] };
    const [one] = read("nhsa-3505", messageOf("3505", units)).items;
    const [other] = read("nhsa-3505", messageOf("3505", units, { msgid: "ANOTHER" })).items;
    expect(one).toMatchObject({ group: other?.is === "claim" ? other.group : "" });
    expect(one).not.toEqual(other);
  });

  it("takes the lines of an A form one by one", () => {
    const other = { ...LINES["3505"], setl_id: "330000000000000000000000000009" };
    expect(read("nhsa-3505", batchOf("3505", [LINES["3505"], other])).items).toHaveLength(2);
  });

  it.each([
    ["a 3506", messageOf("3506"), "infno"],
    ["no JSON", "{", ""],
    ["a message without its receipt", messageOf("3505", { rtal_docno: "" }), "input.selinfo.rtal_docno"],
    ["a message without its packs", messageOf("3505", { drugtracinfo: [] }), "input.selinfo.drugtracinfo"],
  ])("counts %s as a fault, by its path", (_, text, path) => {
    const { items, faults } = read("nhsa-3505", text);
    expect(items).toEqual([]);
    expect(faults).toContainEqual(expect.objectContaining({ row: 3, path }));
  });
});

describe("a 3506 feed", () => {
  it("names returns that the ledger must know", () => {
    expect(read("nhsa-3506", messageOf("3506")).items).toEqual([
      {
        is: "return",
        item: {
          row: 3,
          msgid: "P33052200999202611220930000001",
          institutionCode: "P33052200999",
          receiptNumber: "POS20261122-0001",
          returnedAtSec: Date.parse("2026-11-23T02:00:00Z") / 1000,
          returnedOn: "2026-11-23",
          traceCodes: [CANONICAL[0]],
          lineFen: 1_850n,
        },
      },
    ]);
  });

  it("counts a sale as a fault", () => {
    expect(read("nhsa-3506", messageOf("3505")).faults).toHaveLength(1);
  });
});

describe("a 2102 feed", () => {
  it("asks the fund for what a settlement sums up to, under the message's own number", () => {
    expect(read("nhsa-2102", settlementText("2102")).items).toMatchObject([
      {
        is: "claim",
        claim: {
          claimId: "P33052200999202611220930000001",
          settlementId: null,
          receiptNumber: "P33052200999202611220930000001",
          person: PERSON,
          claimedOn: "2026-11-22",
          traceCodes: CANONICAL,
          totalFen: 3_700n,
          fundFen: null,
        },
      },
    ]);
  });

  it("takes the settlement's number and the fund's part from the platform's answer", () => {
    const response = { output: { setlinfo: { setl_id: "S-1", fund_pay_sumamt: "24.61" } } };
    const text = JSON.stringify({ request: JSON.parse(settlementText("2102")), response });
    expect(read("nhsa-2102", text).items).toMatchObject([
      { claim: { claimId: "S-1", settlementId: "S-1", fundFen: 2_461n, totalFen: 3_700n } },
    ]);
  });

  it.each([
    ["another message", settlementText("2103"), "infno"],
    ["a sum that its lines do not make", settlementText("2102", { drugdetail: [] }), "input.drugdetail"],
    [
      "an amount that is none",
      JSON.stringify({
        request: JSON.parse(settlementText("2102")),
        response: { output: { setlinfo: { fund_pay_sumamt: "24.613" } } },
      }),
      "response.output.setlinfo.fund_pay_sumamt",
    ],
  ])("counts %s as a fault", (_, text, path) => {
    expect(read("nhsa-2102", text).faults).toContainEqual(expect.objectContaining({ path }));
  });
});

const TOTALS = {
  insutype: "310",
  clr_type: "41",
  setl_optins: "330500",
  stmt_begndate: "2026-11-22",
  stmt_enddate: "2026-11-22",
  medfee_sumamt: "37.00",
  fund_pay_sumamt: "24.61",
  acct_pay: "12.39",
  fixmedins_setl_cnt: "1",
  refd_setl_flag: "0",
};
const totals = (change: object): string =>
  JSON.stringify({
    ...JSON.parse(settlementText("2103", {}, { infno: "3201" })),
    input: { data: { ...TOTALS, ...change } },
  });

describe("a 3201 feed", () => {
  it("sums up a period", () => {
    expect(read("nhsa-3201", totals({})).items).toEqual([
      {
        is: "totals",
        item: {
          row: 3,
          msgid: "P33052200999202611220930000001",
          institutionCode: "P33052200999",
          payerRegion: 330_500,
          fromDay: "2026-11-22",
          toDay: "2026-11-22",
          settlementCount: 1,
          totalFen: 3_700n,
          fundFen: 2_461n,
          accountFen: 1_239n,
          isRefund: false,
        },
      },
    ]);
  });

  it.each([
    [{ medfee_sumamt: "37.001" }, "input.data.medfee_sumamt"],
    [{ stmt_begndate: "2026-02-30" }, "input.data.stmt_begndate"],
    [{ stmt_enddate: "2026-11-21" }, "input.data.stmt_enddate"],
    [{ fixmedins_setl_cnt: "1.5" }, "input.data.fixmedins_setl_cnt"],
    [{ acct_pay: undefined }, "input.data.acct_pay"],
  ])("with %j is a fault", (change, path) => {
    expect(read("nhsa-3201", totals(change)).faults).toMatchObject([{ row: 3, path }]);
  });
});

const DETAIL =
  "330000000000000000000000000001\t330000000000000000000000000002\t33050099000000000000000001\t37.00\t24.61\t12.39\t0\tnull";

describe("a 3202 feed", () => {
  it("tells settlements one by one, whose the asker says", () => {
    expect(read("nhsa-3202", DETAIL).items).toEqual([
      {
        is: "settlement",
        item: {
          row: 3,
          institutionCode: "P33052200999",
          settlementId: "330000000000000000000000000001",
          person: PERSON,
          totalFen: 3_700n,
          fundFen: 2_461n,
          accountFen: 1_239n,
          isRefund: false,
        },
      },
    ]);
  });

  it("takes the sign of a refund's amounts away, and of nothing else's", () => {
    const refund = "S-1\tnull\tnull\t-37.00\t-24.61\t-12.39\t1\tnull";
    expect(read("nhsa-3202", refund).items).toMatchObject([
      { item: { isRefund: true, totalFen: 3_700n, fundFen: 2_461n, person: null } },
    ]);
    expect(read("nhsa-3202", refund.replace("\t1\t", "\t0\t")).faults).toHaveLength(3);
  });

  it.each([
    ["S-1\t37.00", ""],
    [DETAIL.replace(/^[0-9]+/, "null"), "setl_id"],
    [DETAIL.replace("\t0\t", "\t2\t"), "refd_setl_flag"],
    [DETAIL.replace("24.61", "24,61"), "fund_pay_sumamt"],
  ])("counts %j as a fault", (text, path) => {
    expect(read("nhsa-3202", text).faults).toMatchObject([{ row: 3, path }]);
  });
});

it("a line that is no text is a fault of its row", () => {
  const feed = { format: "claims-csv", institutionCode: null } as const;
  expect(readFeedLine({ row: 9, fault: "not-utf-8" }, feed)).toEqual({
    items: [],
    faults: [{ row: 9, path: "", problem: "not-utf-8" }],
    passedOver: 0,
  });
});
