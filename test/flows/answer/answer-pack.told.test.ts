import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PackStory } from "../../../server/domain/pack-story.ts";
import {
  BATCH,
  BUREAU,
  CODE,
  canonical,
  codeOf,
  foundConsortium,
  HUZHOU,
  MAKER,
  NEIGHBOUR,
  PHARMACY,
  WHO,
  WHOLESALER,
  type Who,
} from "../support/told-consortium.ts";
import {
  dispensed,
  hashOf,
  keyOf,
  made,
  openToldLedger,
  received,
  reversed,
  shipped,
  type ToldLedger,
} from "../support/told-ledger.ts";

describe("the whole story of a pack", () => {
  let ledger: ToldLedger;
  const storyFor = (who: Who, code = CODE): Promise<PackStory> => ledger.answers.pack(WHO[who], code);
  const stepsFor = async (who: Who, code = CODE): Promise<string[]> =>
    (await storyFor(who, code)).lines.map(({ step }) => step);

  beforeAll(async () => {
    ledger = await openToldLedger();
    const { vault } = ledger;
    const run = { batch: BATCH, from: 0, to: 4 };
    const toWholesaler = { number: "C-1", from: MAKER, to: WHOLESALER, run };
    const toPharmacy = { number: "C-2", from: WHOLESALER, to: PHARMACY, run };
    const pack = { batch: BATCH, index: 0 };
    await foundConsortium(ledger);
    await ledger.tell(made(vault, { batch: BATCH, product: 1, maker: MAKER, codes: canonical(4, 300_385) }));
    await ledger.tell([shipped(toWholesaler, ledger.nowSec())]);
    await ledger.tell([received(toWholesaler, ledger.nowSec())]);
    await ledger.tell([shipped(toPharmacy, ledger.nowSec())]);
    await ledger.tell([received(toPharmacy, ledger.nowSec())]);
    await ledger.tell([dispensed({ number: "RX-1", by: PHARMACY, pack }, ledger.nowSec() - 7_200)]);
    await ledger.tell([
      reversed(
        { number: "RET-1", by: PHARMACY, pack },
        { dispense: "RX-1", state: 3, atSec: ledger.nowSec() },
      ),
    ]);
    await ledger.tell([dispensed({ number: "RX-2", by: PHARMACY, pack }, ledger.nowSec())]);
    await ledger.tell([
      { name: "PackFrozen", ...pack, reversalCount: 2 },
      reversed(
        { number: "RET-2", by: PHARMACY, pack },
        { dispense: "RX-2", state: 3, atSec: ledger.nowSec() },
      ),
    ]);
    await ledger.tell([
      { name: "ReceiptAnswered", dispense: hashOf("RX-2"), institution: PHARMACY, bureau: BUREAU, answer: 2 },
    ]);
    const held = { batch: BATCH, region: HUZHOU, bureau: BUREAU, operator: keyOf(BUREAU) };
    await ledger.tell([{ name: "BatchQuarantined", ...held, reasonHash: hashOf("why") }]);
    await ledger.tell([{ name: "BatchReleased", ...held }]);
    await ledger.tell([
      {
        name: "BatchRecalled",
        batch: BATCH,
        recalledBy: MAKER,
        recalledAtSec: ledger.nowSec(),
        reasonHash: hashOf("why"),
        operator: keyOf(MAKER),
      },
    ]);
    for (const institution of [PHARMACY, NEIGHBOUR]) {
      await ledger.keepRefused({
        institution,
        principal: "till",
        operation: "record-dispenses",
        atMs: (ledger.nowSec() + 1) * 1000,
        bodyHash: hashOf("body"),
        code: "pack-frozen",
        facts: {},
        packs: [pack],
        words: null,
      });
    }
  });
  afterAll(() => ledger.close());

  it("tells everything in the order of the ledger, with both signatures of each hand-over", async () => {
    expect(await stepsFor("auditor")).toEqual([
      "made",
      "shipped",
      "received",
      "shipped",
      "received",
      "dispensed",
      "reversed",
      "dispensed",
      "reversed",
      "frozen",
      "receipt-denied",
      "quarantined",
      "released",
      "recalled",
      "refused",
      "refused",
    ]);
    const { custody, dispenses, isFrozen, unitsLeft, reversalCount, batch } = await storyFor("auditor");
    expect(custody.map(({ shipped, received }) => [shipped.operator, received?.operator])).toEqual([
      [keyOf(MAKER), keyOf(WHOLESALER)],
      [keyOf(WHOLESALER), keyOf(PHARMACY)],
    ]);
    expect(dispenses.map(({ state, isLate, reversals }) => [state, isLate, reversals.length])).toEqual([
      ["reversed", true, 1],
      ["reversed", false, 1],
    ]);
    expect([isFrozen, unitsLeft, reversalCount, batch.status]).toEqual([true, 0, 2, "recalled"]);
  });

  it("a late record shows both of its times", async () => {
    const { lines } = await storyFor("pharmacy");
    const late = lines.find(({ step }) => step === "dispensed");
    expect(late?.isLate).toBe(true);
    expect((late?.recordedAtSec ?? 0) - (late?.atSec ?? 0)).toBe(7_210);
    expect(late?.chinese).toContain("（迟报）");
  });

  type Fact = "first hand-over" | "second hand-over" | "present" | "dispense" | "price" | "answer";
  type Seen = Fact | "quarantine" | "own refusal" | "others' refusal" | "recall";
  const seenBy = async (who: Who): Promise<Seen[]> => {
    const story = await storyFor(who);
    const [dispense] = story.dispenses;
    const refused = story.refusals.map(({ institution }) => institution.id);
    const transferFrom = (sender: number) => story.custody.some((each) => each.sender.id === sender);
    const facts: [Seen, boolean][] = [
      ["first hand-over", transferFrom(MAKER)],
      ["second hand-over", transferFrom(WHOLESALER)],
      ["present", story.holder !== null && story.isGone !== null && story.unitsLeft !== null],
      ["dispense", dispense !== undefined],
      ["price", typeof dispense?.priceFen === "bigint"],
      ["answer", story.dispenses.some(({ answer }) => answer !== null)],
      ["quarantine", story.batch.quarantines.length === 1],
      ["recall", story.batch.recalled !== null],
      ["own refusal", refused.includes(WHO[who].institution)],
      ["others' refusal", refused.some((id) => id !== WHO[who].institution)],
    ];
    return facts.filter(([, isSeen]) => isSeen).map(([fact]) => fact);
  };
  const ALL: Seen[] = [
    "first hand-over",
    "second hand-over",
    "present",
    "dispense",
    "price",
    "answer",
    "quarantine",
    "recall",
  ];

  it.each<[Who, readonly Seen[]]>([
    ["maker", ["first hand-over", "quarantine", "recall"]],
    ["wholesaler", ["first hand-over", "second hand-over", "quarantine", "recall"]],
    ["pharmacy", [...ALL, "own refusal"]],
    ["bureau", [...ALL, "others' refusal"]],
    ["regionAuditor", [...ALL, "others' refusal"]],
    ["auditor", [...ALL, "others' refusal"]],
  ])("to the %s it tells %j", async (who, facts) => {
    expect(await seenBy(who)).toEqual(facts);
  });

  it.each<Who>(["neighbour", "abroad", "wuhanBureau"])("for the %s it does not exist", async (who) => {
    await expect(storyFor(who)).rejects.toMatchObject({ code: "not-found", facts: { pack: CODE } });
    const absent = codeOf(300_385, 777);
    await expect(storyFor(who, absent)).rejects.toMatchObject({ code: "not-found", facts: { pack: absent } });
  });
});
