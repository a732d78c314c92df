import { hash } from "node:crypto";
import type { ImportChange, ImportReads, ImportRow } from "../domain/import/import-store.ts";
import { afterPrefix, writeHex, writeUint48 } from "./bytes.ts";
import { importCodec, importPlanCodec, importRefusalCodec } from "./codecs/import-rows.ts";
import type { Database, Writes } from "./database.ts";
import { KEYSPACES } from "./keyspaces.ts";
import { readPage } from "./read-page.ts";

/** What is known of imports. Written in the commits of the intents, together with the refusals they bring. */
export function makeImportReads(database: Database): ImportReads {
  return {
    importRow: async (id) => {
      const bytes = isImportId(id) ? database.getSync(importKey("imports", id)) : undefined;
      return bytes === undefined ? null : importCodec.decode(bytes);
    },
    importRows: async () => {
      const rows: ImportRow[] = [];
      const prefix = Buffer.from([KEYSPACES.imports.id]);
      const range = { gte: prefix, lt: afterPrefix(prefix) };
      for await (const [, value] of database.iterator(range)) rows.push(importCodec.decode(value));
      return rows;
    },
    importPlan: async (id) => {
      const bytes = database.getSync(importKey("importPlans", id));
      return bytes === undefined ? null : importPlanCodec.decode(bytes);
    },
    importName: async (id, name) => {
      const bytes = database.getSync(nameKey(id, name));
      return bytes === undefined ? null : `0x${bytes.toString("hex")}`;
    },
    importRefusals: (id, request) =>
      readPage({
        database,
        prefix: importKey("importRefusals", id),
        request,
        order: "oldest-first",
        rowOf: (_, value) => importRefusalCodec.decode(value),
      }),
  };
}

export function putImports(writes: Writes, { row, plan, refusals, names }: ImportChange): void {
  writes.put(importKey("imports", row.id), importCodec.encode(row));
  if (plan === "done") writes.del(importKey("importPlans", row.id));
  else if (plan !== "none") writes.put(importKey("importPlans", row.id), importPlanCodec.encode(plan));
  for (const refusal of refusals) {
    const head = importKey("importRefusals", row.id);
    const key = Buffer.allocUnsafe(head.length + 6);
    writeUint48(key, refusal.entry, head.copy(key));
    writes.put(key, importRefusalCodec.encode(refusal));
  }
  for (const { name, id } of names) writes.put(nameKey(row.id, name), Buffer.from(id.slice(2), "hex"));
}

const ID_BYTES = 16;

function isImportId(id: string): boolean {
  return /^[0-9a-f]{32}$/.test(id);
}

function importKey(table: "imports" | "importPlans" | "importNames" | "importRefusals", id: string): Buffer {
  if (!isImportId(id)) throw new RangeError(`not an import's id: ${id}`);
  const key = Buffer.allocUnsafe(1 + ID_BYTES);
  key[0] = KEYSPACES[table].id;
  writeHex(key, `0x${id}`, 1, ID_BYTES);
  return key;
}

/** Names are a feed's own and of any length, so they are hashed to one width. */
function nameKey(id: string, name: string): Buffer {
  return Buffer.concat([importKey("importNames", id), hash("sha256", name, "buffer")]);
}
