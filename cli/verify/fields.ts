import type { Json } from "./canonical-text.ts";
import { refute } from "./check.ts";

/** Readers of single fields; each names the place where the file is not as agreed. */
export type Read<T> = (value: Json | undefined, at: string) => T;

export const whole: Read<number> = (value, at) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0
    ? value
    : refute("not a whole number", { at });

export const text: Read<string> = (value, at) =>
  typeof value === "string" ? value : refute("not a text", { at });

/** Lower-case hex of so many bytes; null: of any number. */
export function hexOf(byteCount: number | null): Read<string> {
  const form = new RegExp(byteCount === null ? "^0x(?:[0-9a-f]{2})+$" : `^0x[0-9a-f]{${byteCount * 2}}$`);
  return (value, at) =>
    typeof value === "string" && form.test(value)
      ? value
      : refute(`not lower-case hex${byteCount === null ? "" : ` of ${byteCount} bytes`}`, { at });
}

export function oneOf<Word extends string>(...words: readonly Word[]): Read<Word> {
  return (value, at) =>
    words.find((word) => word === value) ?? refute(`not one of: ${words.join(", ")}`, { at });
}

export function listOf<T>(item: Read<T>): Read<readonly T[]> {
  return (value, at) =>
    Array.isArray(value)
      ? value.map((each: Json, nth) => item(each, `${at}[${nth}]`))
      : refute("not a list", { at });
}

export function nullOr<T>(read: Read<T>): Read<T | null> {
  return (value, at) => (value === null ? null : read(value, at));
}

/** Any JSON that is there. */
export const anything: Read<Json> = (value, at) => (value === undefined ? refute("missing", { at }) : value);

/** An object whose names are free. */
export function namesTo<T>(item: Read<T>): Read<ReadonlyMap<string, T>> {
  return (value, at) =>
    new Map(Object.entries(objectOf(value, at)).map(([name, each]) => [name, item(each, `${at}.${name}`)]));
}

/** An object with exactly these fields. */
export function fields<T extends object>(reads: { readonly [Name in keyof T]-?: Read<T[Name]> }): Read<T> {
  // Object.keys widens to string; these are the keys of the object that was just given.
  const names = Object.keys(reads) as (keyof T & string)[];
  return (value, at) => {
    const given = objectOf(value, at);
    const unknown = Object.keys(given).find((name) => !names.some((known) => known === name));
    if (unknown !== undefined) return refute("an unknown field", { at: `${at}.${unknown}` });
    const entries = names.map((name) => [name, reads[name](given[name], `${at}.${name}`)]);
    // Every field was read by its own reader just above.
    return Object.fromEntries(entries) as T;
  };
}

function objectOf(value: Json | undefined, at: string): { readonly [name: string]: Json } {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  // JSON.parse gives lists and plain objects only, and lists were just ruled out.
  return isObject ? (value as { readonly [name: string]: Json }) : refute("not an object", { at });
}
