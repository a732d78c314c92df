import fc from "fast-check";

/** When the chains of the tests begin. */
const CHAIN_START_SEC = 1_767_225_600;

export type Schemas = Readonly<Record<string, object>>;
type World = { readonly schemas: Schemas; readonly known: readonly string[] };
type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Values that a JSON schema of this API allows, mostly; now and then one just outside, or a word that exists.
 */
export function randomOf(schema: object, world: World): fc.Arbitrary<unknown> {
  // Whatever stands in an OpenAPI document is an object with string keys.
  const told = schema as JsonSchema;
  const reference = told["$ref"];
  if (typeof reference === "string") {
    const named = world.schemas[reference.split("/").at(-1) ?? ""];
    return named === undefined ? fc.constant(null) : randomOf(named, world);
  }
  const within = randomWithin(told, world);
  return fc.oneof({ weight: 100, arbitrary: within }, { weight: 1, arbitrary: fc.jsonValue() });
}

function randomWithin(told: JsonSchema, world: World): fc.Arbitrary<unknown> {
  const choices = listIn(told, "anyOf") ?? listIn(told, "oneOf");
  if (choices !== null) return fc.oneof(...choices.map((each) => randomOf(each, world)));
  if ("const" in told) return fc.constant(told["const"]);
  const words = told["enum"];
  if (Array.isArray(words)) return fc.constantFrom(...words);
  switch (told["type"]) {
    case "object":
      return randomObject(told, world);
    case "array":
      return fc.array(randomOf(objectIn(told, "items"), world), {
        minLength: numberIn(told, "minItems", 0),
        maxLength: 4,
      });
    case "integer":
      return fc.oneof(
        fc.integer({ min: 0, max: 6 }),
        fc.integer({
          min: numberIn(told, "minimum", 0),
          max: Math.min(numberIn(told, "maximum", 1e9), 2 ** 31 - 1),
        }),
      );
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return randomText(told, world);
  }
}

function randomObject(told: JsonSchema, world: World): fc.Arbitrary<unknown> {
  const members = Object.entries(objectIn(told, "properties"));
  const model = Object.fromEntries(
    members.map(([name, schema]) => [name, randomOf(schema as object, world)]),
  );
  const required = told["required"];
  return fc.record(model, { requiredKeys: Array.isArray(required) ? required : [] });
}

function randomText(told: JsonSchema, world: World): fc.Arbitrary<unknown> {
  if (told["format"] === "date-time") {
    return fc
      .oneof(
        { weight: 4, arbitrary: fc.integer({ min: CHAIN_START_SEC - 86_400, max: CHAIN_START_SEC }) },
        { weight: 1, arbitrary: fc.integer({ min: 1_600_000_000, max: 2_000_000_000 }) },
      )
      .map((sec) => `${new Date(sec * 1000).toISOString().slice(0, 19)}Z`);
  }
  if (told["format"] === "date") {
    return fc
      .integer({ min: 19_000, max: 22_000 })
      .map((day) => new Date(day * 864e5).toISOString().slice(0, 10));
  }
  const pattern = told["pattern"];
  if (typeof pattern === "string" && !pattern.includes("\\p")) {
    const form = new RegExp(pattern);
    const fitting = world.known.filter((each) => form.test(each));
    // A text just outside its form is what the checks behind the form must never see.
    const random = [
      { weight: 4, arbitrary: fc.stringMatching(form) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
      { weight: 1, arbitrary: fc.double({ noNaN: true }).map(String) },
    ];
    return fitting.length === 0
      ? fc.oneof(...random)
      : fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...fitting) }, ...random);
  }
  const lengthMax = Math.min(numberIn(told, "maxLength", 40), 300);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...world.known.filter((each) => each.length <= lengthMax)) },
    { weight: 3, arbitrary: fc.stringMatching(/^[A-Z0-9]{1,20}$/) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: lengthMax }) },
  );
}

function listIn(told: JsonSchema, name: string): readonly object[] | null {
  const value = told[name];
  return Array.isArray(value) ? value : null;
}

function objectIn(told: JsonSchema, name: string): JsonSchema {
  const value = told[name];
  // A member that JSON Schema defines as an object.
  return typeof value === "object" && value !== null ? (value as JsonSchema) : {};
}

function numberIn(told: JsonSchema, name: string, otherwise: number): number {
  const value = told[name];
  return typeof value === "number" ? value : otherwise;
}
