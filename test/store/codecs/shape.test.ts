import { describe, expect, it } from "vitest";
import { jsonRow, oneOf, record, union, whole } from "../../../server/store/codecs/shape.ts";

type Circle = { readonly kind: "circle"; readonly radius: number };
type Square = { readonly kind: "square"; readonly side: number };

const codec = jsonRow<Circle | Square>(
  "shapes",
  union<Circle | Square>({
    circle: record<Circle>({ kind: oneOf(["circle"]), radius: whole }),
    square: record<Square>({ kind: oneOf(["square"]), side: whole }),
  }),
);
const bytesOf = (json: unknown): Buffer => Buffer.from(JSON.stringify([1, json]), "utf8");

describe("a union of records", () => {
  it.each<Circle | Square>([
    { kind: "circle", radius: 3 },
    { kind: "square", side: 4 },
  ])("writes each with its own fields, and reads it by its kind", (row) => {
    expect(codec.encode(row)).toEqual(bytesOf(row));
    expect(codec.decode(bytesOf(row))).toEqual(row);
  });

  it.each([
    ["an unknown kind", { kind: "line", side: 4 }],
    ["a name that every object has", { kind: "toString", side: 4 }],
    ["no kind", { side: 4 }],
    ["a kind that is no text", { kind: 1, side: 4 }],
    ["the fields of another kind", { kind: "circle", side: 4 }],
    ["a field more", { kind: "square", side: 4, radius: 3 }],
    ["no object", ["square", 4]],
    ["nothing", null],
  ])("could not look at %s", (_, json) => {
    expect(() => codec.decode(bytesOf(json))).toThrow(
      expect.objectContaining({
        code: "could-not-look",
        facts: expect.objectContaining({ table: "shapes" }),
      }),
    );
  });
});
