import type { ParamType } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderDecoders } from "../../../scripts/docs/decoders.ts";
import { readSource } from "../../../scripts/sources/repository.ts";
import { AbiFault } from "../../../server/chain/abi-words.ts";
import { decodeEvent } from "../../../server/chain/generated/decoders.ts";
import type { LedgerEvent } from "../../../server/domain/ledger-event.ts";
import { anyEvent, EVENT_NAMES } from "../../support/any-event.ts";
import { encodeEvent, INTERFACES } from "../../support/recorded-chain.ts";

const SEED = 20_250_701;

/** The event as ethers reads it from the log, in the words of LedgerEvent. */
function readByEthers(event: LedgerEvent, log: { topics: string[]; data: string }): unknown {
  for (const abi of Object.values(INTERFACES)) {
    const parsed = abi.parseLog(log);
    if (parsed === null) continue;
    const fields = parsed.fragment.inputs.map((input, nth) => [input.name, plain(parsed.args[nth], input)]);
    return { ...renamed(event, Object.fromEntries(fields)), name: parsed.name, place: event.place };
  }
  return null;
}

/** ethers gives bigints, checksummed addresses and lists for structs; LedgerEvent has its own words. */
function plain(value: unknown, type: ParamType): unknown {
  const { baseType, arrayChildren, components } = type;
  if (baseType === "array" && arrayChildren !== null) {
    return [...(value as Iterable<unknown>)].map((it) => plain(it, arrayChildren));
  }
  if (baseType === "tuple" && components !== null) {
    const items = [...(value as Iterable<unknown>)];
    return Object.fromEntries(components.map((each, nth) => [each.name, plain(items[nth], each)]));
  }
  if (baseType === "string" || baseType === "bool" || type.name === "parcel") return value;
  if (typeof value === "string") return value.toLowerCase();
  const number = BigInt(String(value));
  if (type.name === "batch") return `0x${number.toString(16).padStart(16, "0")}`;
  if (baseType === "uint256") return `0x${number.toString(16).padStart(64, "0")}`;
  return baseType === "uint64" ? number : Number(number);
}

function renamed(event: LedgerEvent, fields: Record<string, unknown>): Record<string, unknown> {
  const { name, parcel, ...rest } = fields;
  if (event.name === "InstitutionRegistered") return { ...rest, institutionName: name };
  if (event.name === "ProductAdmitted") return { ...rest, productName: name };
  if (event.name === "ParcelSplit" || event.name === "ParcelsJoined") {
    const id = BigInt(String(parcel));
    const batch = `0x${(id >> 32n).toString(16).padStart(16, "0")}`;
    return { ...rest, batch, from: Number(id & 0xffff_ffffn) };
  }
  return rest;
}

describe("generated decoders", () => {
  it("are what the generator writes from the ABIs of now", () => {
    expect(readSource("server/chain/generated/decoders.ts").text).toBe(renderDecoders());
  });

  it.each(EVENT_NAMES)("read %s as it was written, and as ethers reads it", (name) => {
    fc.assert(
      fc.property(anyEvent(name), (event) => {
        const log = encodeEvent(event);
        const decoded = decodeEvent(log.topics, log.data, event.place);
        expect(decoded).toEqual(event);
        expect(decoded).toEqual(readByEthers(event, log));
      }),
      { numRuns: 200, seed: SEED },
    );
  });

  it.each(EVENT_NAMES)("refuse %s when one digit more, one less or one word is missing", (name) => {
    fc.assert(
      fc.property(anyEvent(name), (event) => {
        const { topics, data } = encodeEvent(event);
        const damaged = [`${data}0`, `${data}${"0".repeat(64)}`, data.slice(0, -1), data.slice(0, -64)];
        for (const each of damaged.filter((it) => it !== data && it.length > 1)) {
          expect(() => decodeEvent(topics, each, event.place)).toThrow(AbiFault);
        }
        expect(() => decodeEvent(topics.slice(0, -1), data, event.place)).toThrow(AbiFault);
        expect(() => decodeEvent([...topics, topics[0] ?? ""], data, event.place)).toThrow(AbiFault);
      }),
      { numRuns: 30, seed: SEED },
    );
  });

  it.each(EVENT_NAMES)("read a %s with one digit changed differently, or refuse it", (name) => {
    fc.assert(
      fc.property(anyEvent(name), fc.nat(), fc.constantFrom(..."0123456789abcdefgA "), (event, at, digit) => {
        const { topics, data } = encodeEvent(event);
        if (data.length === 2) return;
        const place = 2 + (at % (data.length - 2));
        if (data[place] === digit) return;
        const changed = data.slice(0, place) + digit + data.slice(place + 1);
        const decoded = decodeOrNull(topics, changed, event);
        if (!isTextChange(event)) expect(decoded).not.toEqual(event);
      }),
      { numRuns: 300, seed: SEED },
    );
  });

  it("refuses a topic that is no event of ours", () => {
    const place = { block: 1, logIndex: 0, timeSec: 1, transactionHash: `0x${"0".repeat(64)}` } as const;
    expect(() => decodeEvent([`0x${"12".repeat(32)}`], "0x", place)).toThrow(AbiFault);
    expect(() => decodeEvent([], "0x", place)).toThrow(AbiFault);
  });
});

/** Bytes that are no UTF-8 all read as U+FFFD, so a changed digit of text may go unseen. */
function isTextChange(event: LedgerEvent): boolean {
  const withText = [
    "InstitutionRegistered",
    "ProductAdmitted",
    "BatchOpened",
    "BatchDeclared",
    "PaymentRecorded",
  ];
  return withText.includes(event.name);
}

function decodeOrNull(topics: string[], data: string, event: LedgerEvent): LedgerEvent | null {
  try {
    return decodeEvent(topics, data, event.place);
  } catch (error) {
    if (error instanceof AbiFault) return null;
    throw error;
  }
}
