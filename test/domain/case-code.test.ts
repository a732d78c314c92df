import { describe, expect, test } from "vitest";
import { canonicalCaseCode, writtenCaseCode } from "../../server/domain/case-code.ts";

describe("codes on cases", () => {
  test.each([
    ["20 digits of a 大码", "83003850000000131888", "cn:83003850000000131888"],
    ["with the hyphen of the label", "8300385-0000000131888", "cn:83003850000000131888"],
    ["an SSCC", "106141412345678908", "sscc:106141412345678908"],
    ["an SSCC behind its identifier", "(00)106141412345678908", "sscc:106141412345678908"],
    ["an SSCC as a scanner sends it", "]C100106141412345678908", "sscc:106141412345678908"],
    ["an SSCC with a wrong check digit", "106141412345678909", null],
    ["19 digits", "8300385000000013188", null],
    ["a product's barcode", "6901234567892", null],
    ["letters", "CASE-1", null],
    ["a very long text", "8".repeat(100), null],
  ])("%s", (_, scan, canonical) => {
    expect(canonicalCaseCode(scan)).toBe(canonical);
  });

  test("are written as people write them", () => {
    expect(writtenCaseCode("cn:83003850000000131888")).toBe("83003850000000131888");
    expect(writtenCaseCode("sscc:106141412345678908")).toBe("(00)106141412345678908");
  });
});
