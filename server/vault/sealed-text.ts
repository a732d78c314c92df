import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const FORM = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a random nonce. `about` is not hidden but bound: a text that is moved to another place
 * does not open there.
 */
export function sealText(key: Uint8Array, plain: string, about: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(about, "utf8"));
  const hidden = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return `${FORM}.${Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString("base64url")}`;
}

/** Throws a VaultError when the text was not sealed under this key and for this place, or was changed. */
export function openText(key: Uint8Array, sealed: string, about: string): string {
  const [form, encoded = ""] = sealed.split(".");
  const bytes = Buffer.from(encoded, "base64url");
  if (form !== FORM || bytes.byteLength < NONCE_BYTES + TAG_BYTES) throw new VaultError("not a sealed text");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(about, "utf8"));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return plain.toString("utf8");
  } catch (error) {
    throw new VaultError("the sealed text does not open with this key", error);
  }
}

/** Secrets can not be used as they are; the message says why and holds no secret. */
export class VaultError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "VaultError";
  }
}
