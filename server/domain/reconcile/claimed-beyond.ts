import type { ProductId } from "../ids.ts";
import type { ClaimFacts, PackFact } from "./claim-facts.ts";
import { isMiscounted, unitsForPacks } from "./near-misses/units-for-packs.ts";
import { readClaim } from "./read-claim.ts";
import { isRecorded } from "./sold-lines.ts";

const COUNT_SCALE = 10_000n;

/**
 * Packs that a claim names and no recorded sale of the institution bears out, by product: each once,
 * whichever claim names it first. What was only miswritten, or counted in another unit, is none.
 */
export function claimedBeyond(facts: ClaimFacts): ReadonlyMap<ProductId, number> {
  const beyond = new Map<ProductId, number>();
  const add = (product: ProductId, count: number): void =>
    void beyond.set(product, (beyond.get(product) ?? 0) + count);
  if (facts.institution === null) return beyond;
  const isPlain =
    facts.sales.every((sale) => isRecorded(sale) && !isMiscounted(sale)) &&
    facts.claim.traceCodes.every((code) => facts.sales.some(({ codes }) => codes.includes(code)));
  if (isPlain) return beyond;
  const read = readClaim(facts);
  for (const { pack, isClaimed, sold } of read.codes) {
    if (pack.product === null || !isClaimed || sold.some(isRecorded) || isCounted(facts, pack)) continue;
    add(pack.product.id, 1);
  }
  if (unitsForPacks(read) !== null) return beyond;
  for (const { codes, countE4 } of read.lines.filter(isMiscounted)) {
    const product = facts.packs.find(({ code }) => codes.includes(code))?.product ?? null;
    const excess = Number(((countE4 ?? 0n) + COUNT_SCALE - 1n) / COUNT_SCALE) - codes.length;
    if (product !== null && excess > 0) add(product.id, excess);
  }
  return beyond;
}

/** Another claim named it before, or another recorded sale of the institution is of it. */
function isCounted({ claim, institution }: ClaimFacts, { claims, otherSales }: PackFact): boolean {
  const isClaimedBefore = claims.some(
    ({ isEarlier, institutionCode }) => isEarlier && institutionCode === claim.institutionCode,
  );
  return (
    isClaimedBefore || otherSales.some((other) => other.institution === institution?.id && !other.isReturned)
  );
}
