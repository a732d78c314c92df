import { randomBytes } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { makeSecretFile, readSecretFile } from "./durable-file.ts";
import { VaultError } from "./sealed-text.ts";

const PASSPHRASE_BYTES = 32;

export type Passphrase = { readonly text: string; readonly origin: "machine" | "human" };

/**
 * The passphrase of this machine's secrets: a human's, or the random one in the key folder, made when absent.
 */
export async function readPassphrase(options: {
  readonly keysDir: string;
  readonly humanPassphrase: string | null;
}): Promise<Passphrase> {
  if (options.humanPassphrase !== null) return { text: options.humanPassphrase, origin: "human" };
  await mkdir(options.keysDir, { recursive: true, mode: 0o700 });
  await chmod(options.keysDir, 0o700);
  const file = path.join(options.keysDir, "passphrase");
  const standing =
    (await readSecretFile(file)) ??
    (await makeSecretFile(file, `${randomBytes(PASSPHRASE_BYTES).toString("hex")}\n`));
  const text = standing.trim();
  if (text === "") throw new VaultError("the file `passphrase` is empty");
  return { text, origin: "machine" };
}
