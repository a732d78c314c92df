import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onHandOf } from "../../server/domain/stock.ts";
import { BATCHES, SITES } from "../support/history-cast.ts";
import { RandomHistory } from "../support/random-history.ts";
import { RowsInMemory } from "../support/rows-in-memory.ts";

const SEED = 20_251_122;

/** A history whose choices stand on a tape, so that a failing one is found in its shortest form. */
function tell(tape: readonly number[], check: (history: RandomHistory, rows: RowsInMemory) => void): void {
  let at = 0;
  const history = new RandomHistory((below) => {
    const chosen = tape[at] ?? 0;
    at += 1;
    return chosen % below;
  });
  const rows = new RowsInMemory();
  for (const fact of history.begin()) rows.tell(fact);
  check(history, rows);
  while (at < tape.length) {
    for (const fact of history.next()) rows.tell(fact);
    check(history, rows);
  }
}

const tapes = fc.array(fc.nat(10_000), { minLength: 40, maxLength: 400, size: "max" });

describe("stock", () => {
  it("on hand is what a count of the parcels in hands minus the packs gone gives, after every call", () => {
    fc.assert(
      fc.property(tapes, (tape) =>
        tell(tape, (history, rows) => {
          for (const { batch } of BATCHES) {
            for (const site of SITES) {
              const row = rows.stock(site, batch);
              expect(row === null ? 0 : onHandOf(row)).toBe(history.goods.goodsOf(site, batch));
            }
          }
        }),
      ),
      { numRuns: 300, seed: SEED },
    );
  });

  it("of all sites together is every pack: on hand, on its way, lost, sold or written off", () => {
    fc.assert(
      fc.property(tapes, (tape) =>
        tell(tape, (_, rows) => {
          for (const { batch, packCount } of BATCHES) {
            const stocks = SITES.flatMap((site) => rows.stock(site, batch) ?? []);
            const sum = (count: (row: (typeof stocks)[number]) => number): number =>
              stocks.reduce((total, row) => total + count(row), 0);
            const onWay = sum((row) => row.shippedCount - row.receivedCount - row.cameBackCount);
            const sold = sum((row) => row.dispensedCount + row.openedCount - row.returnedCount);
            expect(sum(onHandOf) + onWay + sold + sum((row) => row.writtenOffCount)).toBe(packCount);
            expect(onWay).toBeGreaterThanOrEqual(sum((row) => row.lostCount));
          }
        }),
      ),
      { numRuns: 100, seed: SEED },
    );
  });
});
