import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINES_MAX, parseNhsaMessage } from "../../../server/domain/nhsa/parse-message.ts";
import { NHSA_PROFILES } from "../../../server/domain/nhsa/profiles.ts";
import { batchOf, CODES, envelope, LINES, messageOf, RESIDENT_ID, SALE } from "../support/nhsa-messages.ts";
import { faultsOf, read, saleOf, toldOf } from "../support/nhsa-reading.ts";

const KINDS = ["3501", "3502", "3503", "3504", "3505", "3506", "3507"] as const;

describe("a whole message", () => {
  it.each(KINDS)("%s is read, plain and as an A form of several lines", (kind) => {
    const plain = read(messageOf(kind));
    expect(plain).toMatchObject({ kind, isBatch: false, envelope: { infno: kind, careArea: "330500" } });
    const batch = read(batchOf(kind, [LINES[kind], LINES[kind], LINES[kind]]));
    expect(batch).toMatchObject({ kind, isBatch: true, envelope: { infno: `${kind}A` } });
    expect(batch.lines).toStrictEqual([plain.lines[0], plain.lines[0], plain.lines[0]]);
  });

  it("tells its sale in our words", () => {
    expect(saleOf()).toStrictEqual({
      nhsaCode: "XA10BAE046A001010100001",
      sku: "SKU-000123",
      stockNumber: "B20261101-01",
      batchNumber: "LOT2611",
      madeOn: "2026-05-01",
      expiresOn: "2028-04-30",
      traceCodes: CODES,
      priceMicros: 18_500_000n,
      countE4: 20_000n,
      lineFen: 3_700n,
      quantity: { of: "packs", packCount: 2 },
      receiptNumber: "POS20261122-0001",
      soldAtSec: Date.UTC(2026, 10, 22, 1, 30) / 1000,
      soldOn: "2026-11-22",
      sentAtSec: 1_795_311_000,
      settlementId: "330000000000000000000000000001",
      isSettled: true,
      person: { scheme: "psn-no", value: "33050099000000000000000001" },
      prescription: { number: "RX20261122-001", prescriber: "示例医师" },
    });
  });

  it.each([
    ["the insured's number", {}, { scheme: "psn-no", value: "33050099000000000000000001" }],
    ["the resident's", { psn_no: "" }, { scheme: "resident-id", value: RESIDENT_ID }],
    [
      "another certificate",
      { psn_no: null, psn_cert_type: "03" },
      { scheme: "certificate", value: RESIDENT_ID },
    ],
    ["nobody", { psn_no: "", certno: " " }, null],
  ])("names the person by %s", (_, change, person) => {
    expect(saleOf(change).person).toStrictEqual(person);
  });

  it("needs a settlement only where there was one", () => {
    expect(saleOf({ mdtrt_setl_type: "2", setl_id: "" })).toMatchObject({
      isSettled: false,
      settlementId: null,
    });
    expect(toldOf(messageOf("3505", { setl_id: "" }))).toStrictEqual(["input.selinfo.setl_id missing"]);
  });

  it("means the same in any order of its members, and not with another sign_no", () => {
    const reversed = JSON.stringify(
      Object.fromEntries(Object.entries(JSON.parse(messageOf("3505"))).reverse()),
    );
    expect(read(reversed).canonicalText).toBe(read(messageOf("3505")).canonicalText);
    expect(
      read(messageOf("3505", {}, { sign_no: "S2", inf_time: "2026-11-22 09:31:00" })).canonicalText,
    ).toBe(read(messageOf("3505")).canonicalText);
    expect(read(messageOf("3505", { memo: "x" })).canonicalText).not.toBe(
      read(messageOf("3505")).canonicalText,
    );
  });
});

