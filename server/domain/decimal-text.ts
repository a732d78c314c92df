/** A whole number of smallest parts as a decimal with its places, `2461` with two as `24.61`. */
export function decimalText(amount: bigint, places: number): string {
  const sign = amount < 0n ? "-" : "";
  const digits = (amount < 0n ? -amount : amount).toString().padStart(places + 1, "0");
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
