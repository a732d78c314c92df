import { createHash, createHmac } from "node:crypto";
import type { Hex16, Hex32 } from "../domain/ids.ts";

/** What a keyed word is for. Two purposes never share a word, even under one key and for one text. */
const PURPOSES = {
  packKey: "caretrail/pack-key/v1",
  document: "caretrail/document/v1",
  body: "caretrail/body/v1",
  lineSalt: "caretrail/line-salt/v1",
  line: "caretrail/line/v1",
  person: "caretrail/person/v1",
  personSalt: "caretrail/person-salt/v1",
  personCommitment: "caretrail/person-commitment/v1",
  institutionSecret: "caretrail/institution-secret/v1",
  receiptToken: "caretrail/receipt-token/v1",
  claimBasis: "caretrail/claim-basis/v1",
  claimBasisSalt: "caretrail/claim-basis-salt/v1",
  feeLineSalt: "caretrail/fee-line-salt/v1",
  feeLine: "caretrail/fee-line/v1",
  invoice: "caretrail/invoice/v1",
  feed: "caretrail/feed/v1",
  feedSalt: "caretrail/feed-salt/v1",
} as const;
export type Purpose = keyof typeof PURPOSES;

export type Part = string | number | Uint8Array;

/** HMAC-SHA256 over the purpose and the parts. */
export function keyedWord(key: Uint8Array, purpose: Purpose, ...parts: readonly Part[]): Buffer {
  const hmac = createHmac("sha256", key);
  for (const bytes of framed(purpose, parts)) hmac.update(bytes);
  return hmac.digest();
}

/**
 * SHA-256 over the purpose and the parts, one of which is a secret salt: whoever is told the salt can check
 * it.
 */
export function commitment(purpose: Purpose, ...parts: readonly Part[]): Hex32 {
  const hash = createHash("sha256");
  for (const bytes of framed(purpose, parts)) hash.update(bytes);
  return hex(hash.digest());
}

export function hex(bytes: Uint8Array): Hex32 {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}

/** The first 16 bytes of a word: a pack key. */
export function hex16(bytes: Uint8Array): Hex16 {
  return hex(bytes.subarray(0, 16));
}

/** Each part goes behind its own length, so that no two lists of parts make the same bytes. */
function* framed(purpose: Purpose, parts: readonly Part[]): Generator<Uint8Array> {
  for (const part of [PURPOSES[purpose], ...parts]) {
    const bytes = typeof part === "object" ? part : Buffer.from(String(part), "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    yield length;
    yield bytes;
  }
}
