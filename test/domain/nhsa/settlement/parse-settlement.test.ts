import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NHSA_FAULT_KINDS } from "../../../../server/domain/nhsa/message.ts";
import { faultsText } from "../../../../server/domain/nhsa/message-words.ts";
import { NHSA_PROFILES } from "../../../../server/domain/nhsa/profiles.ts";
import { SETTLEMENT_KINDS } from "../../../../server/domain/nhsa/settlement/message.ts";
import {
  FEE_LINES_MAX,
  parseSettlement,
} from "../../../../server/domain/nhsa/settlement/parse-settlement.ts";
import { CODES, messageOf } from "../../support/nhsa-messages.ts";
import {
  DRUGINFO,
  FEE,
  FEEDETAIL,
  INPUTS,
  PSN_NO,
  pack,
  readSettlement,
  settlementFaults,
  settlementText,
  VISIT,
  VISIT_DATA,
} from "../../support/settlement-messages.ts";

const person = { scheme: "psn-no", value: PSN_NO };
const careAtSec = Date.UTC(2026, 10, 22, 1, 29) / 1000;

describe("a whole message", () => {
  it.each(SETTLEMENT_KINDS)("%s is read", (kind) => {
    expect(readSettlement(settlementText(kind), kind)).toMatchObject({
      kind,
      envelope: { infno: kind, careArea: "330500", insuredArea: "330500", institutionCode: "P33052200999" },
    });
  });

  it("tells a pharmacy's sale in our words", () => {
    expect(readSettlement(settlementText("2102"), "2102").body).toStrictEqual({
      insured: {
        person,
        shown: { certificateType: "02", certificate: "11010519491231002X" },
        insuranceType: "310",
        isAccountUsed: true,
      },
      disease: null,
      careType: "41",
      beganAtSec: careAtSec,
      beganOn: "2026-11-22",
      totalFen: 3_700n,
      invoiceNumber: null,
      lines: [
        {
          feeNumber: "F0001",
          occurredAtSec: careAtSec,
          occurredOn: "2026-11-22",
          nhsaCode: "XA10BAE046A001010100001",
          sku: "SKU-000123",
          prescription: { number: "RX20261122-001", prescriber: "示例医师" },
          isPrescriptionFromElsewhere: false,
          priceMicros: 18_500_000n,
          countE4: 20_000n,
          lineFen: 3_700n,
          packs: { quantity: { of: "packs", packCount: 2 }, traceCodes: CODES },
        },
      ],
    });
  });

  it("tells a visit's fees, and what settles them", () => {
    expect(readSettlement(settlementText("2204"), "2204").body).toMatchObject({
      visitId: VISIT,
      person,
      lines: [
        {
          feeNumber: "F0001",
          chargeNumber: "C0001",
          disease: { code: "E11.900", name: null },
          department: "A03",
          doctor: "D0001",
          hospitalMark: "within",
          lineFen: 3_700n,
        },
      ],
    });
    expect(readSettlement(settlementText("2207"), "2207").body).toMatchObject({
      insuredArea: "330500",
      visitId: VISIT,
      chargeNumber: "C0001",
      settlementWay: "01",
      totalFen: 3_700n,
      statedShares: { ownExpenseFen: 0n, overLimitFen: 0n, preSelfPayFen: 185n, inScopeFen: 3_515n },
      namedPacks: [
        { path: "input.drug_trac_info[0]", feeNumber: "F0001", traceCode: CODES[0], isSplit: false },
        { path: "input.drug_trac_info[1]", feeNumber: "F0001", traceCode: CODES[1], isSplit: false },
      ],
    });
  });

  it("tells what is taken back", () => {
    expect(readSettlement(settlementText("2208"), "2208").body).toStrictEqual({
      settlementId: "330000000000000000000000000001",
      visitId: VISIT,
      person,
    });
    expect(readSettlement(settlementText("2601"), "2601").body).toStrictEqual({
      person,
      reversedMsgid: "P33052200999202611220930000001",
      reversedKind: "2102",
    });
    const all = { data: { mdtrt_id: VISIT, chrg_bchno: "0000", psn_no: PSN_NO } };
    expect(readSettlement(settlementText("2205"), "2205").body).toMatchObject({ chargeNumber: "C0001" });
    expect(readSettlement(settlementText("2205", all), "2205").body).toMatchObject({ chargeNumber: null });
  });

  it("means the same in any order and with any sign_no, and another thing as another number", () => {
    const textOf = (text: string): string => {
      const parsing = parseSettlement(text);
      return parsing.ok ? parsing.message.canonicalText : "";
    };
    const whole = textOf(settlementText("2102"));
    const { druginfo, ...others } = INPUTS["2102"];
    expect(textOf(settlementText("2102", {}, { sign_no: "S2", input: { ...others, druginfo } }))).toBe(whole);
    expect(textOf(settlementText("2101"))).not.toBe(whole);
  });
});

