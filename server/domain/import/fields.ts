import { dayStartSec, type Zone } from "../business-day.ts";
import { fail } from "../failure.ts";
import { fenOf } from "../money.ts";
import { type JsonNode, readJson } from "../nhsa/read-json.ts";

export type FieldFault = { readonly path: string; readonly problem: string };

/** The fields of one object of a line, each read once; what is wrong is collected and told together. */
export class Fields {
  readonly #members: ReadonlyMap<string, JsonNode>;
  readonly #path: string;
  readonly faults: FieldFault[];

  constructor(members: ReadonlyMap<string, JsonNode>, path = "", faults: FieldFault[] = []) {
    this.#members = members;
    this.#path = path;
    this.faults = faults;
  }

  /** Text of at least one character. */
  text(name: string, lengthMax: number): string {
    return this.#textOr(name, lengthMax) ?? this.#tell(name, "missing", "");
  }

  /** Null where the field is absent or empty. */
  optionalText(name: string, lengthMax: number): string | null {
    return this.#textOr(name, lengthMax);
  }

  whole(name: string, range: { readonly min: number; readonly max: number }): number {
    const node = this.#members.get(name);
    const digits = node?.is === "number" || node?.is === "text" ? node.text : "";
    const value = /^(0|[1-9][0-9]{0,9})$/.test(digits) ? Number(digits) : Number.NaN;
    if (value >= range.min && value <= range.max) return value;
    return this.#tell(name, `not a whole number from ${range.min} to ${range.max}`, range.min);
  }

  /** Null where the field is absent or empty. */
  optionalWhole(name: string, range: { readonly min: number; readonly max: number }): number | null {
    return this.#isEmpty(name) ? null : this.whole(name, range);
  }

  /** Whole fen, as a text of digits or a number. */
  fen(name: string): bigint {
    return this.optionalFen(name) ?? this.#tell(name, "missing", 0n);
  }

  optionalFen(name: string): bigint | null {
    if (this.#isEmpty(name)) return null;
    const node = this.#members.get(name);
    const fen = fenOf(node?.is === "number" || node?.is === "text" ? node.text : "");
    return fen ?? this.#tell(name, "not whole fen", null);
  }

  /** As it stands, for what has more than one form. */
  node(name: string): JsonNode | undefined {
    return this.#members.get(name);
  }

  /** Cells of a table's row that stand under no column. */
  extraCells(): number {
    const node = this.#members.get("");
    return node?.is === "number" ? Number(node.text) : 0;
  }

  flag(name: string): boolean {
    const text = this.#textOr(name, 1) ?? "0";
    if (text !== "0" && text !== "1") this.#tell(name, "neither 0 nor 1", "");
    return text === "1";
  }

  day(name: string): string {
    return this.optionalDay(name) ?? this.#tell(name, "not a day, 2026-11-22", "");
  }

  optionalDay(name: string): string | null {
    const text = this.#textOr(name, 10);
    if (text === null) return null;
    return dayStartSec(text, { offsetMin: 0 }) !== null && text >= FIRST_DAY
      ? text
      : this.#tell(name, "not a day, 2026-11-22", null);
  }

  /** `2026-11-22 09:30:00`, in the zone. */
  instantSec(name: string, zone: Zone): number {
    const text = this.#textOr(name, 19) ?? "";
    const [, day = "", ...clock] = /^(.{10}) ([0-9]{2}):([0-9]{2}):([0-9]{2})$/.exec(text) ?? [];
    const [hour = 24, minute = 60, second = 60] = clock.map(Number);
    const startSec = day >= FIRST_DAY ? dayStartSec(day, zone) : null;
    const isTime = startSec !== null && hour < 24 && minute < 60 && second < 60;
    return isTime
      ? startSec + hour * 3600 + minute * 60 + second
      : this.#tell(name, "not a time, 2026-11-22 09:30:00", 0);
  }

  list(name: string): readonly JsonNode[] {
    return this.optionalList(name) ?? this.#tell(name, "missing", []);
  }

  optionalList(name: string): readonly JsonNode[] | null {
    const node = this.#members.get(name);
    if (node === undefined) return null;
    return node.is === "list" ? node.items : this.#tell(name, "not a list", null);
  }

  /** The objects of a list; their faults count as this one's. */
  objects(name: string): readonly Fields[] {
    return this.list(name).flatMap((node, at) => {
      if (node.is === "object") return [new Fields(node.members, `${this.#path}${name}.${at}.`, this.faults)];
      return this.#tell(`${name}.${at}`, "not an object", []);
    });
  }

  #isEmpty(name: string): boolean {
    const node = this.#members.get(name);
    return node === undefined || node.is === "null" || (node.is === "text" && node.text === "");
  }

  #textOr(name: string, lengthMax: number): string | null {
    const node = this.#members.get(name);
    if (node === undefined || this.#isEmpty(name)) return null;
    if (node.is !== "text") return this.#tell(name, "not a text", null);
    if (!PRINTABLE.test(node.text)) return this.#tell(name, "signs that cannot be printed", null);
    return node.text.length <= lengthMax
      ? node.text
      : this.#tell(name, `longer than ${lengthMax} characters`, null);
  }

  tell(name: string, problem: string): void {
    this.#tell(name, problem, null);
  }

  #tell<T>(name: string, problem: string, instead: T): T {
    const path = `${this.#path}${name}`;
    // The first problem of a field is its own; what follows from it is not told.
    const isTold = this.faults.some((fault) => fault.path === path);
    if (!isTold && this.faults.length < FAULTS_TOLD_MAX) this.faults.push({ path, problem });
    return instead;
  }
}

/** Reads a line that is one JSON object; refuses it with everything that is wrong. */
export function readLine<Row>(text: string, read: (fields: Fields) => Row): Row {
  const { root, faults } = readJson(text);
  const [damage] = faults;
  if (damage !== undefined) malformed([{ path: damage.path, problem: `${damage.kind} at ${damage.at}` }]);
  if (root?.is !== "object") return malformed([{ path: "", problem: "not a JSON object" }]);
  const fields = new Fields(root.members);
  const row = read(fields);
  return fields.faults.length === 0 ? row : malformed(fields.faults);
}

function malformed(issues: readonly FieldFault[]): never {
  return fail("malformed-request", { issues });
}

const FIRST_DAY = "1970-01-02";
const FAULTS_TOLD_MAX = 20;
/** No control characters and no halves of characters, which no other system could store. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;
