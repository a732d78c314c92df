import type { IndexCursor } from "../domain/index-store.ts";
import type { LedgerView } from "../domain/ledger-view.ts";
import type { Database, Snapshot } from "./database.ts";
import { type Get, storedRows } from "./stored-rows.ts";
import { anchorReads } from "./view/anchor-reads.ts";
import { catalogueReads } from "./view/catalogue-reads.ts";
import { claimReads } from "./view/claim-reads.ts";
import { custodyReads } from "./view/custody-reads.ts";
import { dispenseReads } from "./view/dispense-reads.ts";
import { institutionReads } from "./view/institution-reads.ts";
import { packReads } from "./view/pack-reads.ts";
import type { Source } from "./view/source.ts";

/** The read models as one snapshot of the database has them. */
export function makeLedgerView(database: Database, snapshot: Snapshot, cursor: IndexCursor): LedgerView {
  const reading = { snapshot, keyEncoding: "buffer", valueEncoding: "buffer" } as const;
  const get: Get = (key) => database.getSync(key, reading);
  const source: Source = { database, snapshot, get, rows: storedRows(get) };
  return {
    asOf: { block: cursor.block, blockHash: cursor.blockHash },
    ...institutionReads(source),
    ...catalogueReads(source),
    ...custodyReads(source),
    ...packReads(source),
    ...dispenseReads(source),
    ...claimReads(source),
    ...anchorReads(source),
  };
}
