import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTS, INSTITUTION_KINDS } from "../../../server/domain/acts.ts";
import {
  AGREEMENT_STATUSES,
  BATCH_STATUSES,
  CONSIGNMENT_STATES,
  PARCEL_STATES,
  PRODUCT_STATUSES,
} from "../../../server/domain/lifecycles.ts";
import { CODE_SCHEMES, PRODUCT_FLAGS } from "../../../server/domain/read-model.ts";
import type { Codec } from "../../../server/store/codecs/codec.ts";
import { blockMarkCodec, cursorCodec } from "../../../server/store/codecs/cursor-row.ts";
import { parcelCodec, stepCodec } from "../../../server/store/codecs/custody-rows.ts";
import { decodeCall, encodeCall } from "../../../server/store/codecs/dispense-row.ts";
import {
  batchCodec,
  consignmentCodec,
  institutionCodec,
  operatorCodec,
  productCodec,
} from "../../../server/store/codecs/index-rows.ts";
import {
  decodePage,
  encodePage,
  manifestCodec,
  packKeyCodec,
} from "../../../server/store/codecs/pack-rows.ts";
import { hexOf } from "../../support/any-event.ts";
import {
  batch,
  CALL,
  dispense,
  fromList,
  origin,
  PAGE,
  page,
  place,
  ref,
  run,
  STEP_BATCH,
  text,
  uint,
  uint32,
  uint40,
  word,
} from "../support/any-parts.ts";

const SEED = 20_250_702;
type Case<Row> = { readonly name: string; readonly rows: fc.Arbitrary<Row>; readonly codec: Codec<Row> };
const codecCase = <Row>(name: string, codec: Codec<Row>, rows: fc.Arbitrary<Row>): Case<unknown> => ({
  name,
  rows,
  // A case's rows only ever meet its own codec.
  codec: codec as Codec<unknown>,
});

const agreementChange = fc.record({
  status: fromList(AGREEMENT_STATUSES),
  fromSec: uint40,
  suspendedUntilSec: uint40,
  validUntilSec: uint40,
  origin,
});

