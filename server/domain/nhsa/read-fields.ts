import type { Facts } from "../failure.ts";
import { decimalOf } from "../money.ts";
import { FIELD_FORMS, type FieldForm } from "./field-forms.ts";
import type { NhsaFault, NhsaFaultKind } from "./message.ts";
import { dayOf, isStatable, type TimeReading, timeOf } from "./message-times.ts";
import type { NhsaProfile } from "./profiles.ts";
import { type JsonNode, pathOf } from "./read-json.ts";

/** Where something stands, and where its faults go. */
export type FaultPlace = {
  readonly path: string;
  readonly line: number | null;
  readonly faults: NhsaFault[];
};

/** One object's fields in checked form; what is absent, blank or faulty is null, and the fault is told. */
export type Fields = {
  readonly place: FaultPlace;
  readonly members: ReadonlyMap<string, JsonNode>;
  text(name: string): string | null;
  decimal(name: string): bigint | null;
  day(name: string): string | null;
  time(name: string): TimeReading | null;
  /** Tells that the field is missing unless that was told. */
  require(name: string): void;
};

/** Reads every field of the table that stands in the object, and misses those that are required. */
export function readFields(
  members: ReadonlyMap<string, JsonNode>,
  asked: {
    readonly place: FaultPlace;
    readonly profile: NhsaProfile;
    readonly required: readonly string[];
    /** The stock messages' unless another table is named. */
    readonly forms?: ReadonlyMap<string, FieldForm>;
  },
): Fields {
  const { place, profile, required, forms = FIELD_FORMS } = asked;
  const texts = new Map<string, string>();
  const decimals = new Map<string, bigint>();
  const times = new Map<string, TimeReading>();
  const seen = new Set<string>();
  for (const [name, node] of members) {
    const form = forms.get(name);
    if (form === undefined) continue;
    const text = scalarOf(node);
    if (text !== null && isBlank(text)) continue;
    seen.add(name);
    if (text === null) {
      fault(place, name, "not-text");
      continue;
    }
    const value = read(text, form, profile);
    if (value.is === "fault") fault(place, name, value.kind, value.facts);
    else if (value.is === "text") texts.set(name, value.text);
    else if (value.is === "decimal") decimals.set(name, value.decimal);
    else times.set(name, value.time);
  }
  const require = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    fault(place, name, "missing");
  };
  required.forEach(require);
  return {
    place,
    members,
    text: (name) => texts.get(name) ?? null,
    decimal: (name) => decimals.get(name) ?? null,
    day: (name) => texts.get(name) ?? null,
    time: (name) => times.get(name) ?? null,
    require,
  };
}

/** A string or number as its text; null for anything else that is there. JSON's null is as if absent. */
export function scalarOf(node: JsonNode): string | null {
  if (node.is === "null") return "";
  return node.is === "text" || node.is === "number" ? node.text : null;
}

export function isBlank(text: string): boolean {
  return /^\s*$/u.test(text);
}

/** Adds a fault of a member of the place. */
export function fault(place: FaultPlace, name: string, kind: NhsaFaultKind, facts: Facts = {}): void {
  place.faults.push({ path: pathOf(place.path, name), line: place.line, kind, facts });
}

/** Control characters and halves of characters, which no other system could store. */
export const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const UNPRINTABLE_IN_REMARKS = /[^\P{Cc}\t\r\n]|\p{Cs}/u;

type Value =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "decimal"; readonly decimal: bigint }
  | { readonly is: "time"; readonly time: TimeReading }
  | { readonly is: "fault"; readonly kind: NhsaFaultKind; readonly facts?: Facts };

function read(text: string, form: FieldForm, profile: NhsaProfile): Value {
  switch (form.is) {
    case "text":
    case "remark":
      return readText(text, form);
    case "choice":
      return form.of.includes(text) ? { is: "text", text } : { is: "fault", kind: "unknown-value" };
    case "area":
      return /^[0-9]{6}$/.test(text) ? { is: "text", text } : { is: "fault", kind: "not-an-area" };
    case "decimal":
      return readDecimal(text, form);
    case "day": {
      const day = dayOf(text);
      if (day === null) return { is: "fault", kind: "not-a-day" };
      return isStatable(day) ? { is: "text", text: day } : { is: "fault", kind: "out-of-range" };
    }
    case "time": {
      const time = timeOf(text, profile.zone);
      if (time === null) return { is: "fault", kind: "not-a-time" };
      return isStatable(time.day) ? { is: "time", time } : { is: "fault", kind: "out-of-range" };
    }
  }
}

function readText(text: string, form: Extract<FieldForm, { is: "text" | "remark" }>): Value {
  const { is, charsMax } = form;
  if ([...text].length > charsMax) return { is: "fault", kind: "too-long", facts: { charsMax } };
  const unprintable = is === "remark" ? UNPRINTABLE_IN_REMARKS : UNPRINTABLE;
  return unprintable.test(text) ? { is: "fault", kind: "unprintable" } : { is: "text", text };
}

function readDecimal(text: string, form: Extract<FieldForm, { is: "decimal" }>): Value {
  const { digitsMax, places, least } = form;
  const match = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text);
  if (match === null) return { is: "fault", kind: "not-a-decimal" };
  const [, sign, whole = "", fraction = ""] = match;
  if (sign === "-") return { is: "fault", kind: "negative" };
  if (fraction.length > places) return { is: "fault", kind: "too-many-places", facts: { places } };
  if (whole.length > digitsMax - places) {
    return { is: "fault", kind: "too-many-digits", facts: { digitsMax: digitsMax - places } };
  }
  const decimal = decimalOf(text, places);
  if (decimal === null) return { is: "fault", kind: "not-a-decimal" };
  if (decimal === 0n && least === "above-zero") return { is: "fault", kind: "not-positive" };
  return { is: "decimal", decimal };
}
