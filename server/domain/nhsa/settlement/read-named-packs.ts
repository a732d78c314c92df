import type { NhsaProfile } from "../profiles.ts";
import { neededText } from "../read-drug-words.ts";
import { type FaultPlace, type Fields, fault, readFields } from "../read-fields.ts";
import type { JsonNode } from "../read-json.ts";
import { isEmpty, readItemCode, TRACE_CODES_MAX } from "../read-trace-codes.ts";
import { SETTLEMENT_FIELD_FORMS } from "./field-forms.ts";
import type { NamedPack } from "./message.ts";

type Members = ReadonlyMap<string, JsonNode>;

/**
 * The packs that a message names beside its lines, in either spelling of the node; both must say the same.
 * `lineNumber` is that of the line which the node stands on, null beside the lines.
 */
export function readNamedPacks(
  members: Members,
  place: FaultPlace,
  { profile, lineNumber }: { readonly profile: NhsaProfile; readonly lineNumber: string | null },
): readonly NamedPack[] {
  const lists = profile.traceNodes.flatMap((name) => {
    const node = members.get(name);
    if (node === undefined || isEmpty(node)) return [];
    return [readNode(node, { ...place, path: `${place.path}.${name}` }, { profile, lineNumber })];
  });
  const [first, ...others] = lists;
  const wordsOf = (packs: readonly NamedPack[]): string =>
    JSON.stringify(packs.map(({ feeNumber, traceCode, isSplit }) => [feeNumber, traceCode, isSplit]));
  if (first !== undefined && others.some((packs) => wordsOf(packs) !== wordsOf(first))) {
    fault(place, profile.traceNodes[0], "two-spellings");
  }
  return first ?? [];
}

/**
 * Packs that a line of drugdetail names itself, as 3505's lines do: in a node, or in the older form one code
 * on the line.
 */
export function readLinePacks(fields: Fields, profile: NhsaProfile): readonly NamedPack[] {
  const { place, members } = fields;
  const lineNumber = fields.text("feedetl_sn") ?? "";
  const inNodes = readNamedPacks(members, place, { profile, lineNumber });
  const isOnLine = profile.traceCodeNames.some((name) => {
    const node = members.get(name);
    return node !== undefined && !isEmpty(node);
  });
  if (!isOnLine || inNodes.length > 0) return inNodes;
  return [readItem(members, place, { profile, lineNumber })];
}

type Reading = { readonly profile: NhsaProfile; readonly lineNumber: string | null };

function readNode(node: JsonNode, place: FaultPlace, reading: Reading): readonly NamedPack[] {
  const items = node.is === "object" ? [node] : node.is === "list" ? node.items : null;
  const tell = (kind: "not-a-list" | "too-many" | "not-an-object", path: string): readonly NamedPack[] => {
    place.faults.push({ path, line: place.line, kind, facts: {} });
    return [];
  };
  if (items === null) return tell("not-a-list", place.path);
  if (items.length > TRACE_CODES_MAX) return tell("too-many", place.path);
  return items.flatMap((item, at) => {
    const path = node.is === "object" ? place.path : `${place.path}[${at}]`;
    if (item.is !== "object") return tell("not-an-object", path);
    return [readItem(item.members, { ...place, path }, reading)];
  });
}

function readItem(members: Members, place: FaultPlace, { profile, lineNumber }: Reading): NamedPack {
  const required = profile.settlement.namedPack.filter(
    (name) => lineNumber === null || name !== "feedetl_sn",
  );
  const fields = readFields(members, { place, profile, required, forms: SETTLEMENT_FIELD_FORMS });
  const isSplit = neededText(fields, "trdn_flag") === "1";
  const stated = fields.text("feedetl_sn");
  if (lineNumber === null) fields.require("feedetl_sn");
  else if (stated !== null && stated !== lineNumber) fault(place, "feedetl_sn", "lines-disagree");
  const countedBy = fields.text("min_prcunt_type");
  // Rule A7 counts smallest packs; what another unit would mean for whole packs no source says.
  if (!isSplit && countedBy !== null && countedBy !== BY_SMALLEST_PACK) {
    fault(place, "min_prcunt_type", "unknown-value");
  }
  return {
    path: place.path,
    feeNumber: stated ?? lineNumber ?? "",
    traceCode: readItemCode(fields, members, profile) ?? "",
    isSplit,
  };
}

const BY_SMALLEST_PACK = "2";
