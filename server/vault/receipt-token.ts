import { timingSafeEqual } from "node:crypto";
import type { Hex32 } from "../domain/ids.ts";
import { keyedWord } from "./keyed-words.ts";

/** Crockford's base 32: no sign of it is taken for another on a creased receipt. */
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SIGN_COUNT = 20;

/**
 * What a receipt prints so that whoever holds it can ask about this one dispense without naming anybody: 100
 * bits that only this server can make, `7K3M-…` in five groups of four.
 */
export function receiptTokenOf(key: Uint8Array, dispense: Hex32): string {
  const word = keyedWord(key, "receiptToken", dispense);
  // The low five bits of a byte are as random as the byte.
  const signs = Array.from(word.subarray(0, SIGN_COUNT), (byte) => SIGNS[byte & 31] ?? "").join("");
  return signs.replace(/(.{4})(?=.)/g, "$1-");
}

/** Whether a token as somebody typed it is the one of the dispense; every wrong one takes equally long. */
export function isReceiptTokenOf(key: Uint8Array, dispense: Hex32, typed: string): boolean {
  const given = Buffer.from(signsOf(typed), "utf8");
  const right = Buffer.from(signsOf(receiptTokenOf(key, dispense)), "utf8");
  return given.byteLength === right.byteLength && timingSafeEqual(given, right);
}

/** Without the groups, and as the sign that was meant. */
function signsOf(typed: string): string {
  return typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
}
