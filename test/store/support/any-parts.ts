import fc from "fast-check";
import { IDENTIFICATIONS } from "../../../server/domain/drug-rows.ts";
import type { PackPage } from "../../../server/store/codecs/pack-rows.ts";
import { hexOf } from "../../support/any-words.ts";

/** Any row's parts, with the borders of each width among them. */
export const uint = (bits: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(0, 1, 2 ** bits - 1), fc.integer({ min: 0, max: 2 ** bits - 1 }));
export const uint32 = uint(32);
export const uint40 = uint(40);
export const text = fc.string({ unit: "grapheme", maxLength: 30 });
export const word = hexOf(32);
export const batch = hexOf(8);
export const origin = fc.record({
  block: uint32,
  logIndex: uint32,
  recordedAtSec: uint40,
  transactionHash: word,
});
export const place = fc.record({ block: uint32, logIndex: uint32, ordinal: uint(16) });
export const run = fc.record({ batch, from: uint32, to: uint32 });
export const ref = fc.record({ batch, index: uint32 });
export const line = fc.record({
  batch,
  index: uint32,
  units: uint(16),
  priceFen: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
});
export const fromList = <Word>(words: readonly Word[]): fc.Arbitrary<Word> => fc.constantFrom(...words);

export const CALL = { institution: 7, block: 9, logIndex: 3 };
export const STEP_BATCH = "0x00000000000000aa" as const;
export const PAGE = 5;

export const dispense = (transactionHash: `0x${string}`, recordedAtSec: number) =>
  fc.record({
    id: word,
    institution: fc.constant(CALL.institution),
    documentKey: word,
    dispensedAtSec: uint40,
    identification: fromList(IDENTIFICATIONS),
    personCommitment: word,
    operator: hexOf(20),
    lines: fc.array(line, { maxLength: 5 }),
    isImported: fc.boolean(),
    origin: fc.record({
      block: fc.constant(CALL.block),
      logIndex: uint32,
      recordedAtSec: fc.constant(recordedAtSec),
      transactionHash: fc.constant(transactionHash),
    }),
  });

export const page: fc.Arbitrary<PackPage> = fc
  .dictionary(
    fc.integer({ min: 0, max: 31 }).map(String),
    fc.record({
      unitsTaken: uint(16),
      isGone: fc.boolean(),
      isOpened: fc.boolean(),
      isFrozen: fc.boolean(),
      reversalCount: uint(8),
      dispenses: fc.array(word, { maxLength: 4 }),
      decommission: fc.option(word),
    }),
  )
  .map((rows) => new Map(Object.entries(rows).map(([at, row]) => [PAGE * 32 + Number(at), row])));
