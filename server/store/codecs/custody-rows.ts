import type { CustodyStep } from "../../domain/drug-rows.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { PARCEL_STATES } from "../../domain/lifecycles.ts";
import type { JoinedPart, StepPlace, StoredParcel, StoredStep } from "../../domain/project/current.ts";
import { readHex, writeHex, writeUint16, writeUint32, writeUint40 } from "../bytes.ts";
import type { Codec } from "./codec.ts";
import { checkLength, Damage, numberOf, PACKED_VERSION, packedRow, wordAt } from "./packed.ts";

/** A parcel without what its key holds: batch and `from`. */
export type ParcelValue = Omit<StoredParcel, "batch" | "from">;

/**
 * version 1, to 4, holder 4, counterparty 4, state 1, last step 10, flags 1; then the consignment 32 when
 * there is one
 */
const PARCEL_BYTES = 25;
const IS_OF_CONSIGNMENT = 1;
const CARRIES_GONE = 2;

export const parcelCodec: Codec<ParcelValue> = packedRow("parcels", {
  encode: (row) => {
    const bytes = Buffer.allocUnsafe(PARCEL_BYTES + (row.consignment === null ? 0 : 32));
    bytes[0] = PACKED_VERSION;
    let at = writeUint32(bytes, row.to, 1);
    at = writeUint32(bytes, row.holder, at);
    at = writeUint32(bytes, row.counterparty, at);
    bytes[at] = numberOf(PARCEL_STATES, row.state);
    at = writePlace(bytes, row.lastStep, at + 1);
    bytes[at] = (row.consignment === null ? 0 : IS_OF_CONSIGNMENT) | (row.carriesGone ? CARRIES_GONE : 0);
    if (row.consignment !== null) writeHex(bytes, row.consignment, at + 1, 32);
    return bytes;
  },
  decode: (bytes) => {
    const flags = bytes.readUInt8(PARCEL_BYTES - 1);
    if (flags > (IS_OF_CONSIGNMENT | CARRIES_GONE)) throw new Damage(`flags are ${flags}`);
    const isOfConsignment = (flags & IS_OF_CONSIGNMENT) !== 0;
    checkLength(bytes, PARCEL_BYTES + (isOfConsignment ? 32 : 0));
    return {
      to: bytes.readUInt32BE(1),
      holder: bytes.readUInt32BE(5),
      counterparty: bytes.readUInt32BE(9),
      state: wordAt(PARCEL_STATES, bytes, 13),
      lastStep: placeAt(bytes, 14),
      consignment: isOfConsignment ? readHex(bytes, PARCEL_BYTES, 32) : null,
      carriesGone: (flags & CARRIES_GONE) !== 0,
    };
  },
});

/** A step without what its key holds: batch and place. */
export type StepValue = Omit<StoredStep, "place">;

export const STEP_KINDS = [
  "opened",
  "shipped",
  "received",
  "declared",
  "withdrawn",
  "disputed",
  "returned",
  "lost",
] as const satisfies readonly CustodyStep["kind"][];

/** In the place of a step's kind: the row tells where the stories of joined parcels part. */
const JOIN = 0xff;
/** version 1, kind 1, parts 2; of each part from 4, previous step 10 */
const JOIN_HEAD_BYTES = 4;
const PART_BYTES = 14;

/**
 * version 1, kind 1, from 4, to 4, by 4, other 4, stated time 5, block 4, log 4, time 5, transaction 32,
 * present 1; then what `present` names: consignment 32, operator 20, previous step 10
 */
const STEP_BYTES = 69;
const HAS_CONSIGNMENT = 1;
const HAS_OPERATOR = 2;
const HAS_PREVIOUS = 4;

