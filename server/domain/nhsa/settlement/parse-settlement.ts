import type { NhsaEnvelope, NhsaFault } from "../message.ts";
import type { NhsaProfile } from "../profiles.ts";
import { type Fields, fault, readFields } from "../read-fields.ts";
import { faultsTold, readHead } from "../read-head.ts";
import type { JsonNode } from "../read-json.ts";
import { listAt, objectAt } from "../read-nodes.ts";
import { isEmpty } from "../read-trace-codes.ts";
import { INPATIENT_FIELDS, SETTLEMENT_FIELD_FORMS } from "./field-forms.ts";
import { isSettlement, type SettlementKind, type SettlementMessage } from "./message.ts";
import {
  readCancellation,
  readFeeCancellation,
  readPharmacySale,
  readReversal,
  readVisitSettlement,
} from "./read-bodies.ts";
import { readFeeUpload } from "./read-fee-lines.ts";
import { readLinePacks, readNamedPacks } from "./read-named-packs.ts";

export type SettlementParsing =
  | { readonly ok: true; readonly message: SettlementMessage }
  | {
      readonly ok: false;
      readonly faults: readonly [NhsaFault, ...NhsaFault[]];
      /** As far as they could be read, so that an answer can name them. */
      readonly msgid: string | null;
      readonly infno: SettlementKind | null;
    };

export const FEE_LINES_MAX = 500;

/**
 * Reads the text of one settlement message, all of its faults at once. Without a profile it is the one of the
 * province that mdtrtarea_admvs names.
 */
export function parseSettlement(text: string, profile?: NhsaProfile): SettlementParsing {
  const infnoOf = (word: string): SettlementKind | null => (isSettlement(word) ? word : null);
  const { msgid, infno, faults, body } = readHead(text, { infnoOf, profile });
  if (body === null || infno === null) return { ok: false, faults: faultsTold(faults), msgid, infno };
  const { envelope, canonicalText } = body;
  // The body is read even when the head is faulty: everything is told at once.
  const message = messageOf(infno, {
    head: { envelope: envelope ?? { ...NO_ENVELOPE, infno }, canonicalText },
    input: body.input,
    profile: body.profile,
    faults,
  });
  if (message === null || envelope === null || faults.length > 0) {
    return { ok: false, faults: faultsTold(faults), msgid, infno };
  }
  return { ok: true, message };
}

/** Stands in while the body of a message with a faulty head is read for its faults. */
const NO_ENVELOPE: Omit<NhsaEnvelope<SettlementKind>, "infno"> = {
  msgid: "",
  careArea: "",
  insuredArea: null,
  institutionCode: "",
  sentAtSec: 0,
};

type Reading = {
  readonly head: {
    readonly envelope: NhsaEnvelope<SettlementKind>;
    readonly canonicalText: string;
  };
  readonly input: ReadonlyMap<string, JsonNode>;
  readonly profile: NhsaProfile;
  readonly faults: NhsaFault[];
};

function messageOf(kind: SettlementKind, reading: Reading): SettlementMessage | null {
  const { head } = reading;
  if (kind === "2204") {
    const body = readFeeUpload(linesOf(reading, "feedetail", kind));
    return body === null ? null : { kind, ...head, body };
  }
  if (kind === "2101" || kind === "2102") {
    const body = saleOf(kind, reading);
    return body === null ? null : { kind, ...head, body };
  }
  const data = headOf(reading, "data", kind);
  if (data === null) return null;
  switch (kind) {
    case "2103":
    case "2208":
      return { kind, ...head, body: readCancellation(data) };
    case "2205":
      return { kind, ...head, body: readFeeCancellation(data) };
    case "2206":
    case "2207":
      return {
        kind,
        ...head,
        body: readVisitSettlement(data, packsBeside(reading), head.envelope.insuredArea),
      };
    case "2601":
      return { kind, ...head, body: readReversal(data) };
  }
}

function saleOf(kind: "2101" | "2102", reading: Reading): ReturnType<typeof readPharmacySale> {
  const { input, profile, faults } = reading;
  const fields = headOf(reading, "druginfo", kind);
  const lines = linesOf(reading, "drugdetail", kind);
  const beside = packsBeside(reading);
  const onLines = lines.flatMap((line) => readLinePacks(line, profile));
  const isTwice = beside.length > 0 && onLines.length > 0;
  if (isTwice) {
    const node = profile.traceNodes.find((name) => input.has(name)) ?? profile.traceNodes[0];
    fault({ path: "input", line: null, faults }, node, "two-spellings");
  }
  return fields === null ? null : readPharmacySale(fields, lines, isTwice ? beside : [...beside, ...onLines]);
}

function packsBeside({ input, profile, faults }: Reading): ReturnType<typeof readNamedPacks> {
  return readNamedPacks(input, { path: "input", line: null, faults }, { profile, lineNumber: null });
}

function headOf({ input, profile, faults }: Reading, node: string, kind: SettlementKind): Fields | null {
  const members = objectAt(input, node, { path: "input", line: null, faults });
  if (members === null) return null;
  const place = { path: `input.${node}`, line: null, faults };
  const required = profile.settlement.head[kind];
  return outpatient(readFields(members, { place, profile, required, forms: SETTLEMENT_FIELD_FORMS }));
}

function linesOf(
  { input, profile, faults }: Reading,
  node: string,
  kind: "2101" | "2102" | "2204",
): readonly Fields[] {
  const inside = { path: "input", line: null, faults };
  return listAt(input, node, { place: inside, countMax: FEE_LINES_MAX }).flatMap((item, at) => {
    const place = { path: `input.${node}[${at}]`, line: at + 1, faults };
    if (item.is !== "object") {
      faults.push({ path: place.path, line: place.line, kind: "not-an-object", facts: {} });
      return [];
    }
    const required = profile.settlement.line[kind];
    const fields = readFields(item.members, { place, profile, required, forms: SETTLEMENT_FIELD_FORMS });
    return [outpatient(fields)];
  });
}

/** Tells fields that say the message is an inpatient's. */
function outpatient(fields: Fields): Fields {
  for (const name of INPATIENT_FIELDS) {
    const node = fields.members.get(name);
    if (node !== undefined && !isEmpty(node)) fault(fields.place, name, "inpatient-field");
  }
  if (fields.text("dscg_tkdrug_flag") === "1") fault(fields.place, "dscg_tkdrug_flag", "inpatient-field");
  return fields;
}
