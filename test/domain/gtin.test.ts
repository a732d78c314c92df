import { describe, expect, test } from "vitest";
import { checkDigitOf, endsInCheckDigit, gtin14Of } from "../../server/domain/gtin.ts";

describe("the check digit of GS1", () => {
  test.each([
    ["0690000000000", "7"],
    ["629104150021", "3"],
    ["00000000000", "0"],
  ])("%s takes %s", (body, digit) => {
    expect(checkDigitOf(body)).toBe(digit);
    expect(endsInCheckDigit(`${body}${digit}`)).toBe(true);
    expect(endsInCheckDigit(`${body}${(Number(digit) + 1) % 10}`)).toBe(false);
  });

  test("seven known good trace codes of China do not follow it, so they are never held to it", () => {
    expect(endsInCheckDigit("83857939000000000018")).toBe(false);
  });

  test("no digits have none", () => {
    expect(endsInCheckDigit("")).toBe(false);
    expect(endsInCheckDigit("69A")).toBe(false);
  });
});

test("a GTIN of any length is compared with 14 digits", () => {
  expect(gtin14Of("6900000000007")).toBe("06900000000007");
});
