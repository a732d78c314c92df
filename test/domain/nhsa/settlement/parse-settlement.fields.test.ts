import { describe, expect, it } from "vitest";
import { CODES } from "../../support/nhsa-messages.ts";
import {
  DRUGINFO,
  FEE,
  FEEDETAIL,
  PACKS,
  pack,
  readSettlement,
  settlementFaults,
  settlementText,
  VISIT_DATA,
} from "../../support/settlement-messages.ts";

describe("rule A4 of what comes in", () => {
  const fee = (pric: string, cnt: string, det_item_fee_sumamt: string, feedetl_sn = "F0001") => ({
    ...FEE,
    pric,
    cnt,
    det_item_fee_sumamt,
    feedetl_sn,
  });
  const sale = (medfee_sumamt: string, ...drugdetail: readonly unknown[]): string[] =>
    settlementFaults(
      settlementText("2101", { druginfo: { ...DRUGINFO, medfee_sumamt }, drugdetail, drug_trac_info: [] }),
    );
  const line = "input.drugdetail[0].det_item_fee_sumamt amount-differs";
  const whole = "input.druginfo.medfee_sumamt amount-differs";
  it.each([
    ["exact", ["37.00", fee("18.5", "2", "37.00")], []],
    ["half a fen goes up", ["0.01", fee("0.005", "1", "0.01")], []],
    ["half a fen does not go down", ["0.00", fee("0.005", "1", "0.00")], [line]],
    ["just below half a fen goes down", ["0.00", fee("0.004999", "1", "0.00")], []],
    ["just below half a fen does not go up", ["0.01", fee("0.004999", "1", "0.01")], [line]],
    ["a fen too much", ["37.01", fee("18.5", "2", "37.01")], [line]],
    ["a third of a pack", ["6.17", fee("18.5", "0.3333", "6.17")], []],
    [
      "two lines, rounded each by itself",
      ["0.02", fee("0.005", "1", "0.01"), fee("0.005", "1", "0.01", "F2")],
      [],
    ],
    [
      "two lines, rounded together",
      ["0.01", fee("0.005", "1", "0.01"), fee("0.005", "1", "0.01", "F2")],
      [whole],
    ],
    ["the sum a fen short", ["36.99", fee("18.5", "2", "37.00")], [whole]],
    [
      "more than a Number holds",
      ["90071992547409.93", fee("9007199254.740993", "10000", "90071992547409.93")],
      [],
    ],
    [
      "more than a Number holds, a fen off",
      ["90071992547409.92", fee("9007199254.740993", "10000", "90071992547409.92")],
      [line],
    ],
    ["a number of JSON for a text", ["37.00", { ...fee("18.5", "2", "37.00"), cnt: 2 }], []],
  ] as const)("%s", (_, [total, ...lines], told) => {
    expect(sale(total, ...lines)).toStrictEqual(told);
  });

  it("holds of the lines of a 2204", () => {
    const feedetail = [{ ...FEEDETAIL, det_item_fee_sumamt: "36.99" }];
    expect(settlementFaults(settlementText("2204", { feedetail }))).toStrictEqual([
      "input.feedetail[0].det_item_fee_sumamt amount-differs",
    ]);
  });
});

describe("rule A6 of what comes in", () => {
  const shares = (
    fulamt_ownpay_amt: string,
    overlmt_selfpay: string,
    preselfpay_amt: string,
    inscp_scp_amt: string,
  ) => ({
    data: { ...VISIT_DATA, fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_scp_amt },
  });
  const told = ["input.data.medfee_sumamt amount-differs"];
  it.each([
    ["four that make up the total", shares("1.00", "2.00", "3.00", "31.00"), []],
    ["a fen more", shares("1.01", "2.00", "3.00", "31.00"), told],
    ["a fen less", shares("1.00", "2.00", "3.00", "30.99"), told],
    ["all nought", shares("0", "0", "0", "0"), told],
    ["none", shares("", "", "", ""), []],
    ["three within the total", shares("", "2.00", "3.00", "31.00"), []],
    ["three above it", shares("", "2.00", "3.00", "32.01"), told],
  ])("%s", (_, change, faults) => {
    expect(settlementFaults(settlementText("2206", change))).toStrictEqual(faults);
  });

  it("has its shares only where all four are stated", () => {
    expect(
      readSettlement(settlementText("2206", shares("", "2.00", "3.00", "31.00")), "2206").body,
    ).toMatchObject({
      statedShares: null,
    });
  });
});

