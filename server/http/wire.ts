import { instantText } from "../domain/instant.ts";

/**
 * How answers look outside: instants in seconds become RFC 3339 in fields ending `At`, money becomes decimal
 * strings. The types follow the same two rules, so that a schema that forgets a field does not compile.
 */
type Instant<Stem extends string> = Stem extends `${string}At` | "at" ? Stem : `${Stem}At`;
type WireName<Name> = Name extends `${infer Stem}Sec`
  ? Instant<Stem>
  : Name extends `${infer Stem}Ms`
    ? Instant<Stem>
    : Name;
type WireValue<Name, Value> = Name extends `${string}Sec` | `${string}Ms`
  ? Value extends number
    ? string
    : Value
  : Wire<Value>;

export type Wire<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Name in keyof T as WireName<Name>]: WireValue<Name, T[Name]> }
      : T;

/** The value as it goes out. */
export function wireOf<T>(value: T): Wire<T> {
  // The recursion below does at run time what `Wire` says in types: same two rules, field by field.
  return outside(value) as Wire<T>;
}

/** RFC 3339 in UTC to the second, the way every instant leaves this server. */
export function instantOf(sec: number): string {
  return instantText(Math.min(sec, LAST_SEC));
}

/** The instant that a checked RFC 3339 text names, in whole seconds. */
export function secOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

/** RFC 3339 has four digits for a year; the ledger counts further. */
const LAST_SEC = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

function outside(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(outside);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => field(name, member)));
}

function field(name: string, value: unknown): [string, unknown] {
  const stem = /^(.*)Sec$/.exec(name)?.[1];
  if (stem !== undefined) return [instantName(stem), typeof value === "number" ? instantOf(value) : value];
  const stemOfMs = /^(.*)Ms$/.exec(name)?.[1];
  if (stemOfMs === undefined) return [name, outside(value)];
  return [instantName(stemOfMs), typeof value === "number" ? instantOf(value / 1000) : value];
}

function instantName(stem: string): string {
  return stem === "at" || stem.endsWith("At") ? stem : `${stem}At`;
}
