import { randomBytes, scrypt } from "node:crypto";
import type { Passphrase } from "./passphrase.ts";
import { openText, sealText, VaultError } from "./sealed-text.ts";

/**
 * scrypt is there to make guessing slow. Nobody guesses 256 random bits, so a machine's passphrase needs no
 * more than the form; a human's gets the cost of keystore v3, half a second a guess.
 */
const COST = { machine: 4_096, human: 131_072 } as const;
const BLOCK_SIZE = 8;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const VERSION = 1;

/** 128 * N * r bytes, and some for the block mix. */
const SCRYPT_BYTES_MAX = 256 * 1_024 * 1_024;

type Box = {
  readonly version: number;
  readonly scrypt: { readonly N: number; readonly r: number; readonly p: number; readonly salt: string };
  readonly sealed: string;
};

/**
 * Secrets as the text of a file, under a key derived from the passphrase. `name` binds them to their file.
 */
export async function encodeSecrets(secrets: unknown, name: string, passphrase: Passphrase): Promise<string> {
  const salt = randomBytes(SALT_BYTES).toString("base64url");
  const parameters = { N: COST[passphrase.origin], r: BLOCK_SIZE, p: 1, salt };
  const key = await derive(passphrase, parameters);
  const box: Box = {
    version: VERSION,
    scrypt: parameters,
    sealed: sealText(key, JSON.stringify(secrets), name),
  };
  return `${JSON.stringify(box, null, 2)}\n`;
}

/** What encodeSecrets was given; the caller checks that it is what the name promises. */
export async function decodeSecrets(text: string, name: string, passphrase: Passphrase): Promise<unknown> {
  const box = parseBox(text, name);
  const key = await derive(passphrase, box.scrypt);
  try {
    return JSON.parse(openText(key, box.sealed, name));
  } catch (error) {
    throw new VaultError(`the secrets ${name} do not open with this passphrase`, error);
  }
}

function parseBox(text: string, name: string): Box {
  try {
    const box = JSON.parse(text) as Partial<Box>;
    if (box.version === VERSION && box.scrypt !== undefined && box.sealed !== undefined) return box as Box;
    throw new VaultError(`the secrets ${name} are of another version`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new VaultError(`the secrets ${name} are damaged`, error);
    throw error;
  }
}

function derive(passphrase: Passphrase, parameters: Box["scrypt"]): Promise<Buffer> {
  const { N, r, p, salt } = parameters;
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: SCRYPT_BYTES_MAX };
    scrypt(passphrase.text, Buffer.from(salt, "base64url"), KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
