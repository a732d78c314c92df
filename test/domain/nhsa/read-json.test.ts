import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalNode } from "../../../server/domain/nhsa/canonical-node.ts";
import { type JsonNode, readJson } from "../../../server/domain/nhsa/read-json.ts";

const settings = { seed: 20_261_122, numRuns: 300 };

/** The node as JSON.parse would have it, which is right wherever it loses nothing. */
function plain(node: JsonNode): unknown {
  switch (node.is) {
    case "text":
      return node.text;
    case "number":
      return Number(node.text);
    case "truth":
      return node.text === "true";
    case "null":
      return null;
    case "list":
      return node.items.map(plain);
    case "object":
      return Object.fromEntries([...node.members].map(([name, member]) => [name, plain(member)]));
  }
}

const kindsOf = (text: string): string[] => readJson(text).faults.map(({ kind }) => kind);

describe("reading JSON as it stands", () => {
  it("reads what JSON.parse reads", () => {
    const value = fc.jsonValue({ maxDepth: 5 });
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (given, space) => {
        const text = JSON.stringify(given, null, space);
        const { root, faults } = readJson(text);
        expect(faults.filter(({ kind }) => kind !== "forbidden-name")).toStrictEqual([]);
        expect(root === null ? undefined : plain(root)).toEqual(JSON.parse(text));
      }),
      settings,
    );
  });

  it("refuses what JSON.parse refuses, and never throws", () => {
    const pieces = fc.array(
      fc.constantFrom(
        ...'{}[]",:\\u0dtruefalsn1-.eE+ \n\t\u0000é',
        "\\u12",
        "null",
        '"a"',
        "\ud800",
        "\u2028",
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join("");
        let isJson = true;
        try {
          JSON.parse(text);
        } catch (error) {
          isJson = !(error instanceof SyntaxError);
        }
        expect(readJson(text).root !== null).toBe(isJson);
      }),
      { ...settings, numRuns: 5_000 },
    );
  });

  it("keeps every digit of a number that no floating number holds", () => {
    const { root } = readJson('{"a":83857939000000000018,"b":1.10,"c":1e400,"d":-0}');
    expect(root?.is === "object" && [...root.members.values()]).toStrictEqual([
      { is: "number", text: "83857939000000000018" },
      { is: "number", text: "1.10" },
      { is: "number", text: "1e400" },
      { is: "number", text: "-0" },
    ]);
  });

  it.each([
    ["at the top", '{"msgid":"1","msgid":"2"}', "msgid"],
    ["inside", '{"input":{"selinfo":{"certno":"1","certno":"1"}}}', "input.selinfo.certno"],
    ["written with an escape", '{"msgid":"1","\\u006dsgid":"2"}', "msgid"],
    ["in a list", '[{"a":1,"a":2}]', "[0].a"],
  ])("tells a name that stands twice %s", (_, text, path) => {
    expect(readJson(text).faults).toMatchObject([{ path, kind: "repeated-name" }]);
  });

  it.each(["__proto__", "constructor", "prototype", "\\u005f_proto__"])(
    "tells the name %s, and changes no object",
    (name) => {
      const { faults } = readJson(`{"input":{"${name}":{"isAdmin":true}}}`);
      expect(faults).toMatchObject([{ kind: "forbidden-name" }]);
      expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
    },
  );

  it("repeats no name that could be anything to whoever asks", () => {
    const { faults } = readJson('{"11010519491231002X":1,"11010519491231002X":2}');
    expect(faults).toMatchObject([{ path: "?", kind: "repeated-name" }]);
  });

  it("stops where it is too deep, at any depth", () => {
    for (const depth of [17, 1_000, 200_000]) expect(kindsOf("[".repeat(depth))).toContain("too-deep");
    expect(readJson(`${"[".repeat(16)}1${"]".repeat(16)}`).faults).toStrictEqual([]);
  });

  it.each([
    ["nothing", ""],
    ["a comma too many", '{"a":1,}'],
    ["two documents", "{}{}"],
    ["single quotes", "{'a':1}"],
    ["a comment", "{}//"],
    ["a raw NUL", '{"a":"\u0000"}'],
    ["a raw line end", '{"a":"\n"}'],
    ["half an escape", '{"a":"\\u00"}'],
    ["NaN", '{"a":NaN}'],
    ["a leading zero", '{"a":01}'],
    ["an open text", '{"a":"'],
    ["GBK bytes read as Latin-1", '{"a":\u00d2\u00a9}'],
  ])("is not taken in by %s", (_, text) => {
    expect(readJson(text)).toMatchObject({ root: null, faults: [{ kind: "not-json" }] });
  });

  it("reads a byte-order mark away", () => {
    expect(readJson("\ufeff{}")).toStrictEqual({ root: { is: "object", members: new Map() }, faults: [] });
  });

  it("reads a text of a mebibyte", () => {
    const long = "中".repeat(350_000);
    expect(readJson(JSON.stringify({ a: long })).root).toMatchObject({ is: "object" });
  });
});

describe("one text for one meaning", () => {
  const canonical = (text: string): string => {
    const { root } = readJson(text);
    return root === null ? "none" : canonicalNode(root);
  };

  it("does not depend on the order of members or on blanks", () => {
    expect(canonical('{"b":[1, {"d":null,"c":true}],"a":"\\u4e2d"}')).toBe(
      canonical('{ "a":"中","b":[1,{"c":true,"d":null}] }'),
    );
  });

  it("differs where anything else does", () => {
    const texts = ['{"a":1}', '{"a":"1"}', '{"a":1.0}', '{"a":[1]}', '{"a":null}', '{"b":1}', "{}"];
    expect(new Set(texts.map(canonical)).size).toBe(texts.length);
  });
});
