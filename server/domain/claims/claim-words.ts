import type { Hex } from "../ids.ts";
import { EXEMPTIONS, type FundPart, type UncodedLine } from "./claim-rows.ts";

/** Mirrors contracts/libraries/ClaimWords.sol: words as 64 hex digits with `0x`. */

/** Null for an exemption that this server does not know. */
export function uncodedLineOfWord(word: Hex): UncodedLine | null {
  const exemption = EXEMPTIONS[Number.parseInt(word.slice(48, 50), 16)];
  return exemption === undefined ? null : { exemption, fen: BigInt(`0x${word.slice(50, 66)}`) };
}

export function wordOfUncodedLine({ exemption, fen }: UncodedLine): Hex {
  const digits = EXEMPTIONS.indexOf(exemption).toString(16).padStart(2, "0");
  return `0x${"0".repeat(46)}${digits}${fenDigits(fen)}`;
}

export function fundPartOfWord(word: Hex): FundPart {
  return { fundPayType: Number.parseInt(word.slice(44, 50), 16), fen: BigInt(`0x${word.slice(50, 66)}`) };
}

export function wordOfFundPart({ fundPayType, fen }: FundPart): Hex {
  return `0x${"0".repeat(42)}${fundPayType.toString(16).padStart(6, "0")}${fenDigits(fen)}`;
}

function fenDigits(fen: bigint): string {
  return fen.toString(16).padStart(16, "0");
}
