import { describe, expect, it } from "vitest";
import type { NamedPack } from "../../../../server/domain/nhsa/settlement/message.ts";
import { pairVisitLines } from "../../../../server/domain/nhsa/settlement/pair-packs.ts";
import { CODES } from "../../support/nhsa-messages.ts";
import {
  DRUGINFO,
  FEE,
  FEEDETAIL,
  pack,
  readSettlement,
  settlementFaults,
  settlementText,
} from "../../support/settlement-messages.ts";

describe("rule A7 of a sale", () => {
  const sale = (cnt: string, packs: readonly unknown[]): string => {
    const fen = Math.round(Number(cnt) * 100);
    const amount = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
    return settlementText("2102", {
      druginfo: { ...DRUGINFO, medfee_sumamt: amount },
      drugdetail: [{ ...FEE, cnt, pric: "1.000000", det_item_fee_sumamt: amount }],
      drug_trac_info: packs,
    });
  };
  const whole = CODES.map((code) => pack(code));
  const split = (code: string) => pack(code, { trdn_flag: "1", min_prcunt_type: "1" });
  const cnt = "input.drugdetail[0].cnt";
  it.each([
    ["as many codes as packs", sale("2.0000", whole), []],
    ["a code too few", sale("3.0000", whole), [`${cnt} count-differs`]],
    ["a code too many", sale("1.0000", whole), [`${cnt} count-differs`]],
    ["half a pack that is not split", sale("1.5000", whole), [`${cnt} not-whole`]],
    ["units of one split pack", sale("30.0000", [split(CODES[0])]), []],
    ["the most units a pack can have", sale("65535", [split(CODES[0])]), []],
    ["one more", sale("65536", [split(CODES[0])]), [`${cnt} out-of-range`]],
    ["units of two split packs", sale("30", CODES.map(split)), [`${cnt} count-differs`]],
    ["half a unit", sale("0.5000", [split(CODES[0])]), [`${cnt} not-whole`]],
    [
      "a whole pack and a split one on one line",
      sale("2", [pack(CODES[0]), split(CODES[1])]),
      ["input.drug_trac_info[1].trdn_flag lines-disagree"],
    ],
    ["no code at all", sale("1.5000", []), []],
  ])("%s", (_, text, told) => {
    expect(settlementFaults(text)).toStrictEqual(told);
  });

  it("counts units of the pack that is split", () => {
    const text = sale("30", [split(CODES[0])]);
    expect(readSettlement(text, "2102").body.lines[0].packs).toStrictEqual({
      quantity: { of: "units", unitCount: 30 },
      traceCodes: [CODES[0]],
    });
  });
});

describe("a visit's uploaded lines", () => {
  const upload = readSettlement(settlementText("2204"), "2204").body;
  const visit = readSettlement(settlementText("2207"), "2207").body;
  const named = (feeNumber: string, traceCode: string): NamedPack => ({
    path: "input.drug_trac_info[0]",
    feeNumber,
    traceCode,
    isSplit: false,
  });

  it("get the packs that the settlement names for them", () => {
    const { lines, faults } = pairVisitLines(visit, upload.lines);
    expect(faults).toStrictEqual([]);
    expect(lines).toMatchObject([
      { feeNumber: "F0001", packs: { quantity: { of: "packs", packCount: 2 }, traceCodes: CODES } },
    ]);
  });

  const second = readSettlement(
    settlementText("2204", { feedetail: [{ ...FEEDETAIL, feedetl_sn: "F2" }] }),
    "2204",
  );
  it.each([
    [
      "a fen more than the lines",
      { ...visit, totalFen: 3_701n },
      upload.lines,
      ["input.data.medfee_sumamt amount-differs"],
    ],
    [
      "a fen less than the lines",
      { ...visit, totalFen: 3_699n },
      upload.lines,
      ["input.data.medfee_sumamt amount-differs"],
    ],
    [
      "a line that was not uploaded",
      { ...visit, namedPacks: [named("F9", CODES[0])] },
      upload.lines,
      ["input.drug_trac_info[0].feedetl_sn line-unknown"],
    ],
    [
      "fewer packs than a line counts",
      { ...visit, namedPacks: [named("F0001", CODES[0])] },
      upload.lines,
      ["input.drug_trac_info count-differs"],
    ],
    ["nothing uploaded", { ...visit, namedPacks: [] }, [], ["input.data.medfee_sumamt amount-differs"]],
    [
      "two lines, one without packs",
      { ...visit, totalFen: 7_400n },
      [...upload.lines, ...second.body.lines],
      [],
    ],
  ])("tell %s", (_, settled, lines, told) => {
    const { faults } = pairVisitLines(settled, lines);
    expect(faults.map(({ path, kind }) => `${path} ${kind}`)).toStrictEqual(told);
  });
});
