import type { Zone } from "../business-day.ts";
import type { JsonNode } from "../nhsa/read-json.ts";
import { type Fields, readLine } from "./fields.ts";

/** Codes as a feed writes them: runs of consecutive numbers, or one by one; in the order of the batch. */
export type ListedCodes = readonly string[];

/** One event of a feed of goods; names of batches and shipments are the feed's own. */
export type ShipmentEvent =
  | {
      readonly event: "batch";
      readonly atSec: number;
      readonly batchName: string;
      readonly makerCode: string;
      readonly tracePrefix: string;
      readonly batchNumber: string;
      readonly madeOn: string;
      readonly expiresOn: string;
      readonly codes: ListedCodes;
    }
  | {
      readonly event: "ship";
      readonly atSec: number;
      readonly shipmentName: string;
      readonly fromCode: string;
      readonly toCode: string;
      readonly documentNumber: string;
      readonly lines: readonly { readonly batchName: string; readonly codes: ListedCodes }[];
    }
  | {
      readonly event: "receive";
      readonly atSec: number;
      readonly shipmentName: string;
      readonly byCode: string;
      readonly missing: ListedCodes;
    }
  | {
      readonly event: "recall";
      readonly atSec: number;
      readonly batchName: string;
      readonly makerCode: string;
      readonly batchNumber: string;
      readonly reason: string;
    };

export function parseShipment(text: string, zone: Zone): ShipmentEvent {
  return readLine(text, (fields) => {
    const event = fields.text("event", 16);
    const atSec = fields.instantSec("time", zone);
    const read = READERS[event];
    if (read !== undefined) return read(fields, atSec);
    fields.tell("event", `none of ${Object.keys(READERS).join(", ")}`);
    return readReceive(fields, atSec);
  });
}

const READERS: Readonly<Record<string, (fields: Fields, atSec: number) => ShipmentEvent>> = {
  batch: readBatch,
  ship: readShip,
  receive: readReceive,
  recall: readRecall,
};

function readBatch(fields: Fields, atSec: number): ShipmentEvent {
  const codes = codesOf(fields);
  const packs = fields.whole("packs", { min: 1, max: CODES_PER_LINE_MAX });
  if (fields.faults.length === 0 && packs !== codes.length) {
    fields.tell("packs", `says ${packs}, the codes are ${codes.length}`);
  }
  return {
    event: "batch",
    atSec,
    batchName: fields.text("batch", NAME_MAX),
    makerCode: fields.text("maker", CODE_MAX),
    tracePrefix: fields.text("trace_prefix", 7),
    batchNumber: fields.text("lot", 20),
    madeOn: fields.day("manu_date"),
    expiresOn: fields.day("expy_end"),
    codes,
  };
}

function readShip(fields: Fields, atSec: number): ShipmentEvent {
  const lines = fields
    .objects("lines")
    .map((line) => ({ batchName: line.text("batch", NAME_MAX), codes: codesOf(line) }));
  return {
    event: "ship",
    atSec,
    shipmentName: fields.text("shipment", NAME_MAX),
    fromCode: fields.text("from", CODE_MAX),
    toCode: fields.text("to", CODE_MAX),
    documentNumber: fields.text("doc_no", NAME_MAX),
    lines,
  };
}

function readReceive(fields: Fields, atSec: number): ShipmentEvent {
  return {
    event: "receive",
    atSec,
    shipmentName: fields.text("shipment", NAME_MAX),
    byCode: fields.text("by", CODE_MAX),
    missing: textsOf(fields, "missing", fields.optionalList("missing") ?? []),
  };
}

function readRecall(fields: Fields, atSec: number): ShipmentEvent {
  return {
    event: "recall",
    atSec,
    batchName: fields.text("batch", NAME_MAX),
    makerCode: fields.text("maker", CODE_MAX),
    batchNumber: fields.text("lot", 20),
    reason: fields.text("reason", 500),
  };
}

function codesOf(fields: Fields): ListedCodes {
  const ranges = fields.optionalList("ranges");
  if (ranges === null) return textsOf(fields, "codes", fields.list("codes"));
  const codes: string[] = [];
  for (const [at, range] of ranges.entries()) {
    const [first = "", last = "", ...more] = range.is === "list" ? range.items.map(digitsOf) : [];
    const count = more.length === 0 && first !== "" && last !== "" ? BigInt(last) - BigInt(first) + 1n : 0n;
    if (count < 1n || BigInt(codes.length) + count > BigInt(CODES_PER_LINE_MAX)) {
      fields.tell(`ranges.${at}`, `not two codes of 20 digits that span 1 to ${CODES_PER_LINE_MAX}`);
      return [];
    }
    for (let code = BigInt(first); code <= BigInt(last); code += 1n)
      codes.push(String(code).padStart(20, "0"));
  }
  if (codes.length === 0) fields.tell("ranges", "no codes");
  return codes;
}

function textsOf(fields: Fields, name: string, items: readonly JsonNode[]): ListedCodes {
  const texts = items.flatMap((item) =>
    item.is === "text" && item.text.length <= CODE_TEXT_MAX ? [item.text] : [],
  );
  if (texts.length !== items.length) fields.tell(name, "something that is no code");
  if (items.length > CODES_PER_LINE_MAX) fields.tell(name, `more than ${CODES_PER_LINE_MAX} codes`);
  return texts;
}

function digitsOf(node: JsonNode): string {
  return node.is === "text" && /^[0-9]{20}$/.test(node.text) ? node.text : "";
}

/** Codes of one line of a feed; a larger batch comes by its maker's own upload. */
const CODES_PER_LINE_MAX = 1_000_000;
const CODE_TEXT_MAX = 256;
const NAME_MAX = 64;
const CODE_MAX = 32;
