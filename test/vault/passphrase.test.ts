import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openKeystore } from "../../server/chain/keystore.ts";
import { readPassphrase } from "../../server/vault/passphrase.ts";
import { VaultError } from "../../server/vault/sealed-text.ts";

let keysDir = "";

beforeEach(async () => {
  keysDir = await mkdtemp(path.join(tmpdir(), "caretrail-passphrase-"));
});

afterEach(() => rm(keysDir, { recursive: true, force: true }));

test("whoever comes first makes it, and everybody reads the same", async () => {
  const all = await Promise.all(
    Array.from({ length: 5 }, () => readPassphrase({ keysDir, humanPassphrase: null })),
  );
  expect(new Set(all.map(({ text }) => text)).size).toBe(1);
  expect((await stat(path.join(keysDir, "passphrase"))).mode & 0o777).toBe(0o600);
});

test("the keystore and the vault share one", async () => {
  await openKeystore({ dir: keysDir, humanPassphrase: null });
  const made = (await readFile(path.join(keysDir, "passphrase"), "utf8")).trim();
  expect((await readPassphrase({ keysDir, humanPassphrase: null })).text).toBe(made);
});

test("a human's goes before the file's", async () => {
  const passphrase = await readPassphrase({ keysDir, humanPassphrase: "correct horse" });
  expect(passphrase).toEqual({ text: "correct horse", origin: "human" });
});

test("one that others may read, or that is empty, is refused", async () => {
  const file = path.join(keysDir, "passphrase");
  await writeFile(file, "");
  await chmod(file, 0o600);
  await expect(readPassphrase({ keysDir, humanPassphrase: null })).rejects.toThrow(VaultError);
  await writeFile(file, "x");
  await chmod(file, 0o644);
  await expect(readPassphrase({ keysDir, humanPassphrase: null })).rejects.toThrow(VaultError);
});
