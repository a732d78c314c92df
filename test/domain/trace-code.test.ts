import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearCodesOf, parseTraceCode, readScan, writtenTraceCode } from "../../server/domain/trace-code.ts";
import { TRACE_CODE_FAULTS } from "../../server/domain/trace-code-form.ts";

const CHINA = "cn:83857939000000000018";
const GS1 = "gs1:06900000000007:ABC123";

/** The faults, outermost first, or the canonical code. */
function reading(scan: string): string {
  const found = parseTraceCode(scan);
  return found.ok ? found.canonical : found.faults.join(" ");
}

describe("the scan forms that are read", () => {
  test.each([
    ["20 digits", "83857939000000000018", CHINA],
    ["with the hyphen of the label", "8385793-9000000000018", CHINA],
    ["with a scanner's Enter behind it", "83857939000000000018\r\n", CHINA],
    ["in a Code 128", "]C083857939000000000018", CHINA],
    ["special drugs, which begin with 89", "89000019000000000018", "cn:89000019000000000018"],
    ["GS1 with brackets", "(01)06900000000007(21)ABC123(17)280430(10)LOT2611", GS1],
    ["GS1 raw with a separator", "010690000000000721ABC123\x1d1728043010LOT2611", GS1],
    ["GS1 raw that begins with FNC1", "\x1d010690000000000721ABC123", GS1],
    ["GS1 raw with the serial last", "01069000000000071728043010LOT2611\x1d21ABC123", GS1],
    ["GS1 raw of digits alone", "010690000000000721123456", "gs1:06900000000007:123456"],
    ["GS1 DataMatrix", "]d2010690000000000721ABC123\x1d1728043010LOT2611", GS1],
    ["GS1-128", "]C1010690000000000721ABC123", GS1],
    ["GS1 QR", "]Q3010690000000000721ABC123", GS1],
    ["GS1 DataBar", "]e0010690000000000721ABC123", GS1],
    ["Digital Link", "https://id.gs1.org/01/06900000000007/21/ABC123?17=280430&10=LOT2611", GS1],
    ["Digital Link at another host", "https://brand.example/a/b/01/06900000000007/21/ABC123", GS1],
    [
      "Digital Link with 22, 10, 21 in order",
      "https://id.gs1.org/01/06900000000007/22/2/10/L/21/ABC123",
      GS1,
    ],
    ["Digital Link with 13 digits", "https://id.gs1.org/01/6900000000007/21/ABC123", GS1],
    ["Digital Link in capitals, as QR codes hold it", "HTTPS://ID.GS1.ORG/01/06900000000007/21/ABC123", GS1],
    [
      "Digital Link with an escape",
      "https://id.gs1.org/01/06900000000007/21/A%2FB",
      "gs1:06900000000007:A/B",
    ],
    ["EPC URN, prefix of 6", "urn:epc:id:sgtin:690000.0000000.ABC123", GS1],
    ["EPC URN, prefix of 12", "urn:epc:id:sgtin:690000000000.0.ABC123", GS1],
    ["EPC tag URN", "urn:epc:tag:sgtin-198:1.690000.0000000.ABC123", GS1],
    ["Digital Link in the words of older ones", "https://example.com/gtin/06900000000007/ser/ABC123", GS1],
    ["Digital Link with a port and a fragment", "http://a.example:8080/x/01/06900000000007/21/ABC123#f", GS1],
    ["EPC URN with an escape", "urn:epc:id:sgtin:690000.0000000.A%2FB", "gs1:06900000000007:A/B"],
    ["its own canonical form, China", CHINA, CHINA],
    ["its own canonical form, GS1", GS1, GS1],
  ])("%s", (_, scan, canonical) => {
    expect(reading(scan)).toBe(canonical);
  });

  test("what stands beside the serial is read too", () => {
    expect(parseTraceCode("(01)06900000000007(21)ABC123(17)280400(10)LOT2611")).toMatchObject({
      scheme: "gs1",
      gtin: "06900000000007",
      serial: "ABC123",
      expiry: "2028-04-30",
      lot: "LOT2611",
      tracePrefix: null,
    });
    expect(parseTraceCode("83857939000000000018")).toMatchObject({
      scheme: "cn",
      tracePrefix: "8385793",
      gtin: null,
    });
  });

  test("capital and small letters of a GS1 serial are two packs", () => {
    expect(reading("(01)06900000000007(21)abc")).not.toBe(reading("(01)06900000000007(21)ABC"));
  });
});

