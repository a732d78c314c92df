import { readFile } from "node:fs/promises";
import path from "node:path";
import type { KeyRole } from "../domain/command.ts";
import { fail } from "../domain/failure.ts";
import type { Address, Hex32, InstitutionId } from "../domain/ids.ts";
import type { Keyring } from "../domain/ports.ts";
import { isDevelopmentKey } from "./development-keys.ts";
import { KeystoreError, type KeystoreOptions, openKeystore, writeDurably } from "./keystore.ts";
import type { Signer } from "./signer.ts";

/** Whose key is which, in the file `index.json` beside the encrypted keys; and the signer over them. */
export async function openKeyring(options: KeystoreOptions): Promise<FileKeyring> {
  const keystore = await openKeystore(options);
  const file = path.join(keystore.dir, "index.json");
  let entries = await readIndex(file);
  let writing: Promise<unknown> = Promise.resolve();

  /** One change after the other, and none is seen before it is on the disk. */
  const change = (edit: (now: readonly KeyEntry[]) => readonly KeyEntry[]): Promise<void> => {
    const next = writing.then(async () => {
      const edited = edit(entries);
      await writeDurably(file, `${JSON.stringify({ keys: edited }, null, 2)}\n`);
      entries = edited;
    });
    writing = next.catch((error: unknown) => error);
    return next;
  };

  return {
    keyFor(institution, role) {
      const found = entries.findLast((entry) => entry.institution === institution && entry.role === role);
      return found?.address ?? fail("operator-unknown", { institution, role });
    },
    async makeKey(label) {
      const address = await keystore.create();
      const { institutionCode, role } = label;
      await change((now) => [...now, { address, institutionCode, role, institution: null }]);
      return address;
    },
    async bind(institutionCode, institution) {
      const isUnbound = (entry: KeyEntry): boolean =>
        entry.institutionCode === institutionCode && entry.institution !== institution;
      if (!entries.some(isUnbound)) return;
      await change((now) => now.map((entry) => (isUnbound(entry) ? { ...entry, institution } : entry)));
    },
    async sign(key, digest) {
      if (!entries.some((entry) => entry.address === key)) fail("operator-unknown", { key });
      const { r, s, yParity } = (await keystore.unlock(key)).sign(digest);
      // ethers writes r and s as hex of 32 bytes.
      return { r: r as Hex32, s: s as Hex32, yParity };
    },
    entries: () => entries,
  };
}

export type FileKeyring = Keyring & Signer & { entries(): readonly KeyEntry[] };

export type KeyEntry = {
  readonly address: Address;
  readonly institutionCode: string;
  readonly role: KeyRole;
  /** Null until the ledger has given the institution its number. */
  readonly institution: InstitutionId | null;
};

async function readIndex(file: string): Promise<readonly KeyEntry[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  const parsed: unknown = JSON.parse(text);
  const keys = typeof parsed === "object" && parsed !== null && "keys" in parsed ? parsed.keys : null;
  if (!Array.isArray(keys) || !keys.every(isKeyEntry))
    throw new KeystoreError("the index of keys is damaged");
  const known = keys.find((entry) => isDevelopmentKey(entry.address));
  if (known !== undefined)
    throw new KeystoreError(`${known.address} is a development key: anybody can sign with it`);
  return keys;
}

function isKeyEntry(value: unknown): value is KeyEntry {
  if (typeof value !== "object" || value === null) return false;
  const { address, institutionCode, role, institution } = Object.fromEntries(Object.entries(value));
  return (
    typeof address === "string" &&
    /^0x[0-9a-f]{40}$/.test(address) &&
    typeof institutionCode === "string" &&
    ROLES.some((known) => known === role) &&
    (institution === null || (typeof institution === "number" && Number.isSafeInteger(institution)))
  );
}

const ROLES: readonly KeyRole[] = [
  "operator",
  "adjudicator",
  "decider",
  "reviewer",
  "admin",
  "consortium",
  "guardian",
  "bootstrap",
];
