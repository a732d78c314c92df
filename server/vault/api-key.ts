import { randomBytes } from "node:crypto";

/**
 * A new API key: 256 random bits. Because nobody can guess them the server keeps only their SHA-256; a slow
 * hash as for passwords would protect nothing more, and would cost every request its time.
 */
export function makeApiKey(): string {
  return `caretrail_${randomBytes(32).toString("base64url")}`;
}