describe("damage is named, and a near code proposed but never accepted", () => {
  test.each([
    ["nothing", "  ", "empty", null],
    ["Excel's exponent", "8.3857939E+19", "excel", null],
    ["Excel's exponent of a barcode", "8.69E+13", "excel", null],
    ["19 digits", "8385793900000000001", "digit-lost", null],
    ["19 digits without the leading 8", "3857939000000000018", "digit-lost", CHINA],
    ["21 digits", "838579390000000000180", "digit-added", null],
    ["20 digits that begin with 7", "73857939000000000018", "first-digit", null],
    ["full-width digits", "８３８５７９３９００００００００００１８", "full-width", CHINA],
    ["full-width digits, too few", "０８３８５７９３９００００００００", "full-width digit-lost", null],
    ["hyphens elsewhere", "8385-7939-0000-0000-0018", "hyphen", CHINA],
    ["a dash of a word processor", "8385793–9000000000018", "hyphen", CHINA],
    ["a blank", "8385793 9000000000018", "space", CHINA],
    ["a mark that nobody sees", "\ufeff83857939000000000018", "invisible-character", CHINA],
    ["letters for digits", "8385793900OOOO00001I", "letter-for-digit", "cn:83857939000000000011"],
    ["scanned twice", "8385793900000000001883857939000000000018", "scanned-twice", CHINA],
    ["a product barcode", "6900000000007", "product-barcode", null],
    ["a product barcode with a wrong check digit", "6900000000001", "product-barcode", null],
    ["a GTIN of 14 digits", "06900000000007", "product-barcode", null],
    ["an EAN-13 with its symbology", "]E06900000000007", "product-barcode", null],
    ["a GTIN and no serial", "(01)06900000000007(10)LOT", "product-barcode", null],
    ["the label of a case", "(00)123456789012345675", "case-label", null],
    ["a GTIN with a wrong check digit", "(01)06900000000008(21)ABC123", "check-digit", null],
    ["a lost separator", "010690000000000721ABC1231728043010LOT2611", "lost-separator", GS1],
    ["a separator that was written out", "010690000000000721ABC123<GS>17280430", "lost-separator", GS1],
    ["CAPS LOCK in a DataMatrix", "]D2010690000000000721abc123", "caps-lock", GS1],
    ["CAPS LOCK in a link", "HTTPS://ID.GS1.ORG/01/06900000000007/21/abc123", "caps-lock", GS1],
    ["CAPS LOCK in a URN", "URN:EPC:ID:SGTIN:690000.0000000.abc123", "caps-lock", GS1],
    ["a German keyboard", ")01=06900000000007)21=ABC123", "yz-swap", GS1],
    ["a German keyboard in a link", "httpsÖ--id.gs1.org-01-06900000000007-21-ABC123", "yz-swap", GS1],
    ["a company prefix of 5", "urn:epc:id:sgtin:69000.00000000.ABC123", "company-prefix", null],
    ["qualifiers out of order", "https://id.gs1.org/01/06900000000007/21/A/10/L", "gs1-malformed", null],
    ["an expiry that is no day", "(01)06900000000007(21)A(17)281301", "gs1-malformed", null],
    ["an element twice", "(01)06900000000007(21)A(21)B", "gs1-malformed", null],
    ["a code that a maker invented", "DRUG-77-000123", "form-unknown", null],
    ["a resident number", "11010519491231002X", "form-unknown", null],
    ["a resident number of digits alone", "440524188001010014", "digit-lost", null],
    ["a cell's apostrophe", "'83857939000000000018", "excel", CHINA],
    ["a cell's formula", '="83857939000000000018"', "excel", CHINA],
    ["a cell's thousands", "83,857,939,000,000,000,018", "excel", CHINA],
    ["a cell's decimals", "83857939000000000018.00", "excel", CHINA],
    ["a number rounded by Excel", "83,857,939,000,012,300,000", "excel", null],
    ["a column that is too narrow", "########", "excel", null],
    ["Excel's exponent in full width", "８.３８５７９３９Ｅ＋１９", "full-width excel", null],
    ["Chinese brackets", "（01）06900000000007（21）ABC123", "full-width", GS1],
    ["a Chinese input method", "】d2010690000000000721ABC123", "input-method", GS1],
    [
      "an input method in a link",
      "https://id。gs1。org、01、06900000000007、21、ABC123",
      "input-method",
      GS1,
    ],
    ["twice with a blank between", "83857939000000000018 83857939000000000018", "scanned-twice", CHINA],
    ["thrice", "838579390000000000188385793900000000001883857939000000000018", "scanned-twice", CHINA],
    ["two codes", "83857939000000000018,83857939000000000025", "several-codes", null],
    ["two codes without a comma", "8385793900000000001883857939000000000025", "several-codes", null],
    ["the EAN before the code", "690000000000783857939000000000018", "barcode-glued", CHINA],
    ["the EAN behind the code", "838579390000000000186900000000007", "barcode-glued", CHINA],
    ["the EAN glued to the serial", "(01)06900000000007(21)ABC1236900000000007", "barcode-glued", GS1],
    ["the EAN glued to the batch", "(01)06900000000007(21)ABC123(10)L6900000000007", "barcode-glued", GS1],
    [
      "the EAN glued to the batch, too long for one",
      "010690000000000721ABC123\x1d1728043010LOT2611AB6900000000007",
      "barcode-glued",
      GS1,
    ],
    ["an EAN before an element string", "6900000000007010690000000000721ABC123", "barcode-glued", GS1],
    ["a separator sent as another sign", "]d2010690000000000721ABC123|17280430", "lost-separator", GS1],
    ["a class of packs", "urn:epc:class:lgtin:690000.0000000.LOT", "product-barcode", null],
    ["a case with a wrong check digit", "(00)123456789012345674", "check-digit", null],
    ["a case that only tells its contents", "(02)06900000000007(37)10", "case-label", null],
    ["a case's number without its identifier", "001234567890123452", "case-label", null],
    ["a case in full width", "（00）123456789012345675", "full-width case-label", null],
    ["a whole page", "8".repeat(513), "too-long", null],
  ])("%s", (_, scan, faults, near) => {
    const found = parseTraceCode(scan);
    expect(found.ok ? [found.canonical] : [found.faults.join(" "), found.near]).toEqual([faults, near]);
  });

  test("no fault of the list is one that nothing gives", () => {
    const source = readFileSync(new URL(import.meta.url), "utf8");
    expect(TRACE_CODE_FAULTS.filter((fault) => !source.includes(`"${fault}`))).toEqual([]);
  });
});

