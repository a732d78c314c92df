import fc from "fast-check";
import type { Hex } from "../../server/domain/ids.ts";

export const hexOf = (bytes: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(asHex);
export const anyBytes = fc.uint8Array({ maxLength: 80 }).map(asHex);
export const uint = (bits: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(0, 1, 2 ** bits - 1), fc.integer({ min: 0, max: 2 ** bits - 1 }));
export const word = hexOf(32);
export const address = hexOf(20);
export const words = fc.array(word, { maxLength: 5 });
export const uint32 = uint(32);
export const uint40 = uint(40);
export const fen = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 64n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
export const text = fc.string({ unit: "grapheme", maxLength: 40 });

function asHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}
