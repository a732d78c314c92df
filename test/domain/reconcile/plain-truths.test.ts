import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../../../server/domain/reconcile/all-rules.ts";
import type { ClaimFacts } from "../../../server/domain/reconcile/claim-facts.ts";
import { claimedBeyond } from "../../../server/domain/reconcile/claimed-beyond.ts";
import { IS_ANY_PLAIN, judgeClaim } from "../../../server/domain/reconcile/judge-claim.ts";
import { isPlainSale } from "../../../server/domain/reconcile/plain-sale.ts";
import { PLAIN_TRUTHS, type PlainTruth } from "../../../server/domain/reconcile/plain-truths.ts";
import { readClaim } from "../../../server/domain/reconcile/read-claim.ts";
import { caseOf } from "./support/claim-cases.ts";
import { diceOf, randomFacts } from "./support/random-facts.ts";

const FACTS = 40_000;
const TRUTHS = Object.keys(PLAIN_TRUTHS) as PlainTruth[];

const dice = diceOf(5);
const all: readonly ClaimFacts[] = Array.from({ length: FACTS }, () => randomFacts(dice));
const holds = (facts: ClaimFacts, truths: readonly PlainTruth[]): boolean =>
  truths.every((truth) => PLAIN_TRUTHS[truth](facts));

describe("what keeps rules silent", () => {
  it.each(ALL_RULES.map((rule) => [rule.kind, rule] as const))("keeps %s silent", (_, rule) => {
    const { silentWhen } = rule;
    if (silentWhen === null) return expect(IS_ANY_PLAIN).toBe(false);
    const kept = all.filter((facts) => holds(facts, silentWhen));
    const speaking = kept.filter((facts) => rule.judge(readClaim(facts)).length > 0);
    expect(speaking).toEqual([]);
    // Neither is vacuous: it is kept silent often, and it speaks where it is not.
    expect(kept.length).toBeGreaterThan(FACTS / 20);
    expect(all.some((facts) => rule.judge(readClaim(facts)).length > 0)).toBe(true);
    return undefined;
  });

  it("leaves nothing to find of a claim of which all of it holds", () => {
    const plain = all.filter((facts) => holds(facts, TRUTHS));
    expect(plain.flatMap((facts) => judgeClaim(facts))).toEqual([]);
    expect(plain.flatMap((facts) => [...claimedBeyond(facts)])).toEqual([]);
    expect(plain.length).toBeGreaterThan(FACTS / 20);
  });

  it.each(TRUTHS)("has claims of which %s does not hold", (truth) => {
    expect(all.some((facts) => !PLAIN_TRUTHS[truth](facts))).toBe(true);
    expect(PLAIN_TRUTHS[truth](caseOf())).toBe(true);
  });
});

describe("a plain dispense", () => {
  it("bears out a claim that says just what it says", () => {
    let plainCount = 0;
    for (const facts of all) {
      const { sales, packs, institution, ledgerClaims, site, thresholds, zone } = facts;
      if (institution === null || sales.length === 0) continue;
      const own = packs.filter(({ code }) => sales.some(({ codes }) => codes.includes(code)));
      const sold = { sales, packs: own, institution, ledgerClaims, site };
      if (!isPlainSale(sold, { thresholds, zone })) continue;
      plainCount += 1;
      const person = sales.find((sale) => sale.person !== null)?.person ?? null;
      const claim: ClaimFacts["claim"] = {
        ...facts.claim,
        channel: "direct",
        traceCodes: sales.flatMap(({ codes }) => codes),
        totalFen: sales.reduce((sum, { lineFen }) => sum + (lineFen ?? 0n), 0n),
        claimedOn:
          sales
            .map(({ soldOn }) => soldOn)
            .sort()
            .at(-1) ?? "",
        insuredRegion: ledgerClaims[0]?.payerRegion ?? 330_500,
        person: person === "closed" ? null : person,
      };
      const same: ClaimFacts = { ...facts, claim, packs: own };
      const untrue = TRUTHS.filter((truth) => !OF_OTHERS.has(truth) && !PLAIN_TRUTHS[truth](same));
      expect(untrue, JSON.stringify(sales, replaced)).toEqual([]);
    }
    expect(plainCount).toBeGreaterThan(FACTS / 20);
  });
});

/** What only the other claims, the person's other affairs, or the claim's own fund can tell. */
const OF_OTHERS: ReadonlySet<PlainTruth> = new Set<PlainTruth>([
  "all-seen",
  "sold-there",
  "claimed-once",
  "ordinary-amount",
  "ordinary-history",
  "few-stays",
  "no-visit-wanted",
  "person-agrees",
  "site-agrees",
]);

function replaced(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
