import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimFacts } from "../../../../server/domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../../../server/domain/reconcile/feed-claim.ts";
import { judgeClaim } from "../../../../server/domain/reconcile/judge-claim.ts";
import { PLAIN_TRUTHS } from "../../../../server/domain/reconcile/plain-truths.ts";
import { takePlain } from "../../../../server/flows/take/take-plain.ts";
import { openScratchFile } from "../../../../server/store/scratch-file.ts";
import { FAR_SEC } from "../../../chain/support/test-ledger.ts";
import { type Dice, diceOf, oneOf } from "../../../domain/reconcile/support/random-facts.ts";
import { type ClaimedShop, claimOf, code, OTHER_SHOP, openShop, PERSON } from "../support/claimed-shop.ts";

const SEEDS = 30;
const CLAIMS_PER_FEED = 20;
const SALES = 20;

const cn = (at: number): string => `cn:${code(at)}`;
const openScratch = () => openScratchFile(tmpdir());

/** Sale `nth` is of pack `nth`, under settlement and receipt of that number. */
function plainClaim(nth: number, row: number): FeedClaim {
  return claimOf(`C${String(row).padStart(3, "0")}`, row, {
    settlementId: `S-${nth}`,
    receiptNumber: `R-${nth}`,
    traceCodes: [cn(nth)],
    totalFen: 1_000n,
  });
}

type Turn = (claim: FeedClaim, dice: Dice) => FeedClaim;

const TURNS: readonly Turn[] = [
  (claim, dice) => ({ ...claim, settlementId: oneOf(dice, [null, "S-99", `S-${dice(SALES)}`]) }),
  (claim, dice) => ({ ...claim, receiptNumber: oneOf(dice, [null, "R-99", `R-${dice(SALES)}`]) }),
  (claim, dice) => ({ ...claim, institutionCode: oneOf(dice, [OTHER_SHOP, "P00000000000"]) }),
  (claim) => ({ ...claim, channel: "manual" }),
  (claim) => ({ ...claim, channel: "manual", settlementId: null }),
  (claim, dice) => ({ ...claim, person: oneOf(dice, [null, { scheme: "psn-no", value: "somebody else" }]) }),
  (claim, dice) => ({ ...claim, person: { scheme: "psn-no", value: `person ${dice(40)}` } }),
  (claim, dice) => ({ ...claim, claimedOn: oneOf(dice, ["2026-11-21", "2026-11-23", "2026-12-30"]) }),
  (claim, dice) => ({ ...claim, traceCodes: [cn(dice(60))] }),
  (claim, dice) => ({ ...claim, traceCodes: [...claim.traceCodes, cn(dice(60))] }),
  (claim, dice) => ({ ...claim, totalFen: oneOf(dice, [0n, 1_001n, 600_000n, 5_000_000_000n]) }),
  (claim) => ({ ...claim, insuredRegion: null }),
];

function feedOf(dice: Dice): FeedClaim[] {
  return Array.from({ length: CLAIMS_PER_FEED }, (_, at) => {
    const nth = dice(5) === 0 ? dice(SALES) : at % SALES;
    let claim = plainClaim(nth, at + 1);
    if (dice(6) > 0) claim = { ...claim, person: null };
    for (let turns = dice(4) === 0 ? 1 + dice(2) : 0; turns > 0; turns -= 1)
      claim = oneOf(dice, TURNS)(claim, dice);
    return claim;
  });
}

