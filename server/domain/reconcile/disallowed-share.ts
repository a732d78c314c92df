import type { JudgedCode, ReadClaim } from "./read-claim.ts";

/**
 * What a finding may disallow at most: what the fund paid, or where the feed does not say that, what it was
 * asked for.
 */
export function paidFen({ claim }: Pick<ReadClaim, "claim">): bigint {
  return claim.fundFen ?? claim.totalFen;
}

/**
 * The part of what was paid, rounded up to the fen: what is not borne out is not borne by the fund. A whole
 * of nothing proves nothing, so all of it falls.
 */
export function shareUpFen(whole: {
  readonly paidFen: bigint;
  readonly part: bigint;
  readonly of: bigint;
}): bigint {
  if (whole.part <= 0n) return 0n;
  if (whole.of <= whole.part) return whole.paidFen;
  return (whole.paidFen * whole.part + whole.of - 1n) / whole.of;
}

/**
 * What was paid for some of the claim's packs: by the amounts of the lines that sold them, each code of a
 * line alike; where one was not sold or an amount is not known, by their number.
 */
export function fenOfCodes(read: ReadClaim, codes: readonly JudgedCode[]): bigint {
  const paid = paidFen(read);
  let part = 0n;
  let of = 0n;
  for (const line of read.lines) {
    if (line.lineFen === null) return byNumber(read, codes);
    const wrong = BigInt(codes.filter(({ sold }) => sold.includes(line)).length);
    const count = BigInt(line.codes.length);
    of += line.lineFen;
    part += wrong >= count ? line.lineFen : (line.lineFen * wrong + count - 1n) / count;
  }
  if (codes.some(({ sold }) => sold.length === 0)) return byNumber(read, codes);
  return shareUpFen({ paidFen: paid, part, of });
}

function byNumber(read: ReadClaim, codes: readonly JudgedCode[]): bigint {
  return shareUpFen({ paidFen: paidFen(read), part: BigInt(codes.length), of: BigInt(read.codes.length) });
}
