import { endsInCheckDigit } from "./gtin.ts";
import { damaged, type ScanReading } from "./trace-code-form.ts";

const GROUP_SEPARATOR = "\x1d";

/** GS1 AI encodable character set 82, what a serial or a batch number may be written in. */
const CHARACTER_SET_82 = /^[!-"%-?A-Z_a-z]+$/;

/** Application identifiers whose length is fixed by the standard, with it: no separator follows them. */
const FIXED = tableOf(
  "00:18 01:14 02:14 11:6 12:6 13:6 15:6 16:6 17:6 20:2 " +
    "410:13 411:13 412:13 413:13 414:13 415:13 416:13 417:13",
);

/** Identifiers of variable length, with the longest value: it ends at a separator or with the text. */
const VARIABLE = tableOf(
  "10:20 21:20 22:20 30:8 37:8 235:28 240:30 241:30 242:6 243:20 250:30 251:30 254:20 400:30 " +
    "710:20 711:20 712:20 713:20 714:20 715:20 716:20 717:20 " +
    "90:30 91:90 92:90 93:90 94:90 95:90 96:90 97:90 98:90 99:90",
);

/** No value of a field ends so: it is written in digits and letters. */
const NO_GTIN = "\0";

export type Gs1Elements = ReadonlyMap<string, string>;

/** An element string with brackets, `(01)…(21)…`, or raw with separators; null when it is neither. */
export function readElementString(text: string): ScanReading | null {
  if (/^\(\d{2,4}\)/.test(text)) return readBracketed(text);
  const raw = withoutSeparator(text);
  const gtin = /^01([0-9]{14})/.exec(raw)?.[1];
  // Digits alone are GS1 only if their check digit says so: 19 digits may also be a damaged Chinese code.
  const isRaw = gtin !== undefined && (endsInCheckDigit(gtin) || !/^[0-9]+$/.test(raw));
  // A serial or a date may come before the GTIN; a separator somewhere says that it is GS1 all the same.
  return isRaw || /^(?:00[0-9]{18}|02[0-9]{14})/.test(raw) || text.includes(GROUP_SEPARATOR)
    ? readRaw(raw)
    : null;
}

/** The code in a set of elements: a GTIN and a serial for a pack, an SSCC for a case. */
export function readElements(elements: Gs1Elements): ScanReading {
  const gtin = elements.get("01");
  if (gtin === undefined) return readCase(elements);
  if (!endsInCheckDigit(gtin)) return damaged("check-digit");
  const serial = elements.get("21");
  if (serial === undefined) return damaged("product-barcode");
  // Some scanners are set to write the separator out; its letters could all stand in a serial, but never do.
  if (/<GS>/i.test(serial)) return damaged("lost-separator");
  const lot = elements.get("10") ?? null;
  const unglued = withoutBarcode(elements, gtin);
  if (unglued !== null) return gluedTo(readElements(unglued));
  const printed = elements.get("17");
  const expiry = printed === undefined ? null : dayOfPrinted(printed);
  if (!isPrinted(serial) || (lot !== null && !isPrinted(lot))) return damaged("gs1-malformed");
  if (printed !== undefined && expiry === null) return damaged("gs1-malformed");
  return {
    ok: true,
    scheme: "gs1",
    canonical: `gs1:${gtin}:${serial}`,
    serial,
    gtin,
    tracePrefix: null,
    expiry,
    lot,
  };
}

function readCase(elements: Gs1Elements): ScanReading {
  const sscc = elements.get("00");
  // Contents without the label's own number: a case all the same, but none that can be named.
  if (sscc === undefined) return damaged(elements.has("02") ? "case-label" : "gs1-malformed");
  if (!/^[0-9]{18}$/.test(sscc)) return damaged("gs1-malformed");
  return endsInCheckDigit(sscc)
    ? { ok: true, scheme: "sscc", canonical: `sscc:${sscc}` }
    : damaged("check-digit");
}

/**
 * A serial or batch number that the product's own barcode was scanned into, without it; null when none is.
 */
function withoutBarcode(elements: Gs1Elements, gtin: string): Gs1Elements | null {
  const barcode = gtin.replace(/^0/, "");
  for (const identifier of ["21", "10"]) {
    const value = elements.get(identifier) ?? "";
    const rest = value.endsWith(gtin) ? value.slice(0, -gtin.length) : value.slice(0, -barcode.length);
    if (rest !== "" && value.endsWith(barcode)) return new Map([...elements, [identifier, rest]]);
  }
  return null;
}

function gluedTo(reading: ScanReading): ScanReading {
  return damaged("barcode-glued", reading.ok ? reading.canonical : null);
}

/**
 * Where the separator after a serial may have been lost: before an expiry that is a day, with nothing or a
 * batch number behind it. Null when there is no such place, or more than one.
 */
export function withSeparatorRestored(serial: string): { serial: string; rest: string } | null {
  const places: { serial: string; rest: string }[] = [];
  for (let at = 1; at <= Math.min(20, serial.length - 8); at += 1) {
    const rest = serial.slice(at);
    const expiry = /^17([0-9]{6})(?:10.{1,20})?$/.exec(rest)?.[1];
    if (expiry !== undefined && dayOfPrinted(expiry) !== null)
      places.push({ serial: serial.slice(0, at), rest });
  }
  const [only] = places;
  return places.length === 1 && only !== undefined ? only : null;
}

function isPrinted(value: string): boolean {
  return value.length >= 1 && value.length <= 20 && CHARACTER_SET_82.test(value);
}

function readBracketed(text: string): ScanReading {
  const parts = text.split(/\((\d{2,4})\)/);
  const elements = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2) {
    const identifier = parts[at] ?? "";
    const value = parts[at + 1] ?? "";
    const fixed = FIXED.get(identifier);
    if (fixed === undefined && VARIABLE.get(identifier) === undefined) return damaged("gs1-malformed");
    if (fixed !== undefined && value.length !== fixed) return damaged("gs1-malformed");
    if (elements.has(identifier)) return damaged("gs1-malformed");
    elements.set(identifier, value);
  }
  return readElements(elements);
}