describe("the sieve in front of the full judgement", () => {
  let shop: ClaimedShop;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    const { sale: saleAt, back, whole, bureau } = shop;
    const { institution } = shop.shop;
    const terms = { fromSec: shop.startedSec - 60, validUntilSec: FAR_SEC };
    const request = { kind: "sign-agreement", institution, ...terms } as const;
    await whole.settle(takePlain(whole.take, { principal: bureau, request, idempotencyKey: null }));
    // Within the margin of what the packs cost.
    const sale: ClaimedShop["sale"] = (given) =>
      saleAt({ ...given, change: { finl_trns_pric: "10.000000", ...given.change } });
    const sales = Array.from({ length: SALES }, (_, nth) =>
      sale({
        receipt: `R-${nth}`,
        codes: [code(nth)],
        atSec: nth + 1,
        // Two were sold for cash, and one was miscounted.
        settlement: nth % 9 === 8 ? null : `S-${nth}`,
        ...(nth === 3 ? { change: { sel_retn_cnt: "2" } } : {}),
      }),
    );
    const secondLine = sale({ receipt: "R-1", codes: [code(30)], atSec: 2, settlement: "S-1" });
    const refused = await shop.importAll([
      ...sales.toSpliced(2, 0, secondLine),
      // A return, a message that comes twice, and a sale of a pack that is not there.
      back({ receipt: "R-4", codes: [code(4)], atSec: 100 }),
      sale({ receipt: "R-5", codes: [code(5)], atSec: 6, settlement: "S-5" }),
      sale({ receipt: "R-6", codes: [code(55)], atSec: 7, settlement: "S-6" }),
      back({ receipt: "R-77", codes: [code(7)], atSec: 101 }),
      sale({ receipt: "R-40", codes: [code(40)], atSec: 9, by: OTHER_SHOP, settlement: "S-40" }),
    ]);
    expect(refused.map(([, failure]) => failure)).toEqual([
      "malformed-request",
      "return-line-wrong",
      "not-in-custody",
      "dispense-unknown",
    ]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  it("changes no finding, of whatever feed", async () => {
    let [passedCount, foundCount] = [0, 0];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const claims = feedOf(diceOf(seed));
      const all = await shop.reconcile(claims, { judge: judgeClaim });
      const sieved = await shop.reconcile(claims, { judge: judgeClaim, openScratch });
      expect(sieved.findings, `seed ${seed}`).toEqual(all.findings);
      expect(sieved.end).toEqual(all.end);
      for (const [claim, facts] of all.facts) {
        if (sieved.facts.has(claim)) continue;
        passedCount += 1;
        expect(untrueOf(facts), `seed ${seed}, ${claim}`).toEqual([]);
      }
      foundCount += all.findings.length;
    }
    expect(passedCount).toBeGreaterThan(SEEDS);
    expect(foundCount).toBeGreaterThan(SEEDS);
  });

  it("lets what is plainly borne out pass, and nothing beside it", async () => {
    const claims = [0, 1, 2, 10, 4, 5, 6, 7].map((nth, at) => ({ ...plainClaim(nth, at + 1), person: null }));
    const { facts } = await shop.reconcile(claims, { judge: judgeClaim, openScratch });
    // R-1 has a second line, of 4 and 7 a return was refused, under S-6 something else was tried.
    expect([...facts.keys()]).toEqual(["C002", "C005", "C007", "C008"]);
  });

  it("gathers every claim of a person who claims often", async () => {
    const person = { scheme: "psn-no", value: PERSON };
    const claims = [0, 2, 10, 11, 12].map((nth, at) => ({ ...plainClaim(nth, at + 1), person }));
    const { facts, findings } = await shop.reconcile(claims, { judge: judgeClaim, openScratch });
    expect(facts.size).toBe(claims.length);
    expect(findings).toMatchObject([{ claimId: "C005", kind: "over_frequency" }]);
    expect((await shop.reconcile(claims.slice(1), { openScratch })).facts.size).toBe(0);
  });

  it("goes on after a stop as if it had not stopped", async () => {
    const claims = feedOf(diceOf(77));
    const all = await shop.reconcile(claims, { judge: judgeClaim, openScratch });
    const rest = await shop.reconcile(claims, { judge: judgeClaim, openScratch, judgedRow: 12 });
    expect(rest.findings).toEqual(all.findings.filter(({ row }) => row > 12 || row === 0));
  });
});

function untrueOf(facts: ClaimFacts): readonly string[] {
  return Object.entries(PLAIN_TRUTHS).flatMap(([truth, holds]) => (holds(facts) ? [] : [truth]));
}