describe("the envelope", () => {
  it.each([
    ["no msgid", { msgid: undefined }, ["msgid missing"]],
    ["a msgid with a blank", { msgid: "P33 1" }, ["msgid unprintable"]],
    ["a msgid without end", { msgid: "1".repeat(41) }, ["msgid too-long"]],
    ["no area", { mdtrtarea_admvs: "" }, ["mdtrtarea_admvs missing"]],
    ["an area of five digits", { mdtrtarea_admvs: "33050" }, ["mdtrtarea_admvs not-an-area"]],
    ["another's area in words", { insuplc_admdvs: "湖州" }, ["insuplc_admdvs not-an-area"]],
    ["no institution", { fixmedins_code: null }, ["fixmedins_code missing"]],
    ["an institution in words", { fixmedins_code: "大药房" }, ["fixmedins_code unprintable"]],
    ["a day for a time", { inf_time: "2026-11-22" }, ["inf_time not-a-time"]],
    ["another number", { infno: "2102" }, ["infno unknown-value"]],
    ["a number with a letter", { infno: "3505B" }, ["infno unknown-value"]],
    ["an object for a number", { infno: {} }, ["infno not-text"]],
    ["no input", { input: undefined }, ["input missing"]],
    ["a list for input", { input: [] }, ["input not-an-object"]],
    ["input as a text", { input: "{}" }, ["input not-an-object"]],
    ["input of another kind", { input: { purcinfo: {} } }, ["input.selinfo missing"]],
    ["a list for a line", { input: { selinfo: [SALE] } }, ["input.selinfo not-an-object"]],
  ])("tells %s", (_, head, told) => {
    expect(toldOf(messageOf("3505", {}, head))).toStrictEqual(told);
  });

  it.each([
    ["a list", "[]"],
    ["a text", '"3505"'],
    ["null", "null"],
  ])("is an object, not %s", (_, text) => {
    expect(toldOf(text)).toStrictEqual([" not-an-object"]);
  });

  it("keeps the msgid of what it refuses, so that the answer can name it", () => {
    expect(parseNhsaMessage(messageOf("3505", { rtal_docno: "" }))).toMatchObject({
      ok: false,
      msgid: "P33052200999202611220930000001",
    });
  });
});

describe("A forms", () => {
  it("tell every fault of every line, and the line", () => {
    const lines = [SALE, { ...SALE, rtal_docno: "" }, 5, { ...SALE, drugtracinfo: [{}], trdn_flag: "2" }];
    expect(faultsOf(batchOf("3505", lines)).map(({ path, line, kind }) => [line, path, kind])).toStrictEqual([
      [2, "input.selinfoDetail[1].rtal_docno", "missing"],
      [3, "input.selinfoDetail[2]", "not-an-object"],
      [4, "input.selinfoDetail[3].trdn_flag", "unknown-value"],
      [4, "input.selinfoDetail[3].drugtracinfo[0].drug_trac_codg", "missing"],
    ]);
  });

  it.each([
    ["an empty list", [], ["input.selinfoDetail missing"]],
    ["too many lines", Array.from({ length: LINES_MAX + 1 }, () => SALE), ["input.selinfoDetail too-many"]],
  ])("are refused with %s", (_, lines, told) => {
    expect(toldOf(batchOf("3505", lines))).toStrictEqual(told);
  });

  it("are no single object", () => {
    expect(toldOf(JSON.stringify(envelope("3505A", { selinfoDetail: SALE })))).toStrictEqual([
      "input.selinfoDetail not-a-list",
    ]);
  });
});

