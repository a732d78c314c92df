import type { NhsaEnvelope, NhsaFault, NhsaInfno, NhsaKind, NhsaMessage, Sale } from "./message.ts";
import type { NhsaProfile } from "./profiles.ts";
import { kindOf, stockInfnoOf } from "./read-envelope.ts";
import { type FaultPlace, type Fields, readFields } from "./read-fields.ts";
import { faultsTold, readHead } from "./read-head.ts";
import type { JsonNode } from "./read-json.ts";
import {
  readDeletion,
  readPurchase,
  readPurchaseReturn,
  readSale,
  readSaleReturn,
  readStockChange,
  readStockTake,
} from "./read-lines.ts";
import { listAt, objectAt } from "./read-nodes.ts";

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

/**
 * Reads the text of one NHSA stock message, all of its faults at once. Without a profile it is the one of the
 * province that mdtrtarea_admvs names.
 */
export function parseNhsaMessage(text: string, profile?: NhsaProfile): NhsaParsing {
  const head = readHead(text, { infnoOf: stockInfnoOf, profile });
  const { msgid, infno, faults, body } = head;
  if (body === null || infno === null) return refused(faults, msgid, infno);
  const { envelope, canonicalText, input, profile: used } = body;
  const { kind, isBatch } = kindOf(infno);
  const lines = readLineFields(input, { kind, isBatch, profile: used, faults });
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
    case "3505": {
      const { sentAtSec } = head.envelope;
      return told(
        kind,
        all((fields, by): Sale => ({ ...readSale(fields, by), sentAtSec })),
      );
    }
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
  const items = listAt(input, many, { place: inside, countMax: LINES_MAX });
  return items.flatMap((item, at) => {
    const path = `input.${many}[${at}]`;
    if (item.is === "object") return [fieldsOf(item.members, path, at + 1)];
    faults.push({ path, line: at + 1, kind: "not-an-object", facts: {} });
    return [];
  });
}

function refused(faults: readonly NhsaFault[], msgid: string | null, infno: NhsaInfno | null): NhsaParsing {
  return { ok: false, faults: faultsTold(faults), msgid, infno };
}
