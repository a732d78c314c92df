import { expect, test } from "vitest";
import { canonicalJson } from "../../server/domain/canonical-json.ts";

test("equal meanings have one text", () => {
  const one = canonicalJson({ b: [1, { d: null, c: "é" }], a: true, absent: undefined });
  expect(one).toBe('{"a":true,"b":[1,{"c":"é","d":null}]}');
  expect(canonicalJson({ a: true, b: [1, { c: "é", d: null }] })).toBe(one);
});

test("a list keeps its order", () => {
  expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
});
