import { randomBytes } from "node:crypto";
import { link, open, readFile, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { VaultError } from "./sealed-text.ts";

/** The text of a secret file, or null when there is none; refuses one that other users may read. */
export async function readSecretFile(file: string): Promise<string | null> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0)
      throw new VaultError(`other users may read ${path.basename(file)}: chmod 600 it`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

/** Replaces a file so that after a power cut there is the old one or the new one, whole. */
export async function replaceSecretFile(file: string, text: string): Promise<void> {
  const draft = await writeDraft(file, text);
  await rename(draft, file);
  await syncDirectory(path.dirname(file));
}

/** Makes a file unless it is there: when two make it at once the first one's stands. Answers what stands. */
export async function makeSecretFile(file: string, text: string): Promise<string> {
  const draft = await writeDraft(file, text);
  try {
    await link(draft, file);
    await syncDirectory(path.dirname(file));
    return text;
  } catch (error) {
    const standing = hasCode(error, "EEXIST") ? await readSecretFile(file) : null;
    if (standing === null) throw error;
    return standing;
  } finally {
    await unlink(draft);
  }
}

async function writeDraft(file: string, text: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString("hex")}.draft`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(text, "utf8");
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
