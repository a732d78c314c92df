import { nearCodesOfScan } from "../../domain/near-codes.ts";
import { readScan } from "../../domain/trace-code.ts";

const DIGIT_COUNT = 20;
const DIGITS = "0123456789";

/**
 * Codes that a hand or a scanner may have meant, in canonical form: one digit another, two neighbours
 * swapped, one lost or one too many. Whoever finds one of them on a shelf may propose it.
 */
export function nearCodesOfCode(code: string): readonly string[] {
  const digits = code.replace(/^cn:/, "");
  const near = new Set(nearCodesOfScan(code, readScan(code)).map(({ canonical }) => canonical));
  if (/^[0-9]+$/.test(digits) && digits.length === DIGIT_COUNT) {
    for (const each of [...otherDigits(digits), ...swapped(digits)])
      if (each.startsWith("8")) near.add(`cn:${each}`);
  }
  near.delete(`cn:${digits}`);
  return [...near];
}

function* otherDigits(digits: string): Generator<string> {
  for (let at = 0; at < digits.length; at += 1) {
    for (const digit of DIGITS) yield `${digits.slice(0, at)}${digit}${digits.slice(at + 1)}`;
  }
}

function* swapped(digits: string): Generator<string> {
  for (let at = 0; at + 1 < digits.length; at += 1) {
    yield `${digits.slice(0, at)}${digits[at + 1]}${digits[at]}${digits.slice(at + 2)}`;
  }
}
