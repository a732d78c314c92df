import type { Keyspace } from "../../server/store/keyspace.ts";
import { KEYSPACES } from "../../server/store/keyspaces.ts";
import { GENERATED_MARK } from "./generated-mark.ts";

/** docs/keyspaces.md: what stands under which key in the three databases, from server/store/keyspaces.ts. */
export function renderKeyspaces(): string {
  return [
    GENERATED_MARK,
    "# Keyspaces",
    "",
    "Three LevelDB directories. `intents` holds what this server was told and must not forget: each write is",
    "synced, nothing in it can be derived. `index` holds the read models and the cursor: one batch of writes",
    "moves both, and the whole directory may be deleted and made again from the chain, byte for byte (I15).",
    "`findings` holds feeds that were sent to be reconciled, and what was found: sending a feed again makes",
    "it anew, but for what the ledger said at the block of then.",
    "",
    "A key is the table's first byte, then its fields at fixed widths, big-endian, so that the order of keys",
    "is the order of what they mean. The number after a field is its width in bytes. A text is padded with",
    "zero bytes.",
    "",
    ...renderDatabase("index", "Derived from the chain. Written by `flows/index-chain` alone."),
    "",
    ...renderDatabase("intents", "Not derived. Every write is synced."),
    "",
    ...renderDatabase("findings", "Every write is synced. Rows of a feed are sealed by the vault."),
    "",
  ].join("\n");
}

function renderDatabase(database: Keyspace["database"], about: string): string[] {
  const rows = Object.entries(KEYSPACES)
    .filter(([, space]) => space.database === database)
    .map(([name, space]) => renderRow(name, space));
  const head = ["| table | first byte | key | value | written by | why |", "|---|---|---|---|---|---|"];
  return [`## ${database}`, "", about, "", ...head, ...rows];
}

function renderRow(name: string, space: Keyspace): string {
  const key = space.key.map((field) => `${field.name} ${field.bytes}`).join(" ‖ ");
  const id = `0x${space.id.toString(16).padStart(2, "0")}`;
  return `| ${name} | ${id} | ${key === "" ? "–" : key} | ${space.value} | ${space.writer} | ${space.why} |`;
}
