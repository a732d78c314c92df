import type { Json } from "../canonical-json.ts";

/**
 * Inputs of a decision as JSON and back. Whole numbers of any width are bigints whose names end in the unit
 * (Fen, E4, Micros, Bps) and stand as decimal strings; so the names alone tell which texts are numbers.
 */
export function plainOf(value: unknown): Json {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainOf(item)]));
  }
  // Inputs hold texts, numbers, flags and null beside what is named above.
  return value as Json;
}

/** The value that `plainOf` made this JSON of: the caller states its type, and only `plainOf` writes it. */
export function readPlain<Value>(json: Json): Value {
  // The caller names the type that plainOf was given.
  return revived(json) as Value;
}

const WIDE = /(?:Fen|E4|Micros|Bps)$/;

function revived(json: Json, name = ""): unknown {
  if (typeof json === "string") return WIDE.test(name) ? BigInt(json) : json;
  if (isList(json)) return json.map((item) => revived(item, name));
  if (typeof json === "object" && json !== null) {
    return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, revived(item ?? null, key)]));
  }
  return json;
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
