import { fail } from "../domain/failure.ts";
import type { Page, PageRequest } from "../domain/ledger-view.ts";
import { afterPrefix } from "./bytes.ts";
import type { Database, Range, Snapshot } from "./database.ts";

export type PageOf<Row> = {
  readonly database: Database;
  readonly snapshot?: Snapshot;
  /** What every key of the list begins with. */
  readonly prefix: Buffer;
  readonly request: PageRequest;
  readonly order: "oldest-first" | "newest-first";
  readonly rowOf: (key: Buffer, value: Buffer) => Row;
};

/**
 * A page of a list. The cursor is the rest of the last key behind the list's prefix, so it stays right when
 * rows come or go meanwhile.
 */
export async function readPage<Row>(page: PageOf<Row>): Promise<Page<Row>> {
  const { limit, after } = page.request;
  const rows: Row[] = [];
  let last: Buffer | null = null;
  let more = false;
  for await (const [key, value] of page.database.iterator(rangeOf(page, after, limit + 1))) {
    if (rows.length === limit) {
      more = true;
      break;
    }
    rows.push(page.rowOf(key, value));
    last = key;
  }
  const next = more && last !== null ? last.toString("hex", page.prefix.length) : null;
  return { rows, next };
}

function rangeOf<Row>(page: PageOf<Row>, after: string | null, limit: number): Range {
  const { prefix, snapshot } = page;
  const reverse = page.order === "newest-first";
  const range: Range = { gte: prefix, lt: afterPrefix(prefix), reverse, limit };
  if (snapshot !== undefined) range.snapshot = snapshot;
  if (after === null) return range;
  const start = Buffer.concat([prefix, tailOf(after)]);
  if (reverse) return { ...range, lt: start };
  const { gte: _, ...open } = range;
  return { ...open, gt: start };
}

/** No key is longer than 64 bytes, so nobody can make us copy more. */
function tailOf(after: string): Buffer {
  if (!/^(?:[0-9a-f]{2}){1,64}$/.test(after)) return fail("malformed-request", { issues: ["cursor"] });
  return Buffer.from(after, "hex");
}
