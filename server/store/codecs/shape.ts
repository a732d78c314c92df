import { fenOf } from "../../domain/money.ts";
import type { Codec } from "./codec.ts";
import { damaged } from "./codec.ts";

/**
 * How a value stands as JSON. `decode` throws a `Misfit` for anything that `encode` does not write, and
 * `encode` fixes the order of the fields, because equal rows must be equal bytes.
 */
export type Shape<Value> = { encode(value: Value): unknown; decode(json: unknown): Value };

class Misfit extends Error {}

/** Rows of rare tables: JSON with the codec's version in front. */
export function jsonRow<Row>(table: string, shape: Shape<Row>, version = 1): Codec<Row> {
  return {
    encode: (row) => Buffer.from(JSON.stringify([version, shape.encode(row)]), "utf8"),
    decode: (bytes) => {
      try {
        const json: unknown = JSON.parse(bytes.toString("utf8"));
        if (!Array.isArray(json) || json.length !== 2) throw new Misfit("not a versioned row");
        if (json[0] !== version) throw new Misfit(`version ${String(json[0])}`);
        return shape.decode(json[1]);
      } catch (error) {
        if (error instanceof Misfit || error instanceof SyntaxError) return damaged(table, error.message);
        throw error;
      }
    },
  };
}

export const text: Shape<string> = {
  encode: (value) => value,
  decode: (json) => (typeof json === "string" ? json : misfit("a text", json)),
};

/** Counts, ids, seconds, milliseconds: whole and not negative. */
export const whole: Shape<number> = {
  encode: (value) => value,
  decode: (json) =>
    typeof json === "number" && Number.isSafeInteger(json) && json >= 0
      ? json
      : misfit("a whole number", json),
};

export const flag: Shape<boolean> = {
  encode: (value) => value,
  decode: (json) => (typeof json === "boolean" ? json : misfit("true or false", json)),
};

/** Whole fen as a decimal string: JSON has no numbers that wide. */
export const fen: Shape<bigint> = {
  encode: (value) => value.toString(),
  decode: (json) => (typeof json === "string" ? fenOf(json) : null) ?? misfit("whole fen", json),
};

/** Lower-case hex of so many bytes. */
export function hex(byteCount: number): Shape<`0x${string}`> {
  const form = new RegExp(`^0x[0-9a-f]{${byteCount * 2}}$`);
  return {
    encode: (value) => value,
    // The pattern has just shown that it begins with 0x.
    decode: (json) =>
      typeof json === "string" && form.test(json) ? (json as `0x${string}`) : misfit("hex", json),
  };
}

/** Lower-case hex of any whole number of bytes. */
export const anyHex: Shape<`0x${string}`> = {
  encode: (value) => value,
  // The pattern has just shown that it begins with 0x.
  decode: (json) =>
    typeof json === "string" && /^0x(?:[0-9a-f]{2})*$/.test(json)
      ? (json as `0x${string}`)
      : misfit("hex", json),
};

export function oneOf<Word extends string>(words: readonly Word[]): Shape<Word> {
  return {
    encode: (value) => value,
    decode: (json) => words.find((word) => word === json) ?? misfit(`one of ${words.join(", ")}`, json),
  };
}

export function nullable<Value>(shape: Shape<Value>): Shape<Value | null> {
  return {
    encode: (value) => (value === null ? null : shape.encode(value)),
    decode: (json) => (json === null ? null : shape.decode(json)),
  };
}

export function list<Value>(shape: Shape<Value>): Shape<readonly Value[]> {
  return {
    encode: (values) => values.map((value) => shape.encode(value)),
    decode: (json) => (Array.isArray(json) ? json.map((item) => shape.decode(item)) : misfit("a list", json)),
  };
}

/** An object with exactly these fields, written in the order in which they stand here. */
export function record<Row extends object>(
  fields: {
    readonly [Name in keyof Row]-?: Shape<Row[Name]>;
  },
): Shape<Row> {
  // Object.keys widens to string; these are the keys of the object that was just given.
  const names = Object.keys(fields) as (keyof Row & string)[];
  return {
    encode: (row) => Object.fromEntries(names.map((name) => [name, fields[name].encode(row[name])])),
    decode: (json) => {
      const given = objectOf(json);
      const known = Object.keys(given).length === names.length;
      if (!known) return misfit(`the fields ${names.join(", ")}`, Object.keys(given));
      // Each field has been decoded by its own shape, and no other is there.
      return Object.fromEntries(names.map((name) => [name, fields[name].decode(given[name])])) as Row;
    },
  };
}

/**
 * One of several records that tell themselves apart by their `kind`, which each writes with its own fields.
 */
export function union<Row extends { readonly kind: string }>(
  variants: { readonly [Kind in Row["kind"]]: Shape<Extract<Row, { readonly kind: Kind }>> },
): Shape<Row> {
  const byKind = new Map<string, Shape<Row>>(Object.entries(variants));
  const shapeOf = (kind: unknown): Shape<Row> =>
    (typeof kind === "string" ? byKind.get(kind) : undefined) ?? misfit("a known kind", kind);
  return {
    encode: (row) => shapeOf(row.kind).encode(row),
    decode: (json) => shapeOf(objectOf(json)["kind"]).decode(json),
  };
}

export function objectOf(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return misfit("an object", json);
  // JSON.parse gives plain objects only, and their keys are strings.
  return json as Readonly<Record<string, unknown>>;
}

export function misfit(wanted: string, found: unknown): never {
  throw new Misfit(`wanted ${wanted}, found ${JSON.stringify(found)?.slice(0, 80)}`);
}