describe("the lines of a message", () => {
  const second = { ...FEEDETAIL, feedetl_sn: "F0002" };
  it.each([
    ["a number twice", FEEDETAIL, ["input.feedetail[1].feedetl_sn repeated-number"]],
    ["another visit", { ...second, mdtrt_id: "V2" }, ["input.feedetail[1].mdtrt_id lines-disagree"]],
    ["another person", { ...second, psn_no: "P2" }, ["input.feedetail[1].psn_no lines-disagree"]],
    [
      "another disease in one charge",
      { ...second, dise_codg: "I10" },
      ["input.feedetail[1].dise_codg lines-disagree"],
    ],
    ["another disease in another charge", { ...second, dise_codg: "I10", chrg_bchno: "C2" }, []],
    ["no disease beside one", { ...second, dise_codg: "" }, []],
  ])("of a 2204: %s", (_, line, told) => {
    expect(settlementFaults(settlementText("2204", { feedetail: [FEEDETAIL, line] }))).toStrictEqual(told);
  });

  it.each([
    ["1", "within"],
    ["2", "outside"],
    ["0", "unmarked"],
    ["", "unmarked"],
  ])("hosp_appr_flag %s is %s", (hosp_appr_flag, hospitalMark) => {
    const text = settlementText("2204", { feedetail: [{ ...FEEDETAIL, hosp_appr_flag }] });
    expect(readSettlement(text, "2204").body.lines[0].hospitalMark).toBe(hospitalMark);
  });
});

describe("named packs", () => {
  const codesOf = (change: Readonly<Record<string, unknown>>) =>
    readSettlement(settlementText("2102", change), "2102").body.lines[0].packs?.traceCodes;
  const older = PACKS.map(({ drug_trac_codg, ...others }) => ({ ...others, drug_trac_code: drug_trac_codg }));
  const bare = CODES.map((code) => ({ drug_trac_codg: code, trdn_flag: "0", min_prcunt_type: "2" }));
  it.each([
    ["drug_trac_info", { drug_trac_info: PACKS }],
    ["drugtracinfo", { drug_trac_info: undefined, drugtracinfo: PACKS }],
    ["drug_trac_code", { drug_trac_info: older }],
    ["both nodes that say the same", { drugtracinfo: older }],
    ["a node on the line", { drug_trac_info: [], drugdetail: [{ ...FEE, drugtracinfo: bare }] }],
  ])("are read from %s", (_, change) => {
    expect(codesOf(change)).toStrictEqual(CODES);
  });

  it("are read from the line itself, one code, and from a single object", () => {
    const one = { cnt: "1", det_item_fee_sumamt: "18.50" };
    const druginfo = { ...DRUGINFO, medfee_sumamt: "18.50" };
    const onLine = { ...FEE, ...one, ...pack(CODES[0]) };
    expect(codesOf({ druginfo, drug_trac_info: null, drugdetail: [onLine] })).toStrictEqual([CODES[0]]);
    const object = { druginfo, drug_trac_info: pack(CODES[0]), drugdetail: [{ ...FEE, ...one }] };
    expect(codesOf(object)).toStrictEqual([CODES[0]]);
  });

  it("may be absent: a line without a code is for the flow to judge", () => {
    expect(
      readSettlement(settlementText("2102", { drug_trac_info: undefined }), "2102").body.lines[0].packs,
    ).toBe(null);
  });

  it.each([
    [
      "two nodes that differ",
      { drugtracinfo: [pack("83857939000000000032"), PACKS[1]] },
      ["input.drugtracinfo two-spellings"],
    ],
    [
      "packs beside the lines and on one",
      { drugdetail: [{ ...FEE, drugtracinfo: bare }] },
      ["input.drug_trac_info two-spellings"],
    ],
    [
      "a number for a code",
      { drug_trac_info: [pack(8), PACKS[1]] },
      ["input.drug_trac_info[0].drug_trac_codg not-text"],
    ],
    [
      "a line that is not in the message",
      { drug_trac_info: [...PACKS, pack("83857939000000000032", { feedetl_sn: "F0009" })] },
      ["input.drug_trac_info[2].feedetl_sn line-unknown"],
    ],
    [
      "whole packs counted by another unit",
      { drug_trac_info: [PACKS[0], pack(CODES[1], { min_prcunt_type: "1" })] },
      ["input.drug_trac_info[1].min_prcunt_type unknown-value"],
    ],
    ["a text for the list", { drug_trac_info: CODES.join(",") }, ["input.drug_trac_info not-a-list"]],
  ])("tell %s", (_, change, told) => {
    expect(settlementFaults(settlementText("2102", change))).toStrictEqual(told);
  });
});
