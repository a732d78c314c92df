import type { NhsaFault, NhsaFaultKind, Quantity } from "../message.ts";
import type { FeeLine, LinePacks, NamedPack, UploadedFeeLine, VisitSettlement } from "./message.ts";

/** A line of fees, and where a fault of its count is told. */
export type PlacedFeeLine<Line extends FeeLine> = {
  readonly fee: Line;
  readonly path: string;
  readonly line: number | null;
};

export type PairedLines<Line extends FeeLine> = {
  readonly lines: readonly (Line & { readonly packs: LinePacks | null })[];
  readonly faults: readonly NhsaFault[];
};

/**
 * Puts named packs to their lines by feedetl_sn. Rule A7: a line of whole packs names as many codes as it
 * counts; one of a split pack counts the units of the one it names.
 */
export function pairPacks<Line extends FeeLine>(
  lines: readonly PlacedFeeLine<Line>[],
  named: readonly NamedPack[],
): PairedLines<Line> {
  const faults: NhsaFault[] = [];
  const byLine = Map.groupBy(named, ({ feeNumber }) => feeNumber);
  const known = new Set(lines.map(({ fee }) => fee.feeNumber));
  for (const { feeNumber, path } of named) {
    if (!known.has(feeNumber)) faults.push(faultOf(`${path}.feedetl_sn`, "line-unknown"));
  }
  const paired = lines.map((placed) => ({
    ...placed.fee,
    packs: packsOf(placed, byLine.get(placed.fee.feeNumber) ?? [], faults),
  }));
  return { lines: paired, faults };
}

/**
 * The uploaded lines of a visit's charge number with the packs that 2206 or 2207 names. Rule A4: together
 * they make up medfee_sumamt.
 */
export function pairVisitLines(
  visit: VisitSettlement,
  uploaded: readonly UploadedFeeLine[],
): PairedLines<UploadedFeeLine> {
  const path = visit.namedPacks[0]?.path.replace(/\[[0-9]+\]$/, "") ?? "input";
  const placed = uploaded.map((fee) => ({ fee, path, line: null }));
  const { lines, faults } = pairPacks(placed, visit.namedPacks);
  const sumFen = uploaded.reduce((sum, { lineFen }) => sum + lineFen, 0n);
  if (sumFen === visit.totalFen) return { lines, faults };
  const differs = faultOf("input.data.medfee_sumamt", "amount-differs", { rule: "A4" });
  return { lines, faults: [differs, ...faults] };
}

function packsOf(
  { fee, path, line }: PlacedFeeLine<FeeLine>,
  named: readonly NamedPack[],
  faults: NhsaFault[],
): LinePacks | null {
  const [first, ...others] = named;
  if (first === undefined) return null;
  const odd = others.find(({ isSplit }) => isSplit !== first.isSplit);
  if (odd !== undefined) {
    faults.push(faultOf(`${odd.path}.trdn_flag`, "lines-disagree"));
    return null;
  }
  const tell = (kind: NhsaFaultKind, facts: NhsaFault["facts"] = {}): void => {
    faults.push({ path, line, kind, facts });
  };
  if (fee.countE4 % COUNT_SCALE !== 0n) {
    tell("not-whole");
    return null;
  }
  const count = Number(fee.countE4 / COUNT_SCALE);
  if (first.isSplit && count > UNITS_MAX) tell("out-of-range", { max: UNITS_MAX });
  const wantedCount = first.isSplit ? 1 : count;
  if (named.length !== wantedCount)
    tell("count-differs", { codeCount: named.length, wantedCount, rule: "A7" });
  const quantity: Quantity = first.isSplit
    ? { of: "units", unitCount: count }
    : { of: "packs", packCount: count };
  return { quantity, traceCodes: named.map(({ traceCode }) => traceCode) };
}

function faultOf(path: string, kind: NhsaFaultKind, facts: NhsaFault["facts"] = {}): NhsaFault {
  return { path, line: null, kind, facts };
}

const COUNT_SCALE = 10_000n;
/** What the ledger can hold of one pack. */
const UNITS_MAX = 65_535;
