import { createLocalJWKSet, errors, type JWK, jwtVerify } from "jose";
import { fail } from "../domain/failure.ts";
import type { Clock } from "../domain/ports.ts";
import type { Principal } from "../domain/principal.ts";

/**
 * A public key whose tokens this server takes, and for whom it may speak. The key decides institution, role
 * and region: a token that could choose them would let one institution's issuer speak for another.
 */
export type TrustedKey = { readonly kid: string; readonly jwk: JWK } & Omit<Principal, "name">;

export type TokenVerifier = { verify(token: string): Promise<Principal> };

type TokenSettings = {
  readonly keys: readonly TrustedKey[];
  readonly audience: string;
  readonly tokenAgeSecMax: number;
  readonly tokenSkewSec: number;
};

/** Checks bearer tokens: ES256 or EdDSA by a trusted key, for this audience, young and not over. */
export function createTokenVerifier(settings: TokenSettings, clock: Clock): TokenVerifier {
  const keyOf = new Map(settings.keys.map((key) => [key.kid, key]));
  const keys = createLocalJWKSet({ keys: settings.keys.map(({ kid, jwk }) => ({ ...jwk, kid })) });
  return {
    async verify(token) {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms: ["ES256", "EdDSA"],
        audience: settings.audience,
        requiredClaims: ["sub", "iat", "exp", "aud"],
        maxTokenAge: settings.tokenAgeSecMax,
        clockTolerance: settings.tokenSkewSec,
        currentDate: new Date(clock.nowMs()),
      }).catch(refuseToken);
      const key = keyOf.get(protectedHeader.kid ?? "");
      const lifetimeSec = (payload.exp ?? Infinity) - (payload.iat ?? 0);
      if (key === undefined || lifetimeSec > settings.tokenAgeSecMax) return fail("unauthenticated");
      return {
        name: `token:${key.kid}:${payload.sub ?? ""}`,
        institution: key.institution,
        role: key.role,
        region: key.region,
      };
    },
  };
}

/** Why a token was not good enough is told to nobody: it would help only who forges one. */
function refuseToken(error: unknown): never {
  if (error instanceof errors.JOSEError) return fail("unauthenticated");
  throw error;
}
