import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { claimLimitsOf } from "../../../server/domain/claims/claim-limits.ts";

it("the limits of a region that set none are those of the contract", async () => {
  const file = new URL("../../../contracts/ClaimRules.sol", import.meta.url);
  const source = await readFile(file, "utf8");
  const constantOf = (name: string): bigint => {
    const [, digits = "", unit] = new RegExp(` ${name} = ([0-9_]+)( minutes)?;`).exec(source) ?? [];
    return BigInt(digits.replaceAll("_", "")) * (unit === undefined ? 1n : 60n);
  };
  const limits = claimLimitsOf({ limits: null });
  expect(Object.values(limits).map(BigInt)).toEqual(
    [
      "DECISION_SEC",
      "MANUAL_DAYS",
      "APPEAL_DAYS",
      "APPEAL_DECISION_DAYS",
      "DISPUTE_DAYS",
      "AUTOMATIC_FEN_MAX",
      "FOUR_EYES_FROM_FEN",
      "PROVISIONAL_FEN_PER_DAY",
      "UNCODED_FEN_PER_DAY",
    ].map(constantOf),
  );
});
