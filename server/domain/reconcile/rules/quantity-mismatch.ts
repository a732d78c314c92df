import { tellCodes } from "../because.ts";
import { paidFen, shareUpFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";
import { isMiscounted, unitsForPacks } from "../near-misses/units-for-packs.ts";
import type { ReadClaim } from "../read-claim.ts";
import type { SaleFact } from "../sale-fact.ts";

const COUNT_SCALE = 10_000n;

/**
 * 数量不符: the codes claimed are not the codes sold, or a line of whole packs counts other than its codes.
 * Disallowed is of what was paid the share of packs, among those claimed or counted, that were not both
 * claimed and sold; rounded up. Case: 11,820 units claimed by a pharmacist who had bought 100.
 */
export const quantityMismatch: ReconcileRule = {
  kind: "quantity_mismatch",
  stage: "before",
  silentWhen: ["sold", "nothing-returned", "codes-agree", "counts-agree"],
  source: "国令第735号 art. 38 虚计数量; 11,820 claimed, 100 bought",
  judge: (read) => {
    const { lines, claimedOnly, soldOnly, unseen } = read;
    if (lines.length === 0 || unseen.includes("sale-words")) return [];
    const miscounted = unitsForPacks(read) === null ? lines.find(isMiscounted) : undefined;
    if (claimedOnly.length === 0 && soldOnly.length === 0 && miscounted === undefined) return [];
    const because = {
      claimedOnly: tellCodes(claimedOnly),
      soldOnly: tellCodes(soldOnly),
      ...(miscounted === undefined ? {} : tellCount(miscounted)),
    };
    return [{ verdict: "violation", disallowedFen: unprovedFen(read), because }];
  },
};

function tellCount({ countE4, codes }: SaleFact): { readonly countE4: string; readonly codesOfLine: number } {
  return { countE4: String(countE4), codesOfLine: codes.length };
}

function unprovedFen(read: ReadClaim): bigint {
  const { claim, lines, claimedOnly } = read;
  const claimed = BigInt(new Set(claim.traceCodes).size);
  const proved = claimed - BigInt(claimedOnly.length);
  const counted = lines.reduce((sum, line) => sum + packsOf(line), 0n);
  const of = claimed > counted ? claimed : counted;
  return shareUpFen({ paidFen: paidFen(read), part: of - proved, of });
}

/** Packs that a line says it sold, by its codes or by its count, whichever says more. */
function packsOf({ of, countE4, codes }: SaleFact): bigint {
  const scanned = BigInt(codes.length);
  if (of === "units" || countE4 === null) return scanned;
  const counted = (countE4 + COUNT_SCALE - 1n) / COUNT_SCALE;
  return counted > scanned ? counted : scanned;
}
