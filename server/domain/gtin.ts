/**
 * Whether a GTIN, GLN or SSCC ends in its check digit: weights 3 and 1 from the right of the body, sum to a
 * ten.
 */
export function endsInCheckDigit(digits: string): boolean {
  if (!/^[0-9]{2,}$/.test(digits)) return false;
  return checkDigitOf(digits.slice(0, -1)) === digits.slice(-1);
}

/** The check digit that completes a body of digits. */
export function checkDigitOf(body: string): string {
  let sum = 0;
  for (let place = 0; place < body.length; place += 1) {
    const digit = body.charCodeAt(body.length - 1 - place) - 48;
    sum += place % 2 === 0 ? digit * 3 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** GTIN-8, -12 and -13 written with 14 digits, as the ledger and GS1 compare them. */
export function gtin14Of(gtin: string): string {
  return gtin.padStart(14, "0");
}
