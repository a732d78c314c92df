import type { ReadClaim } from "../read-claim.ts";
import type { SaleFact } from "../sale-fact.ts";

const COUNT_SCALE = 10_000n;

/**
 * A count of two beside one code is as likely two boxes as one box of two, so small packs are not read so.
 */
const UNITS_MIN = 3n;

/** More lines than this are not tried: every line doubles the ways to read a receipt. */
const LINES_MAX = 10;

export type UnitsForPacks = { readonly countE4: bigint | null; readonly unitsPerPack: number };

/** An amount that a receipt may mean, and by how many fen rounding each unit's price may have moved it. */
type Reading = { readonly fen: bigint; readonly slackFen: bigint; readonly isTurned: boolean };

/**
 * A till that counted tablets where it sold boxes, or took a box's price for a tablet: null unless, the count
 * or the price read that way, the receipt is what was claimed. A claim above the receipt is never read so,
 * but by what rounding a unit's price explains.
 */
export function unitsForPacks(read: ReadClaim): UnitsForPacks | null {
  const { lines, claim } = read;
  if (lines.length === 0 || lines.length > LINES_MAX || isPlain(lines, claim.totalFen)) return null;
  let readings: readonly Reading[] = [{ fen: 0n, slackFen: 0n, isTurned: false }];
  for (const line of lines) {
    const ofLine = readingsOf(line, unitsOf(read, line));
    readings = readings.flatMap((sum) => ofLine.map((one) => add(sum, one)));
  }
  const isMeant = ({ fen, slackFen, isTurned }: Reading): boolean =>
    isTurned && distance(fen, claim.totalFen) <= slackFen;
  if (!readings.some(isMeant)) return null;
  const turned = lines.find((line) => readingsOf(line, unitsOf(read, line)).some(({ isTurned }) => isTurned));
  return turned === undefined
    ? null
    : { countE4: turned.countE4, unitsPerPack: Number(unitsOf(read, turned)) };
}

/** Nothing needs another reading: the sum is the claim's, and what was scanned is what was counted. */
function isPlain(lines: readonly SaleFact[], totalFen: bigint): boolean {
  let sumFen = 0n;
  for (const { lineFen } of lines) sumFen += lineFen ?? 0n;
  return sumFen === totalFen && !lines.some(isMiscounted);
}

/** Whole packs, and another number of them than codes. */
export function isMiscounted({ of, countE4, codes }: SaleFact): boolean {
  return of === "packs" && countE4 !== null && countE4 !== BigInt(codes.length) * COUNT_SCALE;
}

function readingsOf(line: SaleFact, units: bigint): readonly Reading[] {
  const { lineFen, countE4 } = line;
  if (lineFen === null) return [];
  const plain: Reading = { fen: lineFen, slackFen: 0n, isTurned: false };
  if (units < UNITS_MIN || countE4 === null) return [plain];
  const slackFen = (countE4 + 2n * COUNT_SCALE - 1n) / (2n * COUNT_SCALE);
  const divided: Reading = { fen: (lineFen * 2n + units) / (2n * units), slackFen, isTurned: true };
  if (line.of === "units") return [plain, divided];
  const isCountOfUnits = countE4 === BigInt(line.codes.length) * units * COUNT_SCALE;
  if (isCountOfUnits || isPartOfPack(line, units))
    return [{ fen: lineFen, slackFen, isTurned: true }, divided];
  return [plain];
}

/** Tablets counted in boxes: of one box a part that is whole tablets, as far as four places tell. */
function isPartOfPack({ countE4, codes }: SaleFact, units: bigint): boolean {
  if (countE4 === null || countE4 <= 0n || countE4 >= COUNT_SCALE || codes.length !== 1) return false;
  const over = (countE4 * units) % COUNT_SCALE;
  return over <= units || COUNT_SCALE - over <= units;
}

/** What a pack of the line holds; 1 where that is not known, or its packs differ. */
function unitsOf({ packs }: ReadClaim, line: SaleFact): bigint {
  const sizes = new Set(
    packs
      .filter(({ code }) => line.codes.includes(code))
      .flatMap(({ product }) => (product === null ? [] : [product.unitsPerPack])),
  );
  const [size] = sizes;
  return size === undefined || sizes.size > 1 ? 1n : BigInt(size);
}

function add(one: Reading, other: Reading): Reading {
  return {
    fen: one.fen + other.fen,
    slackFen: one.slackFen + other.slackFen,
    isTurned: one.isTurned || other.isTurned,
  };
}

function distance(one: bigint, other: bigint): bigint {
  return one > other ? one - other : other - one;
}
