import type { ClaimFacts, PackFact } from "./claim-facts.ts";
import { type CodePair, pairCodes } from "./near-misses/near-code.ts";
import type { SaleFact } from "./sale-fact.ts";
import { claimedLines, soldLines } from "./sold-lines.ts";

/** A claim's facts as all rules read them: repeats taken out, codes that were miswritten set right. */
export type ReadClaim = ClaimFacts & {
  /** The lines that the claim is about, each once; `sales` are all that were told. */
  readonly lines: readonly SaleFact[];
  /** The packs to judge, by their codes: of what was miswritten, only what was meant. */
  readonly codes: readonly JudgedCode[];
  readonly misread: readonly Misreading[];
  /** Claimed and not sold, sold and not claimed; empty where nothing was sold. */
  readonly claimedOnly: readonly string[];
  readonly soldOnly: readonly string[];
};

export type JudgedCode = {
  readonly pack: PackFact;
  /** Named by the claim as it stands: of a miswritten code, only when the sale was at fault. */
  readonly isClaimed: boolean;
  /** The lines that sold it. */
  readonly sold: readonly SaleFact[];
};

/** `meant`: null where several codes that were there are as near. */
export type Misreading = { readonly written: string; readonly meant: string | null };

export function readClaim(facts: ClaimFacts): ReadClaim {
  const { claim } = facts;
  const lines = claimedLines(soldLines(facts.sales), claim);
  const sold = lines.flatMap(({ codes }) => codes);
  const { pairs, claimedOnly, soldOnly } = pairCodes(claim.traceCodes, sold);
  const packs = new Map(facts.packs.map((pack) => [pack.code, pack]));
  const taken = new Set<string>();
  const codes: JudgedCode[] = [];
  const misread: Misreading[] = [];
  for (const pair of pairs) {
    const { right, wrong } = readPair(pair, packs, lines);
    const pack = packs.get(right);
    taken.add(right).add(wrong);
    misread.push({ written: wrong, meant: right });
    if (pack !== undefined) {
      const isClaimed = right === pair.claimed;
      codes.push({ pack, isClaimed, sold: lines.filter((line) => line.codes.includes(pair.sold)) });
    }
  }
  for (const code of [...new Set([...claim.traceCodes, ...sold])].sort()) {
    const pack = packs.get(code);
    if (taken.has(code) || pack === undefined) continue;
    if (isMiswritten(pack, lines)) misread.push({ written: code, meant: onlyOf(pack.nearHeld) });
    else {
      codes.push({
        pack,
        isClaimed: claim.traceCodes.includes(code),
        sold: lines.filter((line) => line.codes.includes(code)),
      });
    }
  }
  const isAnySold = lines.length > 0;
  return {
    ...facts,
    lines,
    codes,
    misread,
    claimedOnly: isAnySold ? claimedOnly : [],
    soldOnly: isAnySold ? soldOnly : [],
  };
}

/** Of two near codes the right one is what the institution had; where that decides nothing, what it sold. */
function readPair(
  pair: CodePair,
  packs: ReadonlyMap<string, PackFact>,
  lines: readonly SaleFact[],
): { readonly right: string; readonly wrong: string } {
  const soldAtSec = Math.max(...lines.map((line) => line.soldAtSec));
  const wasThere = (code: string): boolean =>
    packs.get(code)?.receivedAtSec.some((atSec) => atSec <= soldAtSec) ?? false;
  const isClaimRight = wasThere(pair.claimed) && !wasThere(pair.sold);
  return isClaimRight ? { right: pair.claimed, wrong: pair.sold } : { right: pair.sold, wrong: pair.claimed };
}

/**
 * A code that the institution had not, and one that it held is a keystroke away: no maker gave it out, or the
 * pack was sold by others later, so that it cannot have been what was sold here.
 */
function isMiswritten(pack: PackFact, lines: readonly SaleFact[]): boolean {
  const { identity, nearHeld, receivedAtSec, otherSales } = pack;
  if (nearHeld.length === 0) return false;
  if (identity !== "known") return identity !== "contested";
  const sold = lines.filter(({ codes }) => codes.includes(pack.code));
  if (receivedAtSec.length > 0 || sold.length === 0) return false;
  return otherSales.some((other) =>
    sold.every((line) => other.institution !== line.institution && other.soldAtSec > line.soldAtSec),
  );
}

function onlyOf(codes: readonly string[]): string | null {
  return codes.length === 1 ? (codes[0] ?? null) : null;
}
