import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { MemoryLevel } from "memory-level";
import { afterEach, expect, test } from "vitest";
import { openIntentStore } from "../../server/store/intent-store.ts";
import { type OpenVault, openVault } from "../../server/vault/open-vault.ts";
import { readPassphrase } from "../../server/vault/passphrase.ts";

const FEED = { sha256: "ab".repeat(32), format: "claims-csv", institutionCode: null };
const KEY = Buffer.alloc(32, 7);
const directories: string[] = [];

/** A server of the consortium; its own secrets are like nobody else's. */
async function member(): Promise<OpenVault> {
  const data = await mkdtemp(path.join(tmpdir(), "caretrail-feeds-"));
  directories.push(data);
  const passphrase = await readPassphrase({ keysDir: path.join(data, "keys"), humanPassphrase: null });
  const database = new MemoryLevel<Buffer, Buffer>({ keyEncoding: "buffer", valueEncoding: "buffer" });
  await database.open();
  const folder = { dir: path.join(data, "secrets"), passphrase, whenAbsent: "make" } as const;
  return openVault(folder, await openIntentStore(database));
}

afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

test("a feed has the same word and salt at every member that holds the key of the epoch", async () => {
  const [one, other] = [await member(), await member()];
  await one.addPackEpoch(2, KEY);
  await other.addPackEpoch(2, KEY);
  const [[oneNew, oneOld], [otherNew, otherOld]] = [one.feedWords(FEED), other.feedWords(FEED)];
  expect(oneNew).toMatchObject({ epoch: 2 });
  expect(oneNew).toEqual(otherNew);
  // Of the first epoch each made a key of its own here.
  expect(oneOld?.word).not.toBe(otherOld?.word);
  expect(oneOld?.salt).not.toBe(otherOld?.salt);
});

test("a feed's word is neither its hash nor its salt, and of nothing else", async () => {
  const vault = await member();
  const words = [
    FEED,
    { ...FEED, sha256: "cd".repeat(32) },
    { ...FEED, format: "claims-ndjson" },
    { ...FEED, institutionCode: "P33050000001" },
  ].flatMap((feed) => vault.feedWords(feed));
  const all = words.flatMap(({ word, salt }) => [word, salt]);
  expect(new Set(all).size).toBe(8);
  expect(all).not.toContain(`0x${FEED.sha256}`);
  expect(all.some((word) => word.startsWith(vault.packKey(FEED.sha256, 1)))).toBe(false);
});
