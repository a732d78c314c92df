/** The only place where money is read from text. Whole fen, never through a Number. */

/** The largest amount the ledger can hold: 64 bits. */
export const FEN_MAX = (1n << 64n) - 1n;

const PRICE_SCALE = 1_000_000n;
const COUNT_SCALE = 10_000n;
const FEN_PER_YUAN = 100n;

/** Whole fen written as a decimal string; null when it is not one (sign, point, leading zeros, too large). */
export function fenOf(text: string): bigint | null {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text)) return null;
  const fen = BigInt(text);
  return fen <= FEN_MAX ? fen : null;
}

/**
 * One line's amount in fen: unit price in yuan with up to 6 decimals × count with up to 4, rounded half-up
 * here and nowhere else. Null when either is not such a number.
 */
export function lineFenOf(line: { readonly unitPriceYuan: string; readonly count: string }): bigint | null {
  const price = scaledOf(line.unitPriceYuan, PRICE_SCALE);
  const count = scaledOf(line.count, COUNT_SCALE);
  if (price === null || count === null) return null;
  return lineFenOfScaled({ priceMicros: price, countE4: count });
}

/**
 * The same of what is read already: millionths of a yuan × ten-thousandths; null when the ledger cannot hold
 * it.
 */
export function lineFenOfScaled(line: {
  readonly priceMicros: bigint;
  readonly countE4: bigint;
}): bigint | null {
  const scale = PRICE_SCALE * COUNT_SCALE;
  const fen = (line.priceMicros * line.countE4 * FEN_PER_YUAN * 2n + scale) / (scale * 2n);
  return fen <= FEN_MAX ? fen : null;
}

/** An amount divided among equals, to the fen: the first ones bear what does not divide. */
export function sharesOf(totalFen: bigint, count: number): bigint[] {
  const parts = BigInt(count);
  return Array.from(
    { length: count },
    (_, at) => totalFen / parts + (BigInt(at) < totalFen % parts ? 1n : 0n),
  );
}

/** Millionths of a yuan as fen; null when that is no whole number of them. */
export function wholeFenOf(priceMicros: bigint): bigint | null {
  const microsPerFen = PRICE_SCALE / FEN_PER_YUAN;
  return priceMicros % microsPerFen === 0n ? priceMicros / microsPerFen : null;
}

/** A double keeps fifteen decimal digits, and so does a spreadsheet. */
const DIGITS_OF_DOUBLE = 15;

/** Yuan as a number for a spreadsheet, to the fen; null where a double can not hold it. */
export function yuanNumberOf(fen: bigint): number | null {
  const digits = fen.toString().padStart(3, "0");
  if (fen < 0n || digits.length > DIGITS_OF_DOUBLE) return null;
  return Number(`${digits.slice(0, -2)}.${digits.slice(-2)}`);
}

export function totalFenOf(lines: readonly { readonly priceFen: bigint }[]): bigint {
  let total = 0n;
  for (const line of lines) total += line.priceFen;
  return total;
}

/** A decimal with at most so many places as a whole number of its smallest part; null when it is none. */
export function decimalOf(text: string, places: number): bigint | null {
  return scaledOf(text, 10n ** BigInt(places));
}

/** A decimal of at most `scale`'s digits as a whole number of its smallest part. */
function scaledOf(text: string, scale: bigint): bigint | null {
  const places = scale.toString().length - 1;
  const match = /^(0|[1-9][0-9]{0,15})(?:\.([0-9]+))?$/.exec(text);
  if (match === null) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > places) return null;
  return BigInt(match[1] ?? "0") * scale + BigInt(fraction.padEnd(places, "0"));
}
