import { expect, test } from "vitest";
import { parseTraceCode } from "../../server/domain/trace-code.ts";
import { traceCodeFailure } from "../../server/domain/trace-code-failure.ts";

function fullWidth(digits: string): string {
  return digits.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}

function failureOf(scan: string): ReturnType<typeof traceCodeFailure> {
  const reading = parseTraceCode(scan);
  if (reading.ok) throw new Error("this scan is a trace code");
  return traceCodeFailure(reading);
}

test("a product barcode has a failure of its own, also under other damage", () => {
  expect(failureOf("6900000000007").failure).toBe("product-barcode-scanned");
  expect(failureOf(fullWidth("6900000000007")).failure).toBe("product-barcode-scanned");
  expect(failureOf("8.3857939E+19").failure).toBe("trace-code-malformed");
});

test("the near code is told as written, the scan itself is not: it may be a card that names a person", () => {
  const { facts } = failureOf("８３８５７９３９００００００００００１８");
  expect(facts).toEqual({ fault: "full-width", faults: ["full-width"], near: "83857939000000000018" });
  expect(JSON.stringify(failureOf("11010519491231002X"))).not.toContain("110105");
});