function readRaw(text: string): ScanReading {
  const elements = new Map<string, string>();
  let rest = text;
  while (rest !== "") {
    const identifier = [2, 3].map((length) => rest.slice(0, length)).find(isIdentifier);
    if (identifier === undefined || elements.has(identifier)) return damaged("gs1-malformed");
    const after = rest.slice(identifier.length);
    const fixed = FIXED.get(identifier);
    const end = fixed ?? (after.includes(GROUP_SEPARATOR) ? after.indexOf(GROUP_SEPARATOR) : after.length);
    const value = after.slice(0, end);
    if (value.length > (VARIABLE.get(identifier) ?? end)) return tooLong(identifier, value, elements);
    if (value.length < (fixed ?? 1) || value.includes(GROUP_SEPARATOR)) return damaged("gs1-malformed");
    elements.set(identifier, value);
    rest = withoutSeparator(after.slice(end));
  }
  return readElements(elements);
}

/** A value longer than its field has swallowed the next one: its separator was lost on the way. */
function tooLong(identifier: string, value: string, before: Gs1Elements): ScanReading {
  const swallowed = new Map([...before, [identifier, value]]);
  const unglued = withoutBarcode(swallowed, before.get("01") ?? NO_GTIN);
  if (unglued !== null) return gluedTo(readElements(unglued));
  const restored = identifier === "21" ? withSeparatorRestored(value) : null;
  if (restored === null) return damaged("lost-separator");
  const reading = readElements(new Map([...before, ["21", restored.serial]]));
  return damaged("lost-separator", reading.ok ? reading.canonical : null);
}

function tableOf(rows: string): ReadonlyMap<string, number> {
  return new Map(
    rows.split(" ").map((row) => {
      const [identifier = "", length = ""] = row.split(":");
      return [identifier, Number(length)];
    }),
  );
}

function withoutSeparator(text: string): string {
  return text.startsWith(GROUP_SEPARATOR) ? text.slice(1) : text;
}

function isIdentifier(text: string): boolean {
  return FIXED.has(text) || VARIABLE.has(text);
}

/** YYMMDD of this century; day 00 is the last of its month. */
function dayOfPrinted(text: string): string | null {
  const match = /^([0-9]{2})(0[1-9]|1[0-2])([0-9]{2})$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = [2000 + Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (day > last) return null;
  return `${year}-${match[2]}-${String(day === 0 ? last : day).padStart(2, "0")}`;
}
