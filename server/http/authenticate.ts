import { createHash } from "node:crypto";
import { fail } from "../domain/failure.ts";
import type { Hex32 } from "../domain/ids.ts";
import type { ApiKeyRow } from "../domain/intent-store.ts";
import { DUTIES, type Principal, ROLES } from "../domain/principal.ts";
import type { TokenVerifier } from "./tokens.ts";

/** Where the hashes of API keys are found; the intent store has this shape. */
export type ApiKeys = { apiKey(hash: Hex32): Promise<ApiKeyRow | null> };

/**
 * Who sent a request. A key of this server's own operator speaks for no institution and only reads its
 * metrics.
 */
export type Caller = { readonly principal: Principal | null; readonly isServerOperator: boolean };

/** The role of an API key that may read /metrics. */
export const SERVER_OPERATOR_ROLE = "operator";

/** Tells who sent a request by its Authorization header, or refuses with `unauthenticated`. */
export async function authenticate(
  header: string | undefined,
  doors: { readonly apiKeys: ApiKeys; readonly tokens: TokenVerifier | null },
): Promise<Caller> {
  const secret = /^Bearer ([\x21-\x7e]{16,4096})$/i.exec(header ?? "")?.[1];
  if (secret === undefined) return fail("unauthenticated");
  // A JWT is three base64url parts; API keys are made without a dot.
  if (secret.includes(".")) {
    if (doors.tokens === null) return fail("unauthenticated");
    return { principal: await doors.tokens.verify(secret), isServerOperator: false };
  }
  const row = await doors.apiKeys.apiKey(apiKeyHash(secret));
  if (row === null || row.revokedAtMs !== null) return fail("unauthenticated");
  return { principal: principalOf(row), isServerOperator: row.roles.includes(SERVER_OPERATOR_ROLE) };
}

/**
 * What is stored of an API key. A key is 256 random bits, so one plain SHA-256 hides it: there is nothing to
 * guess. The key is found by its hash, and how long a look-up by hash takes tells nothing about any key near
 * it; so no comparison has to take constant time.
 */
export function apiKeyHash(key: string): Hex32 {
  return `0x${createHash("sha256").update(key).digest("hex")}`;
}

function principalOf(row: ApiKeyRow): Principal | null {
  const role = ROLES.find((each) => row.roles.includes(each));
  if (role === undefined) return null;
  const duty = DUTIES.find((each) => row.roles.includes(each));
  const principal = { name: row.name, institution: row.institution, role, region: row.region };
  return duty === undefined ? principal : { ...principal, duty };
}
