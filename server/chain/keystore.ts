import { scrypt as nativeScrypt, randomBytes } from "node:crypto";
import { chmod, mkdir, open, readFile, rename, stat } from "node:fs/promises";
import path from "node:path";
import { decryptKeystoreJson, encryptKeystoreJson, SigningKey, scrypt, Wallet } from "ethers";
import type { Address } from "../domain/ids.ts";

/** Secret keys as encrypted keystore v3 files in one folder, one file a key, for this user's eyes only. */
export async function openKeystore(options: KeystoreOptions): Promise<Keystore> {
  const { dir } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
  const passphrase = options.humanPassphrase ?? (await machinePassphrase(dir));
  const password = Buffer.from(passphrase, "utf8");
  const cost = options.humanPassphrase === null ? MACHINE_COST : HUMAN_COST;
  const unlocked = new Map<Address, Promise<SigningKey>>();
  return {
    dir,
    async create() {
      const wallet = Wallet.createRandom();
      // ethers writes an address as `0x` and 40 hex digits.
      const address = wallet.address.toLowerCase() as Address;
      const account = { address, privateKey: wallet.privateKey };
      const json = await encryptKeystoreJson(account, password, { scrypt: { N: cost, r: 8, p: 1 } });
      await writeDurably(fileOf(dir, address), json);
      return address;
    },
    unlock(address) {
      const known = unlocked.get(address) ?? decrypt(fileOf(dir, address), address, password);
      unlocked.set(address, known);
      return known;
    },
  };
}

export type KeystoreOptions = {
  readonly dir: string;
  /** Null: a random one is made and kept in the file `passphrase` of the folder. */
  readonly humanPassphrase: string | null;
};

export type Keystore = {
  readonly dir: string;
  /** A new random key. Its file and the folder's entry are on the disk when this resolves. */
  create(): Promise<Address>;
  /** Decrypted at first use and kept: dozens of keys must not slow the start. */
  unlock(address: Address): Promise<SigningKey>;
};

/** The key files can not be used as they are; the message says why, and holds no secret. */
export class KeystoreError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "KeystoreError";
  }
}

/** Replaces a file so that after a power cut there is the old one or the new one, whole. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(text, "utf8");
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncDirectory(path.dirname(file));
}

/**
 * scrypt is there to make guessing slow. Nobody guesses 256 random bits, so a machine's passphrase needs no
 * more than the form; a human's gets the cost that keystore v3 recommends, half a second a guess.
 */
const MACHINE_COST = 4_096;
const HUMAN_COST = 131_072;

/** 128 * N * r bytes, and some for the block mix. */
const SCRYPT_BYTES_MAX = 256 * 1_024 * 1_024;

const PASSPHRASE_BYTES = 32;

// ethers' own scrypt is JavaScript and takes four times as long.
scrypt.register(
  (password, salt, N, r, p, keyBytes) =>
    new Promise((resolve, reject) => {
      const done = (error: Error | null, key: Buffer): void => {
        if (error === null) resolve(`0x${key.toString("hex")}`);
        else reject(error);
      };
      nativeScrypt(password, salt, keyBytes, { N, r, p, maxmem: SCRYPT_BYTES_MAX }, done);
    }),
);

function fileOf(dir: string, address: Address): string {
  return path.join(dir, `${address}.json`);
}

async function decrypt(file: string, address: Address, password: Uint8Array): Promise<SigningKey> {
  try {
    const account = await decryptKeystoreJson(await readFile(file, "utf8"), password);
    if (account.address.toLowerCase() !== address) throw new KeystoreError("the file holds another key");
    return new SigningKey(account.privateKey);
  } catch (error) {
    throw new KeystoreError(`the key ${address} can not be unlocked`, error);
  }
}

async function machinePassphrase(dir: string): Promise<string> {
  const file = path.join(dir, "passphrase");
  const mode = await modeOf(file);
  if (mode === null) {
    const made = randomBytes(PASSPHRASE_BYTES).toString("hex");
    await writeDurably(file, `${made}\n`);
    return made;
  }
  if ((mode & 0o077) !== 0)
    throw new KeystoreError("other users may read the file `passphrase`: chmod 600 it");
  const passphrase = (await readFile(file, "utf8")).trim();
  if (passphrase.length === 0) throw new KeystoreError("the file `passphrase` is empty");
  return passphrase;
}

async function modeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mode;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
