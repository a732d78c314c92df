import type { LedgerView, Page, PageRequest } from "../../domain/ledger-view.ts";
import { damaged } from "../codecs/codec.ts";
import type { Database, Snapshot } from "../database.ts";
import { KEYSPACES } from "../keyspaces.ts";
import { readPage } from "../read-page.ts";
import type { Get, Stored } from "../stored-rows.ts";

/** One snapshot of the database, and its rows decoded. */
export type Source = {
  readonly database: Database;
  readonly snapshot: Snapshot;
  readonly get: Get;
  readonly rows: Stored;
};

/** Some of the reads of a view. */
export type Reads<Names extends keyof LedgerView> = Pick<LedgerView, Names>;

export function pageOf<Row>(
  source: Source,
  prefix: Buffer,
  request: PageRequest,
  rowOf: (key: Buffer, value: Buffer) => Row,
  order: "oldest-first" | "newest-first" = "oldest-first",
): Promise<Page<Row>> {
  const { database, snapshot } = source;
  return readPage({ database, snapshot, prefix, request, order, rowOf });
}

/** What an entry of one table points at in another must be there. */
export function pointed<Row>(row: Row | null, table: string): Row {
  return row ?? damaged(table, "another table points at a row that is not there");
}

export function tablePrefix(name: "institutions" | "products" | "keyEpochs"): Buffer {
  return Buffer.from([KEYSPACES[name].id]);
}

export function hexOf(bytes: Buffer): `0x${string}` {
  return `0x${bytes.toString("hex")}`;
}

/** Numbers that come from outside may be no institution's or product's number at all. */
export function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}
