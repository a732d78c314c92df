import { nearCodesOf } from "./trace-code.ts";
import type { ScanReading, TraceCodeFault } from "./trace-code-form.ts";

export type NearCode = { readonly fault: TraceCodeFault; readonly canonical: string };

const DIGIT_COUNT = 20;

/**
 * Codes that a scan may have been which its form alone can not decide: whoever finds one of them on the
 * ledger, and may see it, may propose it. A damage that has one cure only is proposed by the reading itself.
 */
export function nearCodesOfScan(scan: string, reading: ScanReading): readonly NearCode[] {
  if (reading.ok) return reading.scheme === "gs1" ? nearCodesOf(reading.canonical) : [];
  if (reading.near !== null) return [];
  const digits = scan.normalize("NFKC").replace(/[\s\p{Pd}\p{Cc}\p{Cf}]/gu, "");
  return /^[0-9]+$/.test(digits) ? ofDigits(digits) : [];
}

function ofDigits(digits: string): NearCode[] {
  const near = new Map<string, TraceCodeFault>();
  const propose = (fault: TraceCodeFault, code: string): void => {
    if (code.length === DIGIT_COUNT && code.startsWith("8")) near.set(`cn:${code}`, fault);
  };
  if (digits.length === DIGIT_COUNT - 1) {
    for (let last = 0; last <= 9; last += 1) propose("digit-lost", `${digits}${last}`);
    propose("digit-lost", `8${digits}`);
  }
  if (digits.length === DIGIT_COUNT) propose("first-digit", `8${digits.slice(1)}`);
  if (digits.length === DIGIT_COUNT + 1) {
    for (let at = 0; at < digits.length; at += 1) {
      propose("digit-added", `${digits.slice(0, at)}${digits.slice(at + 1)}`);
    }
  }
  return [...near].map(([canonical, fault]) => ({ fault, canonical }));
}
