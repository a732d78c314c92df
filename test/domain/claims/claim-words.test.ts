import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EXEMPTIONS } from "../../../server/domain/claims/claim-rows.ts";
import {
  fundPartOfWord,
  uncodedLineOfWord,
  wordOfFundPart,
  wordOfUncodedLine,
} from "../../../server/domain/claims/claim-words.ts";
import { fen, uint } from "../../support/any-words.ts";

const SEED = 20_250_704;

/** The fields as contracts/libraries/ClaimWords.sol places them. */
const packed = (high: number, low: bigint): `0x${string}` =>
  `0x${((BigInt(high) << 64n) | low).toString(16).padStart(64, "0")}`;

describe("words of claims", () => {
  test("hold exemption and fen of a line without a pack, at 64 and at 0", () => {
    const line = fc.record({ exemption: fc.constantFrom(...EXEMPTIONS), fen });
    fc.assert(
      fc.property(line, (given) => {
        const word = wordOfUncodedLine(given);
        expect(word).toBe(packed(EXEMPTIONS.indexOf(given.exemption), given.fen));
        expect(uncodedLineOfWord(word)).toEqual(given);
      }),
      { seed: SEED },
    );
  });

  test("hold what a fund bears: its type at 64, fen at 0", () => {
    fc.assert(
      fc.property(fc.record({ fundPayType: uint(24), fen }), (given) => {
        const word = wordOfFundPart(given);
        expect(word).toBe(packed(given.fundPayType, given.fen));
        expect(fundPartOfWord(word)).toEqual(given);
      }),
      { seed: SEED },
    );
  });

  test("of an exemption that this server does not know are no line", () => {
    expect(uncodedLineOfWord(packed(EXEMPTIONS.length, 1n))).toBeNull();
    expect(uncodedLineOfWord(packed(255, 1n))).toBeNull();
  });
});
