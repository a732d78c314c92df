import { readChinaCode } from "./trace-code-china.ts";
import {
  damaged,
  type TraceCodeDamage,
  type TraceCodeFault,
  type TraceCodeReading,
} from "./trace-code-form.ts";
import { readElementString, readElements, withSeparatorRestored } from "./trace-code-gs1.ts";
import { readDigitalLink, readEpcUrn } from "./trace-code-link.ts";

const LENGTH_MAX = 512;
const CANONICAL = /^(?:cn:(8[0-9]{19})|gs1:([0-9]{14}):(.{1,20}))$/;

/**
 * Reads any accepted form of a scan. What is no trace code is never mended silently: the answer names the
 * likely damage and the code it may have been. White space at either end, which scanners send as Enter or
 * Tab, is not damage.
 */
export function parseTraceCode(scan: string): TraceCodeReading {
  if (scan.length > LENGTH_MAX) return damaged("too-long");
  return diagnosed(scan.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""), REPAIRS.length);
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
    { fault: "yz-swap", serial: serial.replace(/[yzYZ]/g, (letter) => YZ[letter] ?? letter) },
  ];
  const restored = withSeparatorRestored(serial);
  if (restored !== null) near.push({ fault: "lost-separator", serial: restored.serial });
  return near
    .filter((each) => each.serial !== serial)
    .map((each) => ({ fault: each.fault, canonical: `gs1:${gtin}:${each.serial}` }));
}

/**
 * The canonical form as people write it: the 20 digits, or the element string unless its serial has brackets.
 */
export function writtenTraceCode(canonical: string): string {
  const [, digits, gtin, serial] = CANONICAL.exec(canonical) ?? [];
  if (digits !== undefined) return digits;
  return gtin === undefined || serial === undefined || /[()]/.test(serial)
    ? canonical
    : `(01)${gtin}(21)${serial}`;
}

function readForm(text: string): TraceCodeReading {
  const [, digits, gtin, serial] = CANONICAL.exec(text) ?? [];
  if (digits !== undefined) return readForm(digits);
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

type Repair = { readonly fault: TraceCodeFault; readonly mend: (text: string) => string };

const YZ: Readonly<Record<string, string>> = { y: "z", z: "y", Y: "Z", Z: "Y" };

/** What a German keyboard types for the keys that a scanner presses on an American one, read back. */
const GERMAN: Readonly<Record<string, string>> = {
  ...YZ,
  Ö: ":",
  ö: ";",
  "-": "/",
  ß: "-",
  ")": "(",
  "=": ")",
  _: "?",
  "/": "&",
  "´": "=",
  "+": "]",
  ü: "[",
};

/** In the order in which damage lies over the code. A repair that changes nothing is not the damage. */
const REPAIRS: readonly Repair[] = [
  // An element string is read by its separators, so written-out ones are mended before anything is taken
  // away.
  {
    fault: "lost-separator",
    mend: (text) => text.replace(/<GS>|\{GS\}|\\x1d|\\u001d|\u241d|\^\]/gi, "\x1d"),
  },
  { fault: "full-width", mend: (text) => text.normalize("NFKC") },
  { fault: "invisible-character", mend: (text) => text.replace(/[\p{Cc}\p{Cf}]/gu, keptSeparator) },
  { fault: "space", mend: (text) => text.replace(/\s+/g, keptSeparator) },
  { fault: "hyphen", mend: (text) => (/^[0-9\p{Pd}]+$/u.test(text) ? text.replace(/\p{Pd}/gu, "") : text) },
  {
    fault: "letter-for-digit",
    mend: (text) => (/^[0-9OoIl|]{20}$/.test(text) ? lettersAsDigits(text) : text),
  },
  { fault: "scanned-twice", mend: (text) => (isTwice(text) ? text.slice(0, text.length / 2) : text) },
];

/** These explain a scan only if it can be read afterwards. */
const GUESSES: readonly Repair[] = [
  { fault: "caps-lock", mend: caseSwapped },
  { fault: "yz-swap", mend: (text) => [...text].map((key) => GERMAN[key] ?? key).join("") },
];

function diagnosed(text: string, depth: number): TraceCodeReading {
  if (text === "") return damaged("empty");
  if (/^[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}$/i.test(text)) return damaged("excel");
  const reading = readForm(text);
  if (reading.ok || depth === 0) return reading;
  for (const { fault, mend } of REPAIRS) {
    const mended = mend(text);
    if (mended !== text) return under(fault, diagnosed(mended, depth - 1));
  }
  for (const { fault, mend } of GUESSES) {
    const guess = readForm(mend(text));
    if (guess.ok) return damaged(fault, guess.canonical);
  }
  return reading;
}

function under(fault: TraceCodeFault, inner: TraceCodeReading): TraceCodeDamage {
  if (inner.ok) return damaged(fault, inner.canonical);
  return { ok: false, faults: [fault, ...inner.faults], near: inner.near };
}

function keptSeparator(character: string): string {
  return character === "\x1d" ? character : "";
}

function lettersAsDigits(text: string): string {
  return text.replace(/[Oo]/g, "0").replace(/[Il|]/g, "1");
}

function isTwice(text: string): boolean {
  const half = text.length / 2;
  return text.length >= 32 && Number.isInteger(half) && text.slice(0, half) === text.slice(half);
}

function caseSwapped(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
}
