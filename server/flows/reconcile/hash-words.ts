import { hash, randomBytes } from "node:crypto";
import type { WordHash } from "./word-table.ts";

/**
 * Hashes of what claims and sales are joined by, under a key that lives as long as one reconciling: what is
 * held in memory of persons and codes says nothing to anybody.
 */
export type HashWords = (kind: WordKind, ...parts: readonly (string | number)[]) => WordHash;

export type WordKind = "settlement" | "receipt" | "code" | "person" | "return" | "pack" | "record";

export function createHashWords(): HashWords {
  const key = randomBytes(16).toString("hex");
  return (kind, ...parts) => {
    // Every part behind its length, so that no two lists of parts make the same text.
    const text = parts.map((part) => `${String(part).length} ${part}`).join(" ");
    const digest = hash("sha256", `${key} ${kind} ${text}`, "buffer");
    return { high: digest.readUInt32BE(0), low: digest.readUInt32BE(4) };
  };
}
