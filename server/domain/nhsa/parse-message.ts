import { canonicalNode } from "./canonical-node.ts";
import type { NhsaEnvelope, NhsaFault, NhsaInfno, NhsaKind, NhsaMessage } from "./message.ts";
import { type NhsaProfile, profileOf } from "./profiles.ts";
import { kindOf, readEnvelope, wholeEnvelope } from "./read-envelope.ts";
import { type FaultPlace, type Fields, fault, readFields } from "./read-fields.ts";
import { type JsonNode, readJson } from "./read-json.ts";
import {
  readDeletion,
  readPurchase,
  readPurchaseReturn,
  readSale,
  readSaleReturn,
  readStockChange,
  readStockTake,
} from "./read-lines.ts";

export type NhsaParsing =
  | { readonly ok: true; readonly message: NhsaMessage }
  | {
      readonly ok: false;
      readonly faults: readonly [NhsaFault, ...NhsaFault[]];
      /** As far as they could be read, so that an answer can name them. */
      readonly msgid: string | null;
      readonly infno: NhsaInfno | null;
    };

export const LINES_MAX = 500;
const FAULTS_MAX = 200;

/**
 * Reads the text of one NHSA message, all of its faults at once. Without a profile it is the one of the
 * province that mdtrtarea_admvs names.
 */
export function parseNhsaMessage(text: string, profile?: NhsaProfile): NhsaParsing {
  const { root, faults: jsonFaults } = readJson(text);
  const faults: NhsaFault[] = jsonFaults.map(({ path, kind, at }) => ({
    path,
    line: null,
    kind,
    facts: { at },
  }));
  const whole: FaultPlace = { path: "", line: null, faults };
  if (root?.is !== "object") {
    if (root !== null) faults.push({ path: "", line: null, kind: "not-an-object", facts: {} });
    return refused(faults, null, null);
  }
  const head = readEnvelope(root.members, whole);
  const { msgid, infno } = head;
  const used = profile ?? profileOf(head.careArea);
  const sentAtSec = head.sentAtSec(used);
  const input = objectAt(root.members, "input", whole);
  if (infno === null || input === null) return refused(faults, msgid, infno);
  const { kind, isBatch } = kindOf(infno);
  const lines = readLineFields(input, { kind, isBatch, profile: used, faults });
  const envelope = wholeEnvelope(head, sentAtSec);
  const canonicalText = canonicalNode({
    is: "list",
    items: [
      { is: "text", text: infno },
      { is: "object", members: input },
    ],
  });
  // The lines are read even when the head is faulty: everything is told at once.
  const message = messageOf(kind, { isBatch, envelope: envelope ?? NO_ENVELOPE, canonicalText }, lines, used);
  if (message === null || envelope === null || faults.length > 0) return refused(faults, msgid, infno);
  return { ok: true, message };
}

/** Stands in while the lines of a message with a faulty head are read for their faults. */
const NO_ENVELOPE: NhsaEnvelope = {
  infno: "3505",
  msgid: "",
  careArea: "",
  insuredArea: null,
  institutionCode: "",
  sentAtSec: 0,
};

type Head = { readonly isBatch: boolean; readonly envelope: NhsaEnvelope; readonly canonicalText: string };

function messageOf(
  kind: NhsaKind,
  head: Head,
  lines: readonly Fields[],
  profile: NhsaProfile,
): NhsaMessage | null {
  const all = <Line>(read: (fields: Fields, by: NhsaProfile) => Line): [Line, ...Line[]] | null => {
    const [first, ...others] = lines.map((fields) => read(fields, profile));
    return first === undefined ? null : [first, ...others];
  };
  const told = <Kind extends NhsaKind, Line>(of: Kind, read: [Line, ...Line[]] | null) =>
    read === null ? null : { kind: of, ...head, lines: read };
  switch (kind) {
    case "3501":
      return told(kind, all(readStockTake));
    case "3502":
      return told(kind, all(readStockChange));
    case "3503":
      return told(kind, all(readPurchase));
    case "3504":
      return told(kind, all(readPurchaseReturn));
    case "3505":
      return told(kind, all(readSale));
    case "3506":
      return told(kind, all(readSaleReturn));
    case "3507":
      return told(kind, all(readDeletion));
  }
}

const NODES: Readonly<Record<NhsaKind, { readonly one: string; readonly many: string }>> = {
  "3501": { one: "invinfo", many: "invinfoDetail" },
  "3502": { one: "invinfo", many: "invinfoDetail" },
  "3503": { one: "purcinfo", many: "purcinfoDetail" },
  "3504": { one: "purcinfo", many: "purcinfoDetail" },
  "3505": { one: "selinfo", many: "selinfoDetail" },
  "3506": { one: "selinfo", many: "selinfoDetail" },
  "3507": { one: "data", many: "data" },
};

type Reading = {
  readonly kind: NhsaKind;
  readonly isBatch: boolean;
  readonly profile: NhsaProfile;
  readonly faults: NhsaFault[];
};

function readLineFields(input: ReadonlyMap<string, JsonNode>, reading: Reading): readonly Fields[] {
  const { kind, isBatch, profile, faults } = reading;
  const inside: FaultPlace = { path: "input", line: null, faults };
  const { one, many } = NODES[kind];
  const fieldsOf = (members: ReadonlyMap<string, JsonNode>, path: string, line: number): Fields =>
    readFields(members, { place: { path, line, faults }, profile, required: profile.required[kind] });
  if (!isBatch) {
    const members = objectAt(input, one, inside);
    return members === null ? [] : [fieldsOf(members, `input.${one}`, 1)];
  }
  const items = listAt(input, many, inside);
  return items.flatMap((item, at) => {
    const path = `input.${many}[${at}]`;
    if (item.is === "object") return [fieldsOf(item.members, path, at + 1)];
    faults.push({ path, line: at + 1, kind: "not-an-object", facts: {} });
    return [];
  });
}

function objectAt(
  members: ReadonlyMap<string, JsonNode>,
  name: string,
  place: FaultPlace,
): ReadonlyMap<string, JsonNode> | null {
  const node = members.get(name);
  if (node?.is === "object") return node.members;
  fault(place, name, node === undefined || node.is === "null" ? "missing" : "not-an-object");
  return null;
}

function listAt(
  members: ReadonlyMap<string, JsonNode>,
  name: string,
  place: FaultPlace,
): readonly JsonNode[] {
  const node = members.get(name);
  if (node?.is !== "list") {
    fault(place, name, node === undefined || node.is === "null" ? "missing" : "not-a-list");
    return [];
  }
  if (node.items.length === 0) fault(place, name, "missing");
  if (node.items.length <= LINES_MAX) return node.items;
  fault(place, name, "too-many", { count: node.items.length, max: LINES_MAX });
  return [];
}

/** A message may be wrong in a thousand places; the first ones tell enough. */
function refused(faults: readonly NhsaFault[], msgid: string | null, infno: NhsaInfno | null): NhsaParsing {
  const [first, ...others] = faults.slice(0, FAULTS_MAX);
  if (first === undefined) throw new Error("a message refused without a fault");
  return { ok: false, faults: [first, ...others], msgid, infno };
}
