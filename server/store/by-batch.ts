import type { BatchId } from "../domain/ids.ts";

/** Rows by batch and a number beside it, without making a text of the two for each look-up. */
export class ByBatch<Row> {
  readonly #batches = new Map<BatchId, Map<number, Row>>();

  get(batch: BatchId, index: number): Row | undefined {
    return this.#batches.get(batch)?.get(index);
  }

  set(batch: BatchId, index: number, row: Row): void {
    let rows = this.#batches.get(batch);
    if (rows === undefined) {
      rows = new Map();
      this.#batches.set(batch, rows);
    }
    rows.set(index, row);
  }

  *[Symbol.iterator](): Generator<readonly [BatchId, number, Row]> {
    for (const [batch, rows] of this.#batches) {
      for (const [index, row] of rows) yield [batch, index, row];
    }
  }
}