/** The batch is the key's; it is put back by `stepOf`. */
export const stepCodec = {
  encode: (value: StepValue): Buffer => {
    const { step, previous } = value;
    const present =
      (step.consignment === null ? 0 : HAS_CONSIGNMENT) |
      (step.operator === null ? 0 : HAS_OPERATOR) |
      (previous === null ? 0 : HAS_PREVIOUS);
    const bytes = Buffer.allocUnsafe(stepBytes(present));
    bytes[0] = PACKED_VERSION;
    bytes[1] = numberOf(STEP_KINDS, step.kind);
    let at = writeUint32(bytes, step.from, 2);
    at = writeUint32(bytes, step.to, at);
    at = writeUint32(bytes, step.by, at);
    at = writeUint32(bytes, step.other, at);
    at = writeUint40(bytes, step.occurredAtSec, at);
    at = writeUint32(bytes, step.origin.block, at);
    at = writeUint32(bytes, step.origin.logIndex, at);
    at = writeUint40(bytes, step.origin.recordedAtSec, at);
    at = writeHex(bytes, step.origin.transactionHash, at, 32);
    bytes[at] = present;
    at += 1;
    if (step.consignment !== null) at = writeHex(bytes, step.consignment, at, 32);
    if (step.operator !== null) at = writeHex(bytes, step.operator, at, 20);
    if (previous !== null) writePlace(bytes, previous, at);
    return bytes;
  },
  decode: (batch: CustodyStep["batch"], bytes: Buffer): StepValue =>
    packedRow<StepValue>("custody", { encode: stepCodec.encode, decode: (row) => stepOf(batch, row) }).decode(
      bytes,
    ),
};

function stepOf(batch: CustodyStep["batch"], bytes: Buffer): StepValue {
  const present = bytes.readUInt8(STEP_BYTES - 1);
  if (present > (HAS_CONSIGNMENT | HAS_OPERATOR | HAS_PREVIOUS)) throw new Damage(`present is ${present}`);
  checkLength(bytes, stepBytes(present));
  let at = STEP_BYTES;
  let consignment: Hex32 | null = null;
  let operator: CustodyStep["operator"] = null;
  if (present & HAS_CONSIGNMENT) {
    consignment = readHex(bytes, at, 32);
    at += 32;
  }
  if (present & HAS_OPERATOR) {
    operator = readHex(bytes, at, 20);
    at += 20;
  }
  const step: CustodyStep = {
    batch,
    from: bytes.readUInt32BE(2),
    to: bytes.readUInt32BE(6),
    kind: wordAt(STEP_KINDS, bytes, 1),
    by: bytes.readUInt32BE(10),
    other: bytes.readUInt32BE(14),
    consignment,
    occurredAtSec: bytes.readUIntBE(18, 5),
    operator,
    origin: {
      block: bytes.readUInt32BE(23),
      logIndex: bytes.readUInt32BE(27),
      recordedAtSec: bytes.readUIntBE(31, 5),
      transactionHash: readHex(bytes, 36, 32),
    },
  };
  return { step, previous: present & HAS_PREVIOUS ? placeAt(bytes, at) : null };
}

function stepBytes(present: number): number {
  const consignment = present & HAS_CONSIGNMENT ? 32 : 0;
  const operator = present & HAS_OPERATOR ? 20 : 0;
  return STEP_BYTES + consignment + operator + (present & HAS_PREVIOUS ? 10 : 0);
}

/** A join without what its key holds: batch and place. */
export const joinCodec: Codec<readonly JoinedPart[]> = packedRow("custody", {
  encode: (parts) => {
    const bytes = Buffer.allocUnsafe(JOIN_HEAD_BYTES + parts.length * PART_BYTES);
    bytes[0] = PACKED_VERSION;
    bytes[1] = JOIN;
    let at = writeUint16(bytes, parts.length, 2);
    for (const { from, previous } of parts) at = writePlace(bytes, previous, writeUint32(bytes, from, at));
    return bytes;
  },
  decode: (bytes) => {
    if (!isJoin(bytes)) throw new Damage("no join of parcels");
    const count = bytes.readUInt16BE(2);
    checkLength(bytes, JOIN_HEAD_BYTES + count * PART_BYTES);
    return Array.from({ length: count }, (_, nth) => {
      const at = JOIN_HEAD_BYTES + nth * PART_BYTES;
      return { from: bytes.readUInt32BE(at), previous: placeAt(bytes, at + 4) };
    });
  },
});

/** Whether a row of custody is a join and no step. */
export function isJoin(bytes: Buffer): boolean {
  return bytes[1] === JOIN;
}

/** block 4, log 4, ordinal 2 */
export function writePlace(target: Buffer, place: StepPlace, at: number): number {
  return writeUint16(
    target,
    place.ordinal,
    writeUint32(target, place.logIndex, writeUint32(target, place.block, at)),
  );
}

function placeAt(bytes: Buffer, at: number): StepPlace {
  return {
    block: bytes.readUInt32BE(at),
    logIndex: bytes.readUInt32BE(at + 4),
    ordinal: bytes.readUInt16BE(at + 8),
  };
}