describe("faults", () => {
  it.each(["2101", "2102"] as const)("of a %s are told all at once, of its head and of its lines", (kind) => {
    const change = {
      druginfo: { ...DRUGINFO, psn_no: "", medfee_sumamt: "37.001" },
      drugdetail: [{ ...FEE, cnt: "-2" }, 5, { ...FEE, feedetl_sn: "F2", det_item_fee_sumamt: "" }],
      drug_trac_info: [pack(CODES[0], { trdn_flag: "3" }), {}],
    };
    expect(settlementFaults(settlementText(kind, change, { msgid: "" }))).toStrictEqual([
      "msgid missing",
      "input.druginfo.medfee_sumamt too-many-places",
      "input.druginfo.psn_no missing",
      "input.drugdetail[0].cnt negative",
      "input.drugdetail[1] not-an-object",
      "input.drugdetail[2].det_item_fee_sumamt missing",
      "input.drug_trac_info[0].trdn_flag unknown-value",
      "input.drug_trac_info[1].feedetl_sn missing",
      "input.drug_trac_info[1].trdn_flag missing",
      "input.drug_trac_info[1].min_prcunt_type missing",
      "input.drug_trac_info[1].drug_trac_codg missing",
    ]);
  });

  it.each([
    ["a stock message's number", "2102", {}, { infno: "3505" }, ["infno unknown-value"]],
    ["an A form", "2102", {}, { infno: "2102A" }, ["infno unknown-value"]],
    ["no druginfo", "2102", { druginfo: null }, {}, ["input.druginfo missing"]],
    ["no lines", "2102", { drugdetail: [], drug_trac_info: [] }, {}, ["input.drugdetail missing"]],
    ["one line that is no list", "2204", { feedetail: FEEDETAIL }, {}, ["input.feedetail not-a-list"]],
    [
      "too many lines",
      "2204",
      { feedetail: Array.from({ length: FEE_LINES_MAX + 1 }, () => FEEDETAIL) },
      {},
      ["input.feedetail too-many"],
    ],
    [
      "a day for a time",
      "2101",
      { druginfo: { ...DRUGINFO, begntime: "2026-11-22" } },
      {},
      ["input.druginfo.begntime not-a-time"],
    ],
    [
      "an area in words",
      "2206",
      { data: { ...VISIT_DATA, insuplc_admdvs: "湖州" } },
      {},
      ["input.data.insuplc_admdvs not-an-area"],
    ],
    [
      "another insured area than the envelope's",
      "2207",
      { data: { ...VISIT_DATA, insuplc_admdvs: "420100" } },
      {},
      ["input.data.insuplc_admdvs two-spellings"],
    ],
    [
      "a reversal of what has no reversal",
      "2601",
      { data: { psn_no: PSN_NO, omsgid: "M", oinfno: "2204" } },
      {},
      ["input.data.oinfno unknown-value"],
    ],
  ] as const)("tell %s", (_, kind, change, head, told) => {
    expect(settlementFaults(settlementText(kind, change, head))).toStrictEqual(told);
  });

  it.each([
    [
      "a refund of a line",
      "2204",
      { feedetail: [{ ...FEEDETAIL, init_feedetl_sn: "F0" }] },
      "feedetail[0].init_feedetl_sn",
    ],
    [
      "drugs taken home",
      "2204",
      { feedetail: [{ ...FEEDETAIL, dscg_tkdrug_flag: "1" }] },
      "feedetail[0].dscg_tkdrug_flag",
    ],
    ["a settlement midway", "2207", { data: { ...VISIT_DATA, mid_setl_flag: "0" } }, "data.mid_setl_flag"],
    ["a discharge", "2206", { data: { ...VISIT_DATA, dscgTime: "2026-11-22" } }, "data.dscgTime"],
  ] as const)("name a field that is an inpatient's: %s", (_, kind, change, path) => {
    expect(settlementFaults(settlementText(kind, change))).toStrictEqual([`input.${path} inpatient-field`]);
  });

  it("leave an inpatient's field alone that says nothing", () => {
    const feedetail = [{ ...FEEDETAIL, init_feedetl_sn: "", dscg_tkdrug_flag: "0" }];
    expect(settlementFaults(settlementText("2204", { feedetail }))).toStrictEqual([]);
  });

  it("keep the msgid of what is refused, so that the answer can name it", () => {
    expect(parseSettlement(settlementText("2103", { data: {} }))).toMatchObject({
      ok: false,
      infno: "2103",
      msgid: "P33052200999202611220930000001",
    });
  });

  it("come from any text at all without a throw", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SETTLEMENT_KINDS), fc.jsonValue(), (kind, input) => {
        parseSettlement(settlementText(kind, {}, { input }));
        parseSettlement(settlementText(kind, { druginfo: input, drugdetail: [input], data: input }));
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it("are told in the platform's words, every kind", () => {
    for (const kind of NHSA_FAULT_KINDS) {
      const text = faultsText([{ path: "input.drugdetail[1].cnt", line: 2, kind, facts: {} }], "2102");
      expect(text).toMatch(/^费用明细第2行 .+/);
    }
  });

  it.each(NHSA_PROFILES)("$name misses every field that it requires", (profile) => {
    for (const kind of SETTLEMENT_KINDS) {
      const node = kind === "2101" || kind === "2102" ? "druginfo" : "data";
      for (const name of profile.settlement.head[kind]) {
        const fields = INPUTS[kind][node];
        const change = { [node]: { ...(typeof fields === "object" ? fields : {}), [name]: undefined } };
        expect(settlementFaults(settlementText(kind, change))).toContain(`input.${node}.${name} missing`);
      }
    }
    for (const [kind, node] of [
      ["2101", "drugdetail"],
      ["2102", "drugdetail"],
      ["2204", "feedetail"],
    ] as const) {
      for (const name of profile.settlement.line[kind]) {
        const change = { [node]: [{ ...FEEDETAIL, [name]: undefined }] };
        expect(settlementFaults(settlementText(kind, change))).toContain(`input.${node}[0].${name} missing`);
      }
    }
  });
});

const SAMPLES = new URL("../../../../../shared/data/china/yb-interface/", import.meta.url);

describe.skipIf(!existsSync(SAMPLES))("the constructed messages handed over with the project", () => {
  const textOf = (name: string): string => readFileSync(new URL(name, SAMPLES), "utf8");

  it("are read, all that ask for a settlement", () => {
    const names = readdirSync(SAMPLES).filter((name) => /^(?:21|22|26)\d\d\.request.*\.json$/.test(name));
    expect(names.length).toBeGreaterThanOrEqual(2);
    expect(names.map((name) => [name, settlementFaults(textOf(name))])).toStrictEqual(
      names.map((name) => [name, []]),
    );
    expect(readSettlement(textOf("2102.request.json"), "2102").body.lines[0].packs?.traceCodes).toStrictEqual(
      CODES,
    );
    expect(readSettlement(textOf("2102.request.cross-region.json"), "2102")).toMatchObject({
      envelope: { careArea: "330500", insuredArea: "420100" },
      body: { lines: [{ packs: null }] },
    });
  });

  it("are refused by name, all others", () => {
    for (const name of readdirSync(SAMPLES).filter((each) => !/^(?:21|22|26)\d\d\.request/.test(each))) {
      expect(settlementFaults(textOf(name))).not.toStrictEqual([]);
    }
    expect(settlementFaults(messageOf("3505"))).toStrictEqual(["infno unknown-value"]);
  });
});