const CASES: readonly Case<unknown>[] = [
  codecCase(
    "institution",
    institutionCodec,
    fc.record({
      id: uint32,
      kind: fromList(INSTITUTION_KINDS),
      region: uint(24),
      district: uint(24),
      adminKey: hexOf(20),
      registeredBy: uint32,
      code: text,
      name: text,
      agreement: fc.array(agreementChange, { maxLength: 3 }),
      origin,
    }),
  ),
  codecCase(
    "operator",
    operatorCodec,
    fc.record({
      key: hexOf(20),
      institution: uint32,
      acts: fc.subarray([...ACTS]),
      validUntilSec: uint40,
      revoked: fc.boolean(),
      origin,
    }),
  ),
  codecCase(
    "product",
    productCodec,
    fc.record({
      id: uint32,
      maker: uint32,
      bureau: uint32,
      unitsPerPack: uint(16),
      flags: fc.subarray([...PRODUCT_FLAGS]),
      status: fromList(PRODUCT_STATUSES),
      name: text,
      unit: text,
      codes: fc.array(fc.record({ scheme: fromList(CODE_SCHEMES), value: text }), { maxLength: 3 }),
      origin,
    }),
  ),
  codecCase(
    "batch",
    batchCodec,
    fc.record({
      id: batch,
      product: uint32,
      maker: uint32,
      batchNumber: text,
      packCount: uint32,
      manifestCount: uint32,
      manifestHash: word,
      madeAtSec: uint40,
      expiresAtSec: uint40,
      keyEpoch: uint(16),
      priceCommitment: word,
      status: fromList(BATCH_STATUSES),
      opened: origin,
      sealed: fc.option(origin),
    }),
  ),
  codecCase(
    "consignment",
    consignmentCodec,
    fc.record({
      id: word,
      sender: uint32,
      receiver: uint32,
      documentKey: word,
      shippedAtSec: uint40,
      state: fromList(CONSIGNMENT_STATES),
      outstandingCount: uint32,
      runs: fc.array(run, { maxLength: 3 }),
      lineCommitments: fc.array(word, { maxLength: 3 }),
      receipts: fc.array(
        fc.record({
          receivedAtSec: uint40,
          accepted: fc.array(run, { maxLength: 2 }),
          operator: hexOf(20),
          origin,
        }),
        { maxLength: 2 },
      ),
      operator: hexOf(20),
      origin,
    }),
  ),
  codecCase(
    "parcel",
    parcelCodec,
    fc.record({
      to: uint32,
      holder: uint32,
      counterparty: uint32,
      state: fromList(PARCEL_STATES),
      lastStep: place,
      consignment: fc.option(word),
    }),
  ),
  codecCase(
    "custody step",
    { encode: stepCodec.encode, decode: (bytes) => stepCodec.decode(STEP_BATCH, bytes) },
    fc.record({
      step: fc.record({
        batch: fc.constant(STEP_BATCH),
        from: uint32,
        to: uint32,
        kind: fromList(["opened", "shipped", "received"] as const),
        by: uint32,
        other: uint32,
        consignment: fc.option(word),
        occurredAtSec: uint40,
        operator: fc.option(hexOf(20)),
        origin,
      }),
      previous: fc.option(place),
    }),
  ),
  codecCase(
    "call of dispenses",
    { encode: encodeCall, decode: (bytes) => decodeCall(CALL, bytes) },
    fc
      .tuple(word, uint40)
      .chain(([hash, time]) => fc.array(dispense(hash, time), { minLength: 1, maxLength: 6 })),
  ),
  codecCase("page of packs", { encode: encodePage, decode: (bytes) => decodePage(PAGE, bytes) }, page),
  codecCase("packs of a key", packKeyCodec, fc.array(ref, { minLength: 1, maxLength: 4 })),
  codecCase(
    "manifest",
    manifestCodec,
    fc.record({
      labelsHash: word,
      packKeys: fc
        .array(hexOf(16), { maxLength: 6 })
        .map((keys) => `0x${keys.map((key) => key.slice(2)).join("")}` as const),
    }),
  ),
  codecCase(
    "cursor",
    cursorCodec,
    fc.record({ block: uint32, blockHash: word, timeSec: uint40, chainAcc: word, eventCount: uint(48) }),
  ),
  codecCase(
    "block",
    {
      encode: (row) => blockMarkCodec.encode(row),
      decode: (bytes) => blockMarkCodec.decode(bytes),
    },
    fc.record({ blockHash: word, timeSec: uint40, digest: word, eventCount: uint32 }),
  ),
];

describe("codecs of the index", () => {
  it.each(CASES)(
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

  it.each(CASES)(
    "say that they could not look at a $name cut off, grown, or of another version",
    ({ rows, codec }) => {
      fc.assert(
        fc.property(rows, fc.nat(), (row, at) => {
          const bytes = codec.encode(row);
          const cut = bytes.subarray(0, at % bytes.length);
          const grown = Buffer.concat([bytes, Buffer.from([1])]);
          const other = Buffer.from(bytes);
          // JSON rows begin with "[1," and packed ones with the byte 1.
          other[bytes[0] === 1 ? 0 : 1] = bytes[0] === 1 ? 2 : 0x32;
          for (const damaged of [cut, grown, other]) {
            expect(() => codec.decode(damaged)).toThrow(expect.objectContaining({ code: "could-not-look" }));
          }
        }),
        { numRuns: 100, seed: SEED },
      );
    },
  );

  it.each(CASES)("never throw anything else at bytes that no $name ever was", ({ rows, codec }) => {
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

function expectRowOrFailure(codec: Codec<unknown>, bytes: Buffer): void {
  try {
    codec.decode(bytes);
  } catch (error) {
    expect(error).toMatchObject({ code: "could-not-look" });
  }
}
