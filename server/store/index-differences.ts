import type { Database, Snapshot } from "./database.ts";
import { KEYSPACES } from "./keyspaces.ts";

/** Where one index says other than another; keys as they stand, with the table's own byte. */
export type RowDifference = {
  readonly keyspace: string;
  readonly keyHex: string;
  /** Of the row in `is` beside that in `should`. */
  readonly is: "altered" | "missing" | "added";
};

type Side = { readonly database: Database; readonly snapshot?: Snapshot };
type Row = { readonly key: Buffer; readonly value: Buffer };

/**
 * Every row in which one index differs from another of the same block, in the order of keys. Both are read
 * once, side by side, and no more than a row of each is held. Every table of the index is derived from the
 * chain's events alone, so all of them are compared.
 */
export async function* indexDifferences(of: {
  readonly is: Side;
  readonly should: Side;
}): AsyncGenerator<RowDifference> {
  const is = rowsOf(of.is);
  const should = rowsOf(of.should);
  try {
    let left = await nextOf(is);
    let right = await nextOf(should);
    while (left !== null || right !== null) {
      const order = orderOf(left, right);
      if (left !== null && order < 0) yield told(left, "added");
      if (right !== null && order > 0) yield told(right, "missing");
      if (left !== null && right !== null && order === 0 && !left.value.equals(right.value)) {
        yield told(left, "altered");
      }
      if (order <= 0) left = await nextOf(is);
      if (order >= 0) right = await nextOf(should);
    }
  } finally {
    await is.return(undefined);
    await should.return(undefined);
  }
}

/** Behind the last row of one side everything of the other comes. */
function orderOf(left: Row | null, right: Row | null): number {
  if (left === null) return 1;
  if (right === null) return -1;
  return left.key.compare(right.key);
}

async function nextOf(rows: AsyncGenerator<Row>): Promise<Row | null> {
  const { value, done } = await rows.next();
  return done === true ? null : value;
}

async function* rowsOf({ database, snapshot }: Side): AsyncGenerator<Row, undefined> {
  const range = snapshot === undefined ? {} : { snapshot };
  for await (const [key, value] of database.iterator(range)) yield { key, value };
}

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(KEYSPACES).flatMap(([name, { id, database }]) => (database === "index" ? [[id, name]] : [])),
);

function told({ key }: Row, is: RowDifference["is"]): RowDifference {
  return { keyspace: NAMES.get(key[0] ?? 0) ?? "unknown", keyHex: key.toString("hex"), is };
}
