import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Source } from "./source.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Made by programs, or other people's: not ours to judge. */
const NOT_OURS = new Set([
  "node_modules",
  ".git",
  ".toolchain",
  "artifacts",
  "cache",
  "types",
  "coverage",
  "data",
  "generated",
]);

/**
 * Paths of all files below the given folders (or the files given) whose name ends in one of `endings`,
 * sorted.
 */
export function listFiles(folders: readonly string[], endings: readonly string[]): string[] {
  const found = folders.flatMap((folder) => walkFolder(folder));
  return found.filter((file) => endings.some((ending) => file.endsWith(ending))).sort();
}

export function readSources(folders: readonly string[], endings: readonly string[]): Source[] {
  return listFiles(folders, endings).map(readSource);
}

export function readSource(file: string): Source {
  return { path: file, text: readFileSync(path.join(ROOT, file), "utf8") };
}

export function isThere(file: string): boolean {
  return existsSync(path.join(ROOT, file));
}

function walkFolder(folder: string): string[] {
  const absolute = path.join(ROOT, folder);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [folder];
  return readdirSync(absolute, { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? walkFolder(file) : entry.isFile() ? [file] : [];
    });
}
