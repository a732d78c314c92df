import { readChinaCode } from "./trace-code-china.ts";
import {
  damaged,
  type ScanReading,
  type TraceCodeDamage,
  type TraceCodeFault,
  type TraceCodeReading,
} from "./trace-code-form.ts";
import { readElementString, readElements, withSeparatorRestored } from "./trace-code-gs1.ts";
import { readDigitalLink, readEpcUrn } from "./trace-code-link.ts";
import {
  caseSwapped,
  GUESSES,
  isSpreadsheetNumber,
  partsOfScan,
  REPAIRS,
  yzSwapped,
} from "./trace-code-repairs.ts";

const LENGTH_MAX = 512;
const CANONICAL = /^(?:cn:(8[0-9]{19})|gs1:([0-9]{14}):(.{1,20})|sscc:([0-9]{18}))$/;

/**
 * Reads any accepted form of a scan, a case's label among them. What is none is never mended silently: the
 * answer names the likely damage and the code it may have been. White space at either end, which scanners
 * send as Enter or Tab, is not damage.
 */
export function readScan(scan: string): ScanReading {
  if (scan.length > LENGTH_MAX) return damaged("too-long");
  return diagnosed(scan.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""), REPAIRS.length);
}

/** The same where only a pack's own code will do: a case's label is then a fault, and nothing is near it. */
export function parseTraceCode(scan: string): TraceCodeReading {
  const reading = readScan(scan);
  if (reading.ok) return reading.scheme === "sscc" ? damaged("case-label") : reading;
  if (reading.near?.startsWith("sscc:") !== true) return reading;
  const [first, ...others] = reading.faults;
  if (reading.faults.includes("case-label")) return { ...reading, near: null };
  return { ok: false, faults: [first, ...others, "case-label"], near: null };
}

/**
 * Codes that a well-formed but unknown code may have been before CAPS LOCK, a German keyboard or a lost
 * separator: whoever finds one of them on the ledger may propose it.
 */
export function nearCodesOf(canonical: string): readonly { fault: TraceCodeFault; canonical: string }[] {
  const [, , gtin, serial] = CANONICAL.exec(canonical) ?? [];
  if (gtin === undefined || serial === undefined) return [];
  const near: { fault: TraceCodeFault; serial: string }[] = [
    { fault: "caps-lock", serial: caseSwapped(serial) },
    { fault: "yz-swap", serial: yzSwapped(serial) },
  ];
  const restored = withSeparatorRestored(serial)?.serial;
  const cut = new Set(restored === undefined ? [] : [restored]);
  // A batch number or a date that the serial swallowed: which of several places it began at, only the ledger
  // can tell.
  for (const { index } of serial.matchAll(/(?<=.)(?:10(?=.)|1[1357](?=[0-9]{6}))/g)) {
    cut.add(serial.slice(0, index));
  }
  near.push(...[...cut].map((each) => ({ fault: "lost-separator" as const, serial: each })));
  return near
    .filter((each) => each.serial !== serial)
    .map((each) => ({ fault: each.fault, canonical: `gs1:${gtin}:${each.serial}` }));
}

/**
 * The canonical form as people write it: the digits, or the element string unless its serial has brackets.
 */
export function writtenTraceCode(canonical: string): string {
  const [, digits, gtin, serial, sscc] = CANONICAL.exec(canonical) ?? [];
  if (digits !== undefined) return digits;
  if (sscc !== undefined) return `(00)${sscc}`;
  return gtin === undefined || serial === undefined || /[()]/.test(serial)
    ? canonical
    : `(01)${gtin}(21)${serial}`;
}

function diagnosed(text: string, depth: number): ScanReading {
  if (text === "") return damaged("empty");
  if (isSpreadsheetNumber(text)) return damaged("excel");
  const reading = readForm(text);
  if (reading.ok || depth === 0) return reading;
  const several = readSeveral(text);
  if (several !== null) return several;
  for (const { fault, mend } of REPAIRS) {
    const mended = mend(text);
    if (mended !== text) return under(fault, diagnosed(mended, depth - 1), text);
  }
  return guessed(text) ?? reading;
}

/** The first kind of damage that explains the scan; where it does so in two ways, neither is proposed. */
function guessed(text: string): TraceCodeDamage | null {
  let found: { fault: TraceCodeFault; near: string } | null = null;
  for (const { fault, mend } of GUESSES) {
    const guess = readForm(mend(text));
    if (!guess.ok) continue;
    if (found === null) found = { fault, near: guess.canonical };
    else if (found.fault === fault && found.near !== guess.canonical) return damaged(fault);
  }
  return found === null ? null : damaged(found.fault, found.near);
}

function readForm(text: string): ScanReading {
  const [, digits, gtin, serial, sscc] = CANONICAL.exec(text) ?? [];
  if (digits !== undefined) return readForm(digits);
  if (sscc !== undefined) return readElements(new Map([["00", sscc]]));
  if (gtin !== undefined && serial !== undefined) {
    return readElements(
      new Map([
        ["01", gtin],
        ["21", serial],
      ]),
    );
  }
  const symbology = /^\](d2|C1|Q3|e0|J1|C0|d1|Q0|Q1|E0|E4)/.exec(text)?.[1];
  if (symbology === "E0" || symbology === "E4") return damaged("product-barcode");
  const bare = symbology === undefined ? text : text.slice(symbology.length + 1);
  return (
    readElementString(bare) ??
    readChinaCode(bare) ??
    readDigitalLink(bare) ??
    readEpcUrn(bare) ??
    damaged("form-unknown")
  );
}

/** Codes that came as one scan: the same one over again, or several of which none may be chosen. */
function readSeveral(text: string): TraceCodeDamage | null {
  const parts = partsOfScan(text);
  if (parts.length < 2) return null;
  const canonicals = new Set<string>();
  for (const part of parts) {
    const reading = readForm(part);
    if (!reading.ok) return null;
    canonicals.add(reading.canonical);
  }
  const [only = null] = canonicals;
  return canonicals.size === 1 ? damaged("scanned-twice", only) : damaged("several-codes");
}

function under(fault: TraceCodeFault, inner: ScanReading, text: string): TraceCodeDamage {
  if (!inner.ok) return { ok: false, faults: [fault, ...inner.faults], near: inner.near };
  // A spreadsheet keeps fifteen digits: where the last five are zeros, nobody knows what they were.
  const isRounded = fault === "excel" && /^[0-9,.]+$/.test(text) && inner.canonical.endsWith("00000");
  return damaged(fault, isRounded ? null : inner.canonical);
}