describe("faults", () => {
  it("are told all at once, of the head and of the line", () => {
    const change = {
      rtal_docno: "",
      sel_retn_cnt: "x",
      manu_date: "y",
      trdn_flag: "3",
      drugtracinfo: undefined,
    };
    expect(toldOf(messageOf("3505", change, { msgid: "", inf_time: "z" })).sort()).toStrictEqual([
      "inf_time not-a-time",
      "input.selinfo.drugtracinfo missing",
      "input.selinfo.manu_date not-a-day",
      "input.selinfo.rtal_docno missing",
      "input.selinfo.sel_retn_cnt not-a-decimal",
      "input.selinfo.trdn_flag unknown-value",
      "msgid missing",
    ]);
  });

  it("hold nothing of what stood in a field", () => {
    const secret = `${RESIDENT_ID}\u0000`;
    const change = Object.fromEntries(Object.keys(SALE).map((name) => [name, secret]));
    const faults = faultsOf(
      messageOf("3505", { ...change, [RESIDENT_ID]: 1 }, { msgid: secret, fixmedins_code: secret }),
    );
    expect(faults.length).toBeGreaterThan(15);
    expect(JSON.stringify(faults)).not.toContain("19491231");
  });

  it("tell a name that stands twice even where the message is whole", () => {
    const text = messageOf("3505").replace('"trdn_flag":', '"trdn_flag":"1","trdn_flag":');
    expect(toldOf(text)).toStrictEqual(["input.selinfo.trdn_flag repeated-name"]);
  });

  it("tell names that would reach into a prototype", () => {
    const text = messageOf("3505").replace('"memo":', '"__proto__":{"trdn_flag":"1"},"memo":');
    expect(toldOf(text)).toStrictEqual(["input.selinfo.__proto__ forbidden-name"]);
  });

  it("come from any text at all without a throw", () => {
    const whole = batchOf("3505", [SALE, SALE]);
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(40),
        fc.string({ unit: "binary", maxLength: 6 }),
        (at, cut, put) => {
          const parsing = parseNhsaMessage(whole.slice(0, at) + put + whole.slice(at + cut));
          expect(parsing.ok || parsing.faults.length > 0).toBe(true);
        },
      ),
      { seed: 20_261_122, numRuns: 1_500 },
    );
  });
});

describe("provinces", () => {
  it.each([
    ["浙江", "330500", ["input.selinfo.med_list_codg missing", "input.selinfo.expy_end missing"]],
    ["湖北", "420100", ["input.selinfo.med_list_codg missing"]],
    ["any other", "110100", []],
  ])("%s asks for its own fields", (_, mdtrtarea_admvs, told) => {
    expect(toldOf(messageOf("3505", { med_list_codg: "", expy_end: "" }, { mdtrtarea_admvs }))).toStrictEqual(
      told,
    );
  });

  it("湖北 names the trace node by its own spelling", () => {
    const told = toldOf(messageOf("3505", { drugtracinfo: undefined }, { mdtrtarea_admvs: "420100" }));
    expect(told).toStrictEqual(["input.selinfo.drug_trac_info missing"]);
  });

  it("may be told otherwise by the caller", () => {
    const [profile] = NHSA_PROFILES;
    expect(parseNhsaMessage(messageOf("3505", { med_list_codg: "" }), profile)).toMatchObject({ ok: true });
  });

  it.each(NHSA_PROFILES)("$name misses every field that it requires", (profile) => {
    for (const kind of KINDS) {
      for (const name of profile.required[kind]) {
        const parsing = parseNhsaMessage(messageOf(kind, { [name]: undefined }), profile);
        const told = parsing.ok
          ? []
          : parsing.faults.map(({ path, kind: fault }) => `${path.split(".").at(-1)} ${fault}`);
        expect(told).toContain(`${name} missing`);
      }
    }
  });
});

const SAMPLES = new URL("../../../../shared/data/china/yb-interface/", import.meta.url);

describe.skipIf(!existsSync(SAMPLES))("the constructed messages handed over with the project", () => {
  it("are read, all that are requests of stock", () => {
    const names = readdirSync(SAMPLES).filter((name) => /^350\dA?\.request\.json$/.test(name));
    const told = names.map((name) => [name, toldOf(readFileSync(new URL(name, SAMPLES), "utf8"))]);
    expect(names.length).toBeGreaterThanOrEqual(7);
    expect(told).toStrictEqual(names.map((name) => [name, []]));
  });

  it("are refused by name, all others", () => {
    for (const name of readdirSync(SAMPLES).filter((each) => !/^350\dA?\.request/.test(each))) {
      expect(toldOf(readFileSync(new URL(name, SAMPLES), "utf8"))).not.toStrictEqual([]);
    }
  });
});
