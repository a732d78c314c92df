import { randomBytes } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { makeSecretFile, readSecretFile, replaceSecretFile } from "./durable-file.ts";
import type { Passphrase } from "./passphrase.ts";
import { VaultError } from "./sealed-text.ts";
import { decodeSecrets, encodeSecrets } from "./secret-box-codec.ts";

/** What the members of the consortium share: the key of pack keys in each epoch. */
export type ConsortiumSecrets = { readonly packKeys: ReadonlyMap<number, Buffer> };

/** What the bureaus share: the key of invoices in each epoch. Empty where this server serves no bureau. */
export type NullifierSecrets = { readonly invoiceKeys: ReadonlyMap<number, Buffer> };

/** What no other server has. */
export type ServerSecrets = {
  /** From it comes each institution's own secret: document numbers and commitments to prices. */
  readonly documentRoot: Buffer;
  /** Fingerprints of request bodies. */
  readonly bodyKey: Buffer;
  /** Plain words that only their owner reads again. */
  readonly sealKey: Buffer;
  /** Keyed names of persons, under which their data keys are found. */
  readonly personNameKey: Buffer;
  /** Wraps the data keys of the region's persons. */
  readonly regionKey: Buffer;
};

export type SecretsFolder = {
  readonly dir: string;
  readonly passphrase: Passphrase;
  /** New secrets beside an old ledger would read as *unknown* what only another key could find. */
  readonly whenAbsent: "make" | "refuse";
};

const KEY_BYTES = 32;
const FIRST_EPOCH = 1;
const SERVER_KEYS = ["documentRoot", "bodyKey", "sealKey", "personNameKey", "regionKey"] as const;

export async function loadConsortiumSecrets(folder: SecretsFolder): Promise<ConsortiumSecrets> {
  const found = await loadOrMake(folder, "consortium", () => ({ [FIRST_EPOCH]: newKey() }));
  return { packKeys: byEpoch(found) };
}

/** Puts a new set of pack keys in place of the old; on the disk when this resolves. */
export async function saveConsortiumSecrets(
  folder: SecretsFolder,
  secrets: ConsortiumSecrets,
): Promise<void> {
  await saveEpochs(folder, "consortium", secrets.packKeys);
}

/** Unlike the other secrets they may be absent beside an old ledger: only servers of bureaus need them. */
export async function loadNullifierSecrets(folder: SecretsFolder): Promise<NullifierSecrets> {
  const isAbsent = (await readSecretFile(fileOf(folder, "nullifiers"))) === null;
  if (isAbsent && folder.whenAbsent === "refuse") return { invoiceKeys: new Map() };
  const found = await loadOrMake(folder, "nullifiers", () => ({ [FIRST_EPOCH]: newKey() }));
  return { invoiceKeys: byEpoch(found) };
}

/** Puts a new set of invoice keys in place of the old; on the disk when this resolves. */
export async function saveNullifierSecrets(folder: SecretsFolder, secrets: NullifierSecrets): Promise<void> {
  await saveEpochs(folder, "nullifiers", secrets.invoiceKeys);
}

function byEpoch(found: Readonly<Record<string, Buffer>>): ReadonlyMap<number, Buffer> {
  return new Map(Object.entries(found).map(([epoch, key]) => [Number(epoch), key]));
}

async function saveEpochs(
  folder: SecretsFolder,
  name: "consortium" | "nullifiers",
  keys: ReadonlyMap<number, Buffer>,
): Promise<void> {
  const texts = Object.fromEntries([...keys].map(([epoch, key]) => [epoch, key.toString("hex")]));
  await replaceSecretFile(fileOf(folder, name), await encodeSecrets(texts, name, folder.passphrase));
}

export async function loadServerSecrets(folder: SecretsFolder): Promise<ServerSecrets> {
  const found = await loadOrMake(folder, "server", () =>
    Object.fromEntries(SERVER_KEYS.map((name) => [name, newKey()])),
  );
  const key = (name: (typeof SERVER_KEYS)[number]): Buffer => {
    const bytes = found[name];
    if (bytes === undefined) throw new VaultError(`the secrets server lack ${name}`);
    return bytes;
  };
  return {
    documentRoot: key("documentRoot"),
    bodyKey: key("bodyKey"),
    sealKey: key("sealKey"),
    personNameKey: key("personNameKey"),
    regionKey: key("regionKey"),
  };
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString("hex");
}

async function loadOrMake(
  folder: SecretsFolder,
  name: string,
  make: () => Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Buffer>>> {
  await mkdir(folder.dir, { recursive: true, mode: 0o700 });
  await chmod(folder.dir, 0o700);
  const file = fileOf(folder, name);
  const text = (await readSecretFile(file)) ?? (await makeOrRefuse(folder, { file, name, make }));
  return keysOf(await decodeSecrets(text, name, folder.passphrase), name);
}

async function makeOrRefuse(
  folder: SecretsFolder,
  what: { file: string; name: string; make: () => Readonly<Record<string, string>> },
): Promise<string> {
  if (folder.whenAbsent === "refuse") {
    throw new VaultError(`the secrets ${what.name} are gone: restore them before starting on this ledger`);
  }
  return makeSecretFile(what.file, await encodeSecrets(what.make(), what.name, folder.passphrase));
}

function fileOf(folder: SecretsFolder, name: string): string {
  return path.join(folder.dir, `${name}.json`);
}

function keysOf(found: unknown, name: string): Readonly<Record<string, Buffer>> {
  if (typeof found !== "object" || found === null) throw new VaultError(`the secrets ${name} hold no keys`);
  const keys: Record<string, Buffer> = {};
  for (const [label, value] of Object.entries(found)) {
    if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value)) {
      throw new VaultError(`the secrets ${name} hold a key of a wrong form`);
    }
    keys[label] = Buffer.from(value, "hex");
  }
  return keys;
}
