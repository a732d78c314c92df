/**
 * What a scan turned out to be. `canonical` is the one text that stands for the code everywhere, and what
 * pack keys are made from, so it may never change: `cn:` + 20 digits, or `gs1:` + GTIN-14 + `:` + serial as
 * printed (GS1 serials tell capitals from small letters).
 */
export type TraceCode = {
  readonly ok: true;
  readonly scheme: "cn" | "gs1";
  readonly canonical: string;
  readonly serial: string;
  readonly gtin: string | null;
  /** 药品标识码: the first 7 of 20 digits. */
  readonly tracePrefix: string | null;
  /** As printed beside the serial; day, `2028-04-30`. */
  readonly expiry: string | null;
  readonly lot: string | null;
};

/**
 * The label of a case or pallet. It stands for packs only through the label document of their batch, so it is
 * no trace code. `canonical`: `sscc:` + 18 digits.
 */
export type CaseCode = { readonly ok: true; readonly scheme: "sscc"; readonly canonical: string };

/** What is likely to have happened to a scan that is no trace code. */
export const TRACE_CODE_FAULTS = [
  "empty",
  "too-long",
  "excel",
  "input-method",
  "invisible-character",
  "full-width",
  "space",
  "hyphen",
  "letter-for-digit",
  "scanned-twice",
  "several-codes",
  "barcode-glued",
  "digit-lost",
  "digit-added",
  "first-digit",
  "product-barcode",
  "case-label",
  "check-digit",
  "lost-separator",
  "caps-lock",
  "yz-swap",
  "company-prefix",
  "gs1-malformed",
  "form-unknown",
] as const;
export type TraceCodeFault = (typeof TRACE_CODE_FAULTS)[number];

/**
 * `faults`: the outermost damage first. `near`: canonical form of what it may have been; proposed, never
 * accepted.
 */
export type TraceCodeDamage = {
  readonly ok: false;
  readonly faults: readonly [TraceCodeFault, ...TraceCodeFault[]];
  readonly near: string | null;
};

export type TraceCodeReading = TraceCode | TraceCodeDamage;
export type ScanReading = TraceCode | CaseCode | TraceCodeDamage;

export function damaged(fault: TraceCodeFault, near: string | null = null): TraceCodeDamage {
  return { ok: false, faults: [fault], near };
}