describe("codes that a well-formed unknown one may have been", () => {
  test.each([
    ["CAPS LOCK and a swapped keyboard", "gs1:06900000000007:aYz", ["caps-lock AyZ", "yz-swap aZy"]],
    ["a swallowed expiry", "gs1:06900000000007:1217280430", ["lost-separator 12"]],
    ["digits alone", "gs1:06900000000007:123", []],
    ["a Chinese code", CHINA, []],
  ])("%s", (_, canonical, near) => {
    const found = nearCodesOf(canonical).map((each) => `${each.fault} ${each.canonical.split(":")[2]}`);
    expect(found).toEqual(near);
  });
});

describe("a case's label is read as what it is", () => {
  const SSCC = "sscc:123456789012345675";
  test.each([
    ["with brackets", "(00)123456789012345675"],
    ["raw", "00123456789012345675"],
    ["GS1-128", "]C100123456789012345675"],
    ["with its contents", "(00)123456789012345675(02)06900000000007(37)10"],
    ["Digital Link", "https://id.gs1.org/00/123456789012345675"],
    ["EPC URN", "urn:epc:id:sscc:234567.18901234567"],
    ["its own canonical form", SSCC],
  ])("%s", (_, scan) => {
    expect(readScan(scan)).toEqual({ ok: true, scheme: "sscc", canonical: SSCC });
    expect(reading(scan)).toBe("case-label");
    expect(writtenTraceCode(SSCC)).toBe("(00)123456789012345675");
  });

  test("and proposed where it was damaged", () => {
    expect(readScan("（00）123456789012345675")).toMatchObject({ ok: false, near: SSCC });
    expect(readScan("]c100123456789012345675")).toMatchObject({
      ok: false,
      faults: ["caps-lock"],
      near: SSCC,
    });
  });
});

describe("whatever is scanned", () => {
  const settings = { seed: 20_261_122, numRuns: 3_000 };
  const scan = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom(..."0123456789()]dC21GS\x1d-:/%.aAyYzZ８ Ö=E+") }),
    fc.stringMatching(/^(01)?[0-9]{14}21[!-z]{0,25}$/),
    fc.stringMatching(/^8[0-9]{17,21}$/),
  );

  test("is read or named, never thrown", () => {
    fc.assert(
      fc.property(scan, (text) => {
        const found = parseTraceCode(text);
        return found.ok ? found.canonical.length > 0 : found.faults.length > 0;
      }),
      settings,
    );
  });

  test("a canonical code reads as itself, and so does its written form", () => {
    const serial = fc.stringMatching(/^[!"%-?A-Z_a-z]{1,20}$/);
    const canonical = fc.oneof(
      fc.stringMatching(/^8[0-9]{19}$/).map((digits) => `cn:${digits}`),
      serial.map((text) => `gs1:06900000000007:${text}`),
    );
    fc.assert(
      fc.property(canonical, (code) => {
        expect(reading(code)).toBe(code);
        expect(reading(writtenTraceCode(code))).toBe(code);
      }),
      settings,
    );
  });

  test("a near code is itself a code", () => {
    fc.assert(
      fc.property(scan, (text) => {
        const found = parseTraceCode(text);
        if (!found.ok && found.near !== null) expect(reading(found.near)).toBe(found.near);
      }),
      settings,
    );
  });
});

const CASES = new URL("../../../shared/data/china/trace-codes/trace-code-cases.csv", import.meta.url);

describe.skipIf(!existsSync(CASES))("the constructed cases handed over with the project", () => {
  const expected: Readonly<Record<string, string>> = {
    ok: CHINA,
    duplicate: CHINA,
    excel_scientific: "excel",
    len19: "digit-lost",
    fullwidth: "full-width digit-lost",
    hyphenated: CHINA,
    gs1_hri: GS1,
    gs1_raw: GS1,
    gs1_digital_link: GS1,
  };

  test("each is read as its name says", () => {
    const rows = readFileSync(CASES, "utf8").trimEnd().split("\n").slice(1);
    const found = rows.map((row) => {
      const [scan = "", name = ""] = row.split(",");
      return { name, reading: name === "ok" ? reading(scan).replace(/0025$/, "0018") : reading(scan) };
    });
    expect(found).toEqual(found.map(({ name }) => ({ name, reading: expected[name] })));
  });
});
