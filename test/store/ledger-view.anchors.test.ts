import { describe, expect, it } from "vitest";
import type { LedgerFact } from "../../server/domain/ledger-event.ts";
import type { LedgerView } from "../../server/domain/ledger-view.ts";
import { indexOf } from "../../server/store/open-index.ts";
import { anchored, FEED_WORD, READING } from "../support/anchor-facts.ts";
import { hex } from "../support/history-cast.ts";
import { DATABASES } from "./support/databases.ts";
import { indexStory } from "./support/index-story.ts";

const PAUSED: LedgerFact = { name: "LedgerPaused", guardian: hex(7, 20) };

/** Blocks of these facts, from block 0 on. */
async function ledgerOf<T>(
  story: readonly LedgerFact[][],
  use: (view: LedgerView) => Promise<T>,
): Promise<T> {
  const opened = await DATABASES[0]?.open();
  if (opened === undefined) throw new Error("no database");
  const index = indexOf(opened.database);
  await indexStory(
    index.store,
    story.map((facts, block) =>
      facts.map((fact, logIndex) => ({
        ...fact,
        place: { block, logIndex, timeSec: block, transactionHash: hex(block, 32) },
      })),
    ),
  );
  try {
    return await index.reader.view(use);
  } finally {
    await opened.discard();
  }
}

describe("anchors in the index", () => {
  it("are found by feed and block, in the order of the chain", async () => {
    const other = anchored({ content: { ...READING, asOfBlock: 4 } });
    const found = await ledgerOf(
      [[PAUSED], [anchored(), other], [anchored({ institution: 9 })]],
      async (view) => [
        await view.anchorsOf(FEED_WORD, 3),
        await view.anchorsOf(FEED_WORD, 4),
        await view.anchorsOf(hex(0xff, 32), 3),
      ],
    );
    expect(found.map((rows) => rows.map(({ institution, origin }) => [institution, origin.block]))).toEqual([
      [
        [1, 1],
        [9, 2],
      ],
      [[1, 1]],
      [],
    ]);
    const { name: _, ...said } = anchored();
    expect(found[0]?.[0]).toMatchObject(said);
  });
});

describe("a ledger on which nothing happened but anchors", () => {
  it.each<[string, LedgerFact[][], number, boolean]>([
    ["stands at its own head", [[PAUSED], [PAUSED]], 1, true],
    ["has grown by a block with something in it", [[PAUSED], [PAUSED]], 0, false],
    ["has not grown by empty blocks", [[PAUSED], [], []], 0, true],
    ["has not grown by anchors", [[PAUSED], [anchored(), anchored({ institution: 9 })], []], 0, true],
    ["has grown by what stands beside an anchor", [[PAUSED], [anchored(), PAUSED]], 0, false],
    ["has grown by what came after anchors", [[PAUSED], [anchored()], [PAUSED]], 0, false],
    ["had grown before, not since", [[PAUSED], [PAUSED], [anchored()]], 1, true],
  ])("%s", async (_, story, since, isOnly) => {
    expect(await ledgerOf(story, (view) => view.onlyAnchorsSince(since))).toBe(isOnly);
  });
});
