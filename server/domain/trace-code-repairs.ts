import { endsInCheckDigit } from "./gtin.ts";
import type { TraceCodeFault } from "./trace-code-form.ts";

/** What undoes one kind of damage. A repair that changes nothing is not the damage. */
export type Repair = { readonly fault: TraceCodeFault; readonly mend: (text: string) => string };

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

/** What a Chinese input method writes for a scanner's keys; full-width forms are mended by themselves. */
const INPUT_METHOD: Readonly<Record<string, string>> = {
  "。": ".",
  "、": "/",
  "【": "[",
  "】": "]",
  "「": "{",
  "」": "}",
  "《": "<",
  "》": ">",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
  "·": "`",
  "￥": "$",
};

/** In the order in which damage lies over the code. */
export const REPAIRS: readonly Repair[] = [
  // An element string is read by its separators, so written-out ones are mended before anything is taken
  // away.
  { fault: "lost-separator", mend: withSeparators },
  { fault: "input-method", mend: (text) => [...text].map((sign) => INPUT_METHOD[sign] ?? sign).join("") },
  { fault: "full-width", mend: (text) => text.normalize("NFKC") },
  { fault: "excel", mend: withoutCellMarks },
  { fault: "invisible-character", mend: (text) => text.replace(/[\p{Cc}\p{Cf}]/gu, keptSeparator) },
  { fault: "space", mend: (text) => text.replace(/\s+/g, keptSeparator) },
  { fault: "hyphen", mend: (text) => (/^[0-9\p{Pd}]+$/u.test(text) ? text.replace(/\p{Pd}/gu, "") : text) },
  {
    fault: "letter-for-digit",
    mend: (text) => (/^[0-9OoIl|]{20}$/.test(text) ? lettersAsDigits(text) : text),
  },
  { fault: "scanned-twice", mend: (text) => onceOf(text) },
];

/** These explain a scan only if it can be read afterwards. */
export const GUESSES: readonly Repair[] = [
  { fault: "barcode-glued", mend: withoutFirstBarcode },
  { fault: "barcode-glued", mend: withoutLastBarcode },
  { fault: "caps-lock", mend: caseSwapped },
  { fault: "yz-swap", mend: (text) => [...text].map((key) => GERMAN[key] ?? key).join("") },
];

export function caseSwapped(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
}

export function yzSwapped(text: string): string {
  return text.replace(/[yzYZ]/g, (letter) => YZ[letter] ?? letter);
}

/** Several codes that came as one scan, each by itself; a single one when nothing parts them. */
export function partsOfScan(text: string): readonly string[] {
  if (/^(?:8[0-9]{19}){2,}$/.test(text)) return text.match(/.{20}/g) ?? [text];
  return text.split(/[\s,;|\uff0c\uff1b\u3001]+/u).filter((part) => part !== "");
}

/** Ways in which a spreadsheet writes a number that is too long for it. */
export function isSpreadsheetNumber(text: string): boolean {
  return /^[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,3}$/i.test(text) || /^#{2,}$/.test(text);
}

/** Signs that some scanners are set to send for FNC1, none of which can stand in an element string. */
function withSeparators(text: string): string {
  const written = text.replace(/<GS>|\{GS\}|\[GS\]|\\x1d|\\u001d|%1D|\u241d|\^\]/gi, "\x1d");
  return /^(?:\][a-z][0-9])?01[0-9]{14}/i.test(written) ? written.replace(/[|~^#@]/g, "\x1d") : written;
}

/** A cell's apostrophe, quotes, thousands and decimals. */
function withoutCellMarks(text: string): string {
  const bare = /^=?\s*(?:'([^']+)|"([^"]+)"|'([^']+)')$/.exec(text);
  if (bare !== null) return bare[1] ?? bare[2] ?? bare[3] ?? text;
  if (/^[0-9]{1,3}(?:,[0-9]{3}){3,}(?:\.0+)?$/.test(text)) return text.replace(/,|\..*$/g, "");
  return /^[0-9]{18,21}\.0+$/.test(text) ? text.replace(/\..*$/, "") : text;
}

/** The product's barcode and the code, scanned one after the other without an Enter between. */
function withoutFirstBarcode(text: string): string {
  const code = /^[0-9]{13}(8[0-9]{19}|01[0-9]{14}.+|\(01\).+|\][a-zA-Z].+)$/s.exec(text)?.[1];
  return code !== undefined && endsInCheckDigit(text.slice(0, 13)) ? code : text;
}

function withoutLastBarcode(text: string): string {
  const [, code = "", barcode = ""] = /^(8[0-9]{19})([0-9]{13})$/.exec(text) ?? [];
  return endsInCheckDigit(barcode) ? code : text;
}

/** Of the same text over again, with or without a separator between, one. */
function onceOf(text: string): string {
  return AGAIN.exec(text)?.[1] ?? AGAIN.exec(`${text}\x1d`)?.[1]?.slice(0, -1) ?? text;
}

const AGAIN = /^(.{16,256}?)\1+$/s;

function keptSeparator(character: string): string {
  return character === "\x1d" ? character : "";
}

function lettersAsDigits(text: string): string {
  return text.replace(/[Oo]/g, "0").replace(/[Il|]/g, "1");
}
