import type { Codec } from "./codec.ts";
import { damaged } from "./codec.ts";

/** What a packed row may be wrong in: its length, its version, a number that stands for no word. */
export class Damage extends Error {}

/** The version of every packed row stands in its first byte. 2: packs with flags, parcels that join. */
export const PACKED_VERSION = 2;

/** A codec of packed rows: whatever its `decode` finds wrong is a damaged row of this table. */
export function packedRow<Row>(table: string, codec: Codec<Row>): Codec<Row> {
  return {
    encode: codec.encode,
    decode: (bytes) => {
      try {
        if (bytes[0] !== PACKED_VERSION) throw new Damage(`version ${String(bytes[0])}`);
        return codec.decode(bytes);
      } catch (error) {
        if (error instanceof Damage || error instanceof RangeError) return damaged(table, error.message);
        throw error;
      }
    },
  };
}

export function checkLength(bytes: Buffer, length: number): void {
  if (bytes.length !== length) throw new Damage(`${bytes.length} bytes where ${length} are written`);
}

export function wordAt<Word>(words: readonly Word[], bytes: Buffer, at: number): Word {
  return wordOf(words, bytes.readUInt8(at));
}

export function wordOf<Word>(words: readonly Word[], number: number): Word {
  const word = words[number];
  if (word === undefined) throw new Damage(`${number} stands for no word`);
  return word;
}

/** The number that stands for a word; a word outside the list is a bug of the caller. */
export function numberOf<Word>(words: readonly Word[], word: Word): number {
  const index = words.indexOf(word);
  if (index === -1) throw new RangeError(`${String(word)} is in no list`);
  return index;
}
