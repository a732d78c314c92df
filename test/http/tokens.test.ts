import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { createTokenVerifier, type TokenVerifier } from "../../server/http/tokens.ts";
import { codeOfAsync } from "./support/code-of.ts";

const NOW_SEC = 1_793_347_200;
const GOOD: JWTPayload = { sub: "till-7", aud: "caretrail", iat: NOW_SEC, exp: NOW_SEC + 300 };

describe("a bearer token", () => {
  let verifier: TokenVerifier;
  let keys: GenerateKeyPairResult;
  let others: GenerateKeyPairResult;
  beforeAll(async () => {
    keys = await generateKeyPair("ES256");
    others = await generateKeyPair("ES256");
    const ed = await generateKeyPair("EdDSA");
    verifier = createTokenVerifier(
      {
        keys: [
          {
            kid: "p-1",
            jwk: await exportJWK(keys.publicKey),
            institution: 12,
            role: "pharmacy",
            region: 330_500,
          },
          {
            kid: "p-2",
            jwk: await exportJWK(ed.publicKey),
            institution: 13,
            role: "hospital",
            region: 330_500,
          },
        ],
        audience: "caretrail",
        tokenAgeSecMax: 300,
        tokenSkewSec: 30,
      },
      { nowMs: () => NOW_SEC * 1000 },
    );
  });
  const signed = (
    claims: JWTPayload,
    header: { kid?: string } = { kid: "p-1" },
    by = keys,
  ): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: "ES256", ...header }).sign(by.privateKey);

  it("speaks for the institution, role and region of its key", async () => {
    expect(await verifier.verify(await signed(GOOD))).toStrictEqual({
      name: "token:p-1:till-7",
      institution: 12,
      role: "pharmacy",
      region: 330_500,
    });
  });

  it("can not choose another institution or role by its claims", async () => {
    const token = await signed({ ...GOOD, institution: 1, role: "bureau", region: 0 });
    expect(await verifier.verify(token)).toMatchObject({ institution: 12, role: "pharmacy" });
  });

  it.each([
    ["for another audience", { ...GOOD, aud: "somebody-else" }],
    ["over", { ...GOOD, iat: NOW_SEC - 300, exp: NOW_SEC - 31 }],
    ["of the future", { ...GOOD, iat: NOW_SEC + 60, exp: NOW_SEC + 300 }],
    ["that lives longer than five minutes", { ...GOOD, exp: NOW_SEC + 301 }],
    ["older than five minutes", { ...GOOD, iat: NOW_SEC - 331, exp: NOW_SEC }],
    ["without an end", { sub: "till-7", aud: "caretrail", iat: NOW_SEC }],
    ["without a holder", { aud: "caretrail", iat: NOW_SEC, exp: NOW_SEC + 60 }],
  ] as const)("is refused when it is %s", async (_, claims) => {
    expect(await codeOfAsync(verifier.verify(await signed(claims)))).toBe("unauthenticated");
  });

  it("is refused when another key signed it, or none that is known", async () => {
    expect(await codeOfAsync(verifier.verify(await signed(GOOD, { kid: "p-1" }, others)))).toBe(
      "unauthenticated",
    );
    expect(await codeOfAsync(verifier.verify(await signed(GOOD, { kid: "p-9" })))).toBe("unauthenticated");
    expect(await codeOfAsync(verifier.verify(await signed(GOOD, {})))).toBe("unauthenticated");
  });

  it("is refused when it is signed by nobody, or by the public key taken as a secret", async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const none = `${part({ alg: "none", kid: "p-1" })}.${part(GOOD)}.`;
    expect(await codeOfAsync(verifier.verify(none))).toBe("unauthenticated");
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
    const confused = await new SignJWT(GOOD).setProtectedHeader({ alg: "HS256", kid: "p-1" }).sign(secret);
    expect(await codeOfAsync(verifier.verify(confused))).toBe("unauthenticated");
  });
});
