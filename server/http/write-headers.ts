import { fail } from "../domain/failure.ts";

/** A bare token or a structured-field string (RFC 8941): printable ASCII, at most 128 characters. */
const BARE = /^[A-Za-z0-9!#$%&'*+.^_`|~:/-]{1,128}$/;
const QUOTED = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,256})"$/;
const KEY_LENGTH_MAX = 128;

/** The caller's name for this write, or null when the request has none. */
export function idempotencyKeyOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  const quoted = QUOTED.exec(header)?.[1]?.replace(/\\(["\\])/g, "$1");
  const key = quoted ?? (BARE.test(header) ? header : null);
  if (key === null || key.length > KEY_LENGTH_MAX) {
    fail("malformed-request", {
      issues: [
        {
          path: "header.Idempotency-Key",
          problem: "a token or a quoted string of 1 to 128 ASCII characters",
        },
      ],
    });
  }
  return key;
}

/** Seconds the caller would wait for the block (`Prefer: wait=N`, RFC 7240); null when it would not. */
export function preferredWaitSec(header: string | undefined, waitSecMax: number): number | null {
  for (const preference of (header ?? "").split(",")) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(;.*)?$/i.exec(preference)?.[1];
    // A preference may be granted in part: more than the limit means the limit.
    if (seconds !== undefined) return Math.min(Number.parseInt(seconds, 10), waitSecMax);
  }
  return null;
}
