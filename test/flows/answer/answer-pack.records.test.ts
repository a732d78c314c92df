import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchId } from "../../../server/domain/ids.ts";
import type { PackStory } from "../../../server/domain/pack-story.ts";
import { wordOfLine, wordOfRun } from "../../../server/domain/pack-words.ts";
import {
  BUREAU,
  canonical,
  codeOf,
  DECLARED,
  foundConsortium,
  IMPORTED,
  MAKER,
  NEIGHBOUR,
  PHARMACY,
  WHO,
  type Who,
} from "../support/told-consortium.ts";
import {
  declared,
  dispensed,
  hashOf,
  keyOf,
  made,
  openToldLedger,
  received,
  reversed,
  START_SEC,
  shipped,
  type ToldLedger,
} from "../support/told-ledger.ts";

describe("what a pack's records tell", () => {
  let ledger: ToldLedger;
  const storyFor = (who: Who, code: string): Promise<PackStory> => ledger.answers.pack(WHO[who], code);

  beforeAll(async () => {
    ledger = await openToldLedger();
    await foundConsortium(ledger);
  });
  afterAll(() => ledger.close());

  it("a consignment that was disputed and withdrawn is told with who said what", async () => {
    const batch: BatchId = "0x00000000000000b1";
    const run = { batch, from: 0, to: 2 };
    const hands = { number: "C-9", from: MAKER, to: PHARMACY, run };
    const words = { consignment: hashOf("C-9"), runs: [wordOfRun(run)] };
    await ledger.tell(made(ledger.vault, { batch, product: 1, maker: MAKER, codes: canonical(2, 300_386) }));
    await ledger.tell([shipped(hands, ledger.nowSec())]);
    await ledger.tell([
      {
        name: "ConsignmentDisputed",
        ...words,
        disputedBy: PHARMACY,
        disputedAtSec: ledger.nowSec(),
        reasonHash: hashOf("broken"),
        operator: keyOf(PHARMACY),
      },
    ]);
    await ledger.tell([
      { name: "DisputeAnswered", ...words, answeredBy: MAKER, outcome: 2, operator: keyOf(MAKER) },
    ]);
    await ledger.tell([
      {
        name: "DisputeResolved",
        ...words,
        resolvedBy: BUREAU,
        outcome: 1,
        outstandingCount: 0,
        operator: keyOf(BUREAU),
      },
    ]);
    const story = await storyFor("pharmacy", codeOf(300_386, 1));
    expect(story.lines.map(({ step }) => step)).toEqual([
      "made",
      "shipped",
      "disputed",
      "dispute-answered",
      "dispute-returned",
    ]);
    expect(story.custody[0]?.disputes.map(({ by, outcome }) => [by.id, outcome])).toEqual([
      [PHARMACY, null],
      [MAKER, "lost"],
      [BUREAU, "returned"],
    ]);
    expect(story.holder?.institution.id).toBe(MAKER);
  });

  it("declared stock, units, a write-off of the rest, and a rival are told as what they are", async () => {
    const codes = canonical(2, 300_387);
    const pack = { batch: DECLARED, index: 0 };
    await ledger.tell(declared(ledger.vault, { batch: DECLARED, product: 1, maker: PHARMACY, codes }));
    await ledger.tell([dispensed({ number: "RX-7", by: PHARMACY, pack, units: 6 }, ledger.nowSec())]);
    await ledger.tell([
      reversed(
        { number: "RET-7", by: PHARMACY, pack, units: 2 },
        { dispense: "RX-7", state: 2, atSec: ledger.nowSec() },
      ),
    ]);
    const opened = await storyFor("pharmacy", codeOf(300_387, 0));
    expect([opened.provenance, opened.unitsLeft, opened.isOpened, opened.isGone]).toEqual([
      "declared",
      20,
      true,
      true,
    ]);
    await ledger.tell([
      {
        name: "PacksDecommissioned",
        decommission: hashOf("DEC-7"),
        institution: PHARMACY,
        documentKey: hashOf("document DEC-7"),
        occurredAtSec: ledger.nowSec(),
        reason: 1,
        operator: keyOf(PHARMACY),
        runs: [],
        remnants: [wordOfLine({ ...pack, units: 20, priceFen: 0n })],
      },
    ]);
    const rival: BatchId = "0x00000000000000d2";
    await ledger.tell(declared(ledger.vault, { batch: rival, product: 1, maker: NEIGHBOUR, codes }));
    const story = await storyFor("auditor", codeOf(300_387, 0));
    expect(story.lines.map(({ step }) => step)).toEqual([
      "declared",
      "contested",
      "dispensed",
      "reversed",
      "decommissioned",
    ]);
    expect(story).toMatchObject({
      unitsLeft: 0,
      decommission: { reason: "destroyed", units: 20 },
      contestedBy: [{ batch: rival, provenance: "declared" }],
    });
  });

  it("what the bureau brought in is told as imported, never as live and never as late", async () => {
    const codes = canonical(2, 300_388);
    const operator = keyOf(BUREAU);
    await ledger.tell(made(ledger.vault, { batch: IMPORTED, product: 1, maker: MAKER, codes }));
    const run = { batch: IMPORTED, from: 0, to: 2 };
    const hands = { number: "C-8", from: MAKER, to: PHARMACY, run };
    const sent = { ...shipped(hands, START_SEC - 80_000), operator };
    const taken = { ...received(hands, START_SEC - 70_000), operator };
    await ledger.tell([sent, taken]);
    const pack = { batch: IMPORTED, index: 1 };
    await ledger.tell([dispensed({ number: "RX-8", by: PHARMACY, pack, operator }, START_SEC - 60_000)]);
    const { lines } = await storyFor("pharmacy", codeOf(300_388, 1));
    const later = lines.slice(1);
    expect(later.map(({ step, isImported, isLate }) => [step, isImported, isLate])).toEqual([
      ["shipped", true, false],
      ["received", true, false],
      ["dispensed", true, false],
    ]);
    for (const { chinese } of later) expect(chinese).toContain("（补录）");
  });
});
