import { endsInCheckDigit } from "./gtin.ts";

const CASE_TEXT_LENGTH_MAX = 64;

/**
 * The one text that stands for the code on a case: `cn:` + 20 digits of a 大码 or 中码, or `sscc:` + 18 digits
 * with their check digit. Null when the text is neither. A 大码 has the form of a trace code, so only the label
 * document tells the two apart.
 */
export function canonicalCaseCode(scan: string): string | null {
  if (scan.length > CASE_TEXT_LENGTH_MAX) return null;
  const text = scan.trim().replace(/^\](C1|e0|d2)/, "");
  const labelled = /^([0-9]{7})-([0-9]{13})$/.exec(text);
  const digits = labelled === null ? text : `${labelled[1]}${labelled[2]}`;
  if (/^8[0-9]{19}$/.test(digits)) return `cn:${digits}`;
  const sscc = /^(?:\(00\)|00)?([0-9]{18})$/.exec(digits)?.[1];
  return sscc !== undefined && endsInCheckDigit(sscc) ? `sscc:${sscc}` : null;
}

/** The canonical form as people write it. */
export function writtenCaseCode(canonical: string): string {
  const [scheme, digits = ""] = canonical.split(":");
  return scheme === "sscc" ? `(00)${digits}` : digits;
}
