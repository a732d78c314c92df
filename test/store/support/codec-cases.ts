import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Codec } from "../../../server/store/codecs/codec.ts";
import { PACKED_VERSION } from "../../../server/store/codecs/packed.ts";

const SEED = 20_250_702;

export type CodecCase = {
  readonly name: string;
  readonly rows: fc.Arbitrary<unknown>;
  readonly codec: Codec<unknown>;
};

export function codecCase<Row>(name: string, codec: Codec<Row>, rows: fc.Arbitrary<Row>): CodecCase {
  // A case's rows only ever meet its own codec.
  return { name, rows, codec: codec as Codec<unknown> };
}

/** What holds for every codec, whatever its rows. */
export function describeCodecs(title: string, cases: readonly CodecCase[]): void {
  describe(title, () => {
    it.each(cases)(
      "give back every $name that they wrote, and the same bytes for it again",
      ({ rows, codec }) => {
        fc.assert(
          fc.property(rows, (row) => {
            const bytes = codec.encode(row);
            const decoded = codec.decode(bytes);
            expect(decoded).toEqual(row);
            expect(codec.encode(decoded)).toEqual(bytes);
          }),
          { numRuns: 300, seed: SEED },
        );
      },
    );

    it.each(cases)(
      "say that they could not look at a $name cut off, grown, or of another version",
      ({ rows, codec }) => {
        fc.assert(
          fc.property(rows, fc.nat(), (row, at) => {
            const bytes = codec.encode(row);
            const cut = bytes.subarray(0, at % bytes.length);
            const grown = Buffer.concat([bytes, Buffer.from([1])]);
            const other = Buffer.from(bytes);
            // JSON rows begin with "[1," and packed ones with their version.
            const isPacked = bytes[0] === PACKED_VERSION;
            other[isPacked ? 0 : 1] = isPacked ? 1 : 0x32;
            for (const damaged of [cut, grown, other]) {
              expect(() => codec.decode(damaged)).toThrow(
                expect.objectContaining({ code: "could-not-look" }),
              );
            }
          }),
          { numRuns: 100, seed: SEED },
        );
      },
    );

    it.each(cases)("never throw anything else at bytes that no $name ever was", ({ rows, codec }) => {
      fc.assert(
        fc.property(rows, fc.nat(), fc.nat(), (row, at, byte) => {
          const bytes = Buffer.from(codec.encode(row));
          bytes[at % bytes.length] = byte % 256;
          expectRowOrFailure(codec, bytes);
        }),
        { numRuns: 300, seed: SEED },
      );
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
          expectRowOrFailure(codec, Buffer.from(bytes)),
        ),
        { numRuns: 200, seed: SEED },
      );
    });
  });
}

function expectRowOrFailure(codec: Codec<unknown>, bytes: Buffer): void {
  try {
    codec.decode(bytes);
  } catch (error) {
    expect(error).toMatchObject({ code: "could-not-look" });
  }
}
