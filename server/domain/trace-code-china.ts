import { endsInCheckDigit } from "./gtin.ts";
import { damaged, type ScanReading, type TraceCode } from "./trace-code-form.ts";

const DIGIT_COUNT = 20;
const PREFIX_DIGIT_COUNT = 7;
const FIRST_DIGIT = "8";

/**
 * 药品追溯码 of 20 digits: 7 药品标识码, 9 serial, 4 that only the platform can check. There is no public check digit:
 * known good codes fail the one of GS1. On the label 7 and 13 digits stand apart, joined by a hyphen.
 */
export function readChinaCode(text: string): ScanReading | null {
  const labelled = /^([0-9]{7})-([0-9]{13})$/.exec(text);
  const digits = labelled === null ? text : `${labelled[1]}${labelled[2]}`;
  if (!/^[0-9]+$/.test(digits)) return null;
  if (digits.length === DIGIT_COUNT && digits.startsWith(FIRST_DIGIT)) return chinaCode(digits);
  return readWrongDigits(digits);
}

function chinaCode(digits: string): TraceCode {
  return {
    ok: true,
    scheme: "cn",
    canonical: `cn:${digits}`,
    serial: digits.slice(PREFIX_DIGIT_COUNT),
    gtin: null,
    tracePrefix: digits.slice(0, PREFIX_DIGIT_COUNT),
    expiry: null,
    lot: null,
  };
}

function readWrongDigits(digits: string): ScanReading {
  if (isProductBarcode(digits)) return damaged("product-barcode");
  if (digits.length === 18 && endsInCheckDigit(digits) && digits.startsWith("00"))
    return damaged("case-label", `sscc:${digits}`);
  if (digits.length === DIGIT_COUNT) return damaged("first-digit");
  if (digits.length > DIGIT_COUNT) return damaged("digit-added");
  // Every code begins with 8: when 19 digits do not, the first is the one that was lost.
  const isFirstLost = digits.length === DIGIT_COUNT - 1 && !digits.startsWith(FIRST_DIGIT);
  return damaged("digit-lost", isFirstLost ? `cn:${FIRST_DIGIT}${digits}` : null);
}

/** 商品码: 13 digits that begin with 69, or any other EAN, UPC or GTIN with its check digit. */
function isProductBarcode(digits: string): boolean {
  if (digits.length === 13 && digits.startsWith("69")) return true;
  return [8, 12, 13, 14].includes(digits.length) && endsInCheckDigit(digits);
}
