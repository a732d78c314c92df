import type { NhsaFaultKind } from "./message.ts";

/**
 * JSON as it stands in the text: numbers keep their digits, members their order, and no member can touch a
 * prototype. JSON.parse would let the last of two equal names win and round what is long.
 */
export type JsonNode =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "number"; readonly text: string }
  | { readonly is: "truth"; readonly text: "true" | "false" }
  | { readonly is: "null" }
  | { readonly is: "list"; readonly items: readonly JsonNode[] }
  | { readonly is: "object"; readonly members: ReadonlyMap<string, JsonNode> };

export type JsonFault = {
  readonly path: string;
  readonly kind: Extract<NhsaFaultKind, "not-json" | "too-deep" | "repeated-name" | "forbidden-name">;
  /** UTF-16 units from the start of the text. */
  readonly at: number;
};

/** `root` is null exactly when the text is no JSON; names that stand twice are told and read on. */
export type JsonReading = { readonly root: JsonNode | null; readonly faults: readonly JsonFault[] };

export function readJson(text: string): JsonReading {
  const scan: Scan = { text: text.replace(/^\uFEFF/, ""), at: 0, faults: [] };
  skipBlanks(scan);
  const root = readValue(scan, { path: "", depth: 0 });
  if (root === null) return { root: null, faults: scan.faults };
  skipBlanks(scan);
  if (scan.at === scan.text.length) return { root, faults: scan.faults };
  stop(scan, "", "not-json");
  return { root: null, faults: scan.faults };
}

/**
 * A member's name in a path; what could be anything, a person's number among it, is not repeated to anybody.
 */
export function pathOf(parent: string, name: string): string {
  const shown = /^[A-Za-z_]{1,40}$/.test(name) ? name : "?";
  return parent === "" ? shown : `${parent}.${shown}`;
}

const DEPTH_MAX = 16;
const FAULTS_MAX = 50;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);
const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** JSON forbids the control characters below 0x20 in the plain, and no others. */
const PLAIN_TEXT = /[[^"\\\p{Cc}][\u007f-\u009f]]*/vy;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

type Scan = { readonly text: string; at: number; readonly faults: JsonFault[] };
type Place = { readonly path: string; readonly depth: number };

function readValue(scan: Scan, place: Place): JsonNode | null {
  if (place.depth > DEPTH_MAX) return stop(scan, place.path, "too-deep");
  switch (scan.text[scan.at]) {
    case "{":
      return readObject(scan, place);
    case "[":
      return readList(scan, place);
    case '"': {
      const text = readText(scan, place);
      return text === null ? null : { is: "text", text };
    }
    default:
      return readWord(scan) ?? readNumber(scan, place);
  }
}

function readObject(scan: Scan, place: Place): JsonNode | null {
  const members = new Map<string, JsonNode>();
  scan.at += 1;
  if (take(scan, "}")) return { is: "object", members };
  do {
    skipBlanks(scan);
    const startedAt = scan.at;
    const name = scan.text[scan.at] === '"' ? readText(scan, place) : stop(scan, place.path, "not-json");
    if (name === null) return null;
    const path = pathOf(place.path, name);
    if (!take(scan, ":")) return stop(scan, path, "not-json");
    skipBlanks(scan);
    const value = readValue(scan, { path, depth: place.depth + 1 });
    if (value === null) return null;
    if (members.has(name)) tell(scan, { path, kind: "repeated-name", at: startedAt });
    if (FORBIDDEN.has(name)) tell(scan, { path, kind: "forbidden-name", at: startedAt });
    members.set(name, value);
  } while (take(scan, ","));
  return take(scan, "}") ? { is: "object", members } : stop(scan, place.path, "not-json");
}

function readList(scan: Scan, place: Place): JsonNode | null {
  const items: JsonNode[] = [];
  scan.at += 1;
  if (take(scan, "]")) return { is: "list", items };
  do {
    skipBlanks(scan);
    const item = readValue(scan, { path: `${place.path}[${items.length}]`, depth: place.depth + 1 });
    if (item === null) return null;
    items.push(item);
  } while (take(scan, ","));
  return take(scan, "]") ? { is: "list", items } : stop(scan, place.path, "not-json");
}

function readText(scan: Scan, { path }: Place): string | null {
  let text = "";
  scan.at += 1;
  for (;;) {
    text += match(scan, PLAIN_TEXT) ?? "";
    const sign = scan.text[scan.at];
    scan.at += 1;
    if (sign === '"') return text;
    const escaped = sign === "\\" ? readEscape(scan) : null;
    if (escaped === null) return stop(scan, path, "not-json");
    text += escaped;
  }
}

function readEscape(scan: Scan): string | null {
  const letter = scan.text[scan.at] ?? "";
  scan.at += 1;
  if (letter !== "u") return ESCAPES[letter] ?? null;
  const digits = scan.text.slice(scan.at, scan.at + 4);
  scan.at += 4;
  return /^[0-9a-fA-F]{4}$/.test(digits) ? String.fromCharCode(Number.parseInt(digits, 16)) : null;
}

function readWord(scan: Scan): JsonNode | null {
  for (const word of ["true", "false", "null"] as const) {
    if (!scan.text.startsWith(word, scan.at)) continue;
    scan.at += word.length;
    return word === "null" ? { is: "null" } : { is: "truth", text: word };
  }
  return null;
}

function readNumber(scan: Scan, { path }: Place): JsonNode | null {
  const text = match(scan, NUMBER);
  return text === null ? stop(scan, path, "not-json") : { is: "number", text };
}

function take(scan: Scan, sign: string): boolean {
  skipBlanks(scan);
  if (scan.text[scan.at] !== sign) return false;
  scan.at += 1;
  return true;
}

function skipBlanks(scan: Scan): void {
  match(scan, BLANKS);
}

function match(scan: Scan, pattern: RegExp): string | null {
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.text)?.[0] ?? null;
  scan.at += found?.length ?? 0;
  return found;
}

function stop(scan: Scan, path: string, kind: JsonFault["kind"]): null {
  scan.faults.push({ path, kind, at: Math.min(scan.at, scan.text.length) });
  return null;
}

function tell(scan: Scan, fault: JsonFault): void {
  if (scan.faults.length < FAULTS_MAX) scan.faults.push(fault);
}
