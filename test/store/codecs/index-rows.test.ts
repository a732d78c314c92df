import fc from "fast-check";
import { ACTS, INSTITUTION_KINDS } from "../../../server/domain/acts.ts";
import { DISPUTE_OUTCOMES } from "../../../server/domain/drug-rows.ts";
import {
  AGREEMENT_STATUSES,
  BATCH_STATUSES,
  CONSIGNMENT_STATES,
  PARCEL_STATES,
  PRODUCT_STATUSES,
} from "../../../server/domain/lifecycles.ts";
import { CODE_SCHEMES, PRODUCT_FLAGS, PROVENANCES } from "../../../server/domain/read-model.ts";
import { blockMarkCodec, cursorCodec } from "../../../server/store/codecs/cursor-row.ts";
import { joinCodec, parcelCodec, STEP_KINDS, stepCodec } from "../../../server/store/codecs/custody-rows.ts";
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
import { hexOf } from "../../support/any-words.ts";
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
import { type CodecCase, codecCase, describeCodecs } from "../support/codec-cases.ts";

const agreementChange = fc.record({
  status: fromList(AGREEMENT_STATUSES),
  fromSec: uint40,
  suspendedUntilSec: uint40,
  validUntilSec: uint40,
  origin,
});

const CASES: readonly CodecCase[] = [
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
      provenance: fromList(PROVENANCES),
      opened: origin,
      sealed: fc.option(origin),
      recalled: fc.option(fc.record({ by: uint32, recalledAtSec: uint40, origin })),
      quarantines: fc.array(
        fc.record({ region: uint(24), bureau: uint32, held: origin, released: fc.option(origin) }),
        { maxLength: 2 },
      ),
      labelsHash: fc.option(word),
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
      withdrawals: fc.array(
        fc.record({ withdrawnAtSec: uint40, runs: fc.array(run), operator: hexOf(20), origin }),
        { maxLength: 2 },
      ),
      disputes: fc.array(
        fc.record({
          kind: fromList(["opened", "answered", "resolved"] as const),
          by: uint32,
          outcome: fc.option(fromList(DISPUTE_OUTCOMES)),
          occurredAtSec: uint40,
          reasonHash: fc.option(word),
          runs: fc.array(run, { maxLength: 2 }),
          operator: hexOf(20),
          origin,
        }),
        { maxLength: 2 },
      ),
      isImported: fc.boolean(),
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
      carriesGone: fc.boolean(),
    }),
  ),
  codecCase("join of parcels", joinCodec, fc.array(fc.record({ from: uint32, previous: place }))),
  codecCase(
    "custody step",
    { encode: stepCodec.encode, decode: (bytes) => stepCodec.decode(STEP_BATCH, bytes) },
    fc.record({
      step: fc.record({
        batch: fc.constant(STEP_BATCH),
        from: uint32,
        to: uint32,
        kind: fromList(STEP_KINDS),
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

describeCodecs("codecs of the index", CASES);
