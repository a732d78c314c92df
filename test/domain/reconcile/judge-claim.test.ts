import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALL_RULES } from "../../../server/domain/reconcile/all-rules.ts";
import type { ClaimFacts } from "../../../server/domain/reconcile/claim-facts.ts";
import { FINDING_KINDS } from "../../../server/domain/reconcile/finding.ts";
import { judgeClaim } from "../../../server/domain/reconcile/judge-claim.ts";
import { caseOf, local, noPack, otherClaim, pack, refused, sale, shop } from "./support/claim-cases.ts";

/** Kinds that only whoever reads the ledger and the whole feed can find. */
const OF_THE_ENGINE: readonly string[] = [
  "missing_from_feed",
  "totals_differ",
  "index_differs",
  "invoiced_below_sold",
];

const HOUR_SEC = 3600;
const DAY_SEC = 24 * HOUR_SEC;
const MORNING = local("2026-08-10 08:00:00");

const lineShape = fc.record({
  packCount: fc.integer({ min: 1, max: 3 }),
  isOfUnits: fc.boolean(),
  unitCount: fc.integer({ min: 1, max: 23 }),
  lineFen: fc.bigInt({ min: 1n, max: 40_000n }),
});

/** Facts that agree: received, sold by day, claimed on that day or later, nothing twice. */
const cleanFacts: fc.Arbitrary<ClaimFacts> = fc
  .record({
    lines: fc.array(lineShape, { minLength: 1, maxLength: 4 }),
    soldAfterSec: fc.integer({ min: 0, max: 13 * HOUR_SEC }),
    receivedBeforeSec: fc.integer({ min: 0, max: 30 * DAY_SEC }),
    expiresAfterSec: fc.integer({ min: 1, max: 900 * DAY_SEC }),
    recalledAfterSec: fc.option(fc.integer({ min: 1, max: 90 * DAY_SEC })),
    returnCount: fc.integer({ min: 0, max: 3 }),
    serial: fc.integer({ min: 0, max: 99_999 }),
    claimedOn: fc.constantFrom("2026-08-10", "2026-08-11", "2026-09-08"),
  })
  .map((asked) => {
    const soldAtSec = MORNING + asked.soldAfterSec;
    let next = asked.serial;
    const sales = asked.lines.map(({ packCount, isOfUnits, unitCount, lineFen }) => {
      const codes = Array.from({ length: isOfUnits ? 1 : packCount }, () => {
        next += 1;
        return `cn:8123456${String(next).padStart(13, "0")}`;
      });
      const count = isOfUnits ? unitCount : packCount;
      const of = isOfUnits ? ("units" as const) : ("packs" as const);
      return sale({ soldAtSec, codes, of, countE4: BigInt(count) * 10_000n, lineFen });
    });
    const traceCodes = sales.flatMap(({ codes }) => codes);
    const totalFen = sales.reduce((sum, { lineFen }) => sum + (lineFen ?? 0n), 0n);
    const batch = {
      batchNumber: "L1",
      expiresAtSec: soldAtSec + asked.expiresAfterSec,
      recalledAtSec: asked.recalledAfterSec === null ? null : soldAtSec + asked.recalledAfterSec,
    };
    const receivedAtSec = [soldAtSec - asked.receivedBeforeSec];
    const returnsAtSec = Array.from({ length: asked.returnCount }, (_, at) => soldAtSec - DAY_SEC + at);
    return caseOf({
      claim: { traceCodes, totalFen, fundFen: (totalFen * 7n) / 10n, claimedOn: asked.claimedOn },
      sales,
      packs: traceCodes.map((code) => pack(code, { batch, receivedAtSec, returnsAtSec })),
    });
  });

type Spoil = (facts: ClaimFacts) => ClaimFacts;

const SPOILS: readonly Spoil[] = [
  (facts) => facts,
  (facts) => ({ ...facts, sales: [] }),
  (facts) => ({ ...facts, sales: facts.sales.slice(1) }),
  (facts) => ({ ...facts, sales: [...facts.sales, ...facts.sales] }),
  (facts) => ({ ...facts, sales: facts.sales.map((line) => refused("pack-frozen", line)) }),
  (facts) => ({ ...facts, sales: facts.sales.map((line) => ({ ...line, lineFen: null })) }),
  (facts) => ({ ...facts, packs: facts.packs.map((each) => ({ ...each, receivedAtSec: [] })) }),
  (facts) => ({ ...facts, packs: facts.packs.map((each) => ({ ...each, claims: [otherClaim()] })) }),
  (facts) => ({ ...facts, packs: facts.packs.map(({ code }) => noPack(code, { nearHeld: [`${code}0`] })) }),
  (facts) => ({ ...facts, packs: facts.packs.map((each) => ({ ...each, returnsAtSec: [1, 2, 3, 4] })) }),
  (facts) => ({ ...facts, claim: { ...facts.claim, totalFen: facts.claim.totalFen + 1n } }),
  (facts) => ({ ...facts, claim: { ...facts.claim, claimedOn: "2026-08-09" } }),
  (facts) => ({ ...facts, claim: { ...facts.claim, traceCodes: facts.claim.traceCodes.slice(1) } }),
  (facts) => ({ ...facts, institution: { ...shop, agreementAt: () => "suspended" } }),
  (facts) => ({ ...facts, institution: null }),
];

const anyFacts = fc
  .tuple(cleanFacts, fc.array(fc.constantFrom(...SPOILS), { maxLength: 3 }))
  .map(([facts, spoils]) => spoils.reduce((spoiled, spoil) => spoil(spoiled), facts));

const shuffled = <Item>(items: readonly Item[]): fc.Arbitrary<readonly Item[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length });

describe("judging a claim", () => {
  test("a claim that the ledger bears out carries nothing", () => {
    fc.assert(
      fc.property(cleanFacts, (facts) => {
        expect(judgeClaim(facts)).toEqual([]);
      }),
    );
  });

  test("the same facts in another order, the same findings", () => {
    const reordered = anyFacts.chain((facts) =>
      fc
        .tuple(shuffled(facts.sales), shuffled(facts.packs), shuffled(facts.claim.traceCodes))
        .map(([sales, packs, traceCodes]) => ({
          facts,
          other: { ...facts, sales, packs, claim: { ...facts.claim, traceCodes } },
        })),
    );
    fc.assert(
      fc.property(reordered, ({ facts, other }) => {
        expect(judgeClaim(other)).toEqual(judgeClaim(facts));
      }),
    );
  });

  test("no finding disallows more than was paid, no suspect anything, no kind twice", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const findings = judgeClaim(facts);
        for (const { verdict, disallowedFen } of findings) {
          expect(disallowedFen >= 0n && disallowedFen <= (facts.claim.fundFen ?? 0n)).toBe(true);
          if (verdict === "suspect") expect(disallowedFen).toBe(0n);
        }
        expect(new Set(findings.map(({ kind }) => kind)).size).toBe(findings.length);
      }),
    );
  });

  test("every kind is some rule's or the engine's, and every rule names what it serves", () => {
    const made = new Set(ALL_RULES.map(({ kind }) => kind));
    expect(made.size).toBe(ALL_RULES.length);
    const others = FINDING_KINDS.filter((kind) => !made.has(kind));
    expect(others.filter((kind) => !OF_THE_ENGINE.includes(kind))).toEqual([]);
    expect(ALL_RULES.filter(({ source }) => source.length < 10)).toEqual([]);
  });
});
