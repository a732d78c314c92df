import { z } from "zod";
import { ROLES } from "../domain/principal.ts";
import type { TrustedKey } from "./tokens.ts";

const trustedKeys = z.strictObject({
  keys: z.array(
    z.strictObject({
      kid: z.string().min(1),
      jwk: z.looseObject({ kty: z.string() }),
      institution: z.int().min(0),
      role: z.enum(ROLES),
      region: z.int().min(0),
    }),
  ),
});

/**
 * The file of issuers: each public key, and the institution, role and region it speaks for. Throws when it
 * does not fit.
 */
export function parseTrustedKeys(text: string): readonly TrustedKey[] {
  return trustedKeys.parse(JSON.parse(text)).keys;
}
