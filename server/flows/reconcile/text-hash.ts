import { createHash } from "node:crypto";
import type { TextHash } from "../../domain/reconcile/findings-digest.ts";

export function createTextHash(): TextHash {
  const hash = createHash("sha256");
  return { update: (text) => void hash.update(text), end: () => hash.digest("hex") };
}
