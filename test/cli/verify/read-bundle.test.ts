import { describe, expect, test } from "vitest";
import { Refuted } from "../../../cli/verify/check.ts";
import { readBundle } from "../../../cli/verify/read-bundle.ts";
import { canonicalJson, type Json } from "../../../server/domain/canonical-json.ts";

const hash = `0x${"ab".repeat(32)}`;
const BUNDLE: { readonly [name: string]: Json } = {
  format: "caretrail-bundle/1",
  chain: { chainId: 7, genesisHash: hash, contracts: { claimLedger: `0x${"cd".repeat(20)}` }, operator: 1 },
  subject: { kind: "claim", id: hash },
  reader: 4,
  openings: [],
  events: [{ block: 1, transactionIndex: 0, logIndex: 0, name: "ClaimSubmitted" }],
  receipts: [{ block: 1, transactionIndex: 0, proof: ["0x01"] }],
  headers: [["0x02"]],
  ruleSets: { catalogue: { name: "é药" }, policy: {} },
  adjudication: null,
  head: { block: 1, blockHash: hash },
  seal: hash,
};
const text = `${canonicalJson(BUNDLE)}\n`;

const isRefuted = (file: string): boolean => {
  try {
    readBundle(file);
    return false;
  } catch (error) {
    if (error instanceof Refuted) return true;
    throw error;
  }
};

describe("the form of a bundle", () => {
  test("canonical JSON and a line end is read", () => {
    expect(readBundle(text).subject.id).toBe(hash);
  });

  test.each([
    ["no line end", text.trimEnd()],
    ["a second line end", `${text}\n`],
    ["a space", text.replace(":", ": ")],
    ["indented", `${JSON.stringify(BUNDLE, null, 2)}\n`],
    ["members in another order", `${JSON.stringify(BUNDLE)}\n`],
    ["a sign written as an escape", text.replace("é", "\\u00e9")],
    ["a name given twice", text.replace('"reader":4', '"reader":5,"reader":4')],
    ["a number written otherwise", text.replace('"reader":4', '"reader":4.0')],
    ["hex in capitals", text.replaceAll("ab", "AB")],
    ["a field too many", `${canonicalJson({ ...BUNDLE, note: "" })}\n`],
    ["a field missing", `${canonicalJson({ ...BUNDLE, head: undefined } as unknown as Json)}\n`],
    ["another format", text.replace("bundle/1", "bundle/2")],
    [
      "a document nested without end",
      text.replace('"policy":{}', `"policy":${"[".repeat(200)}${"]".repeat(200)}`),
    ],
    ["no JSON", "caretrail"],
    ["nothing", ""],
  ])("%s is refuted", (_, file) => {
    expect(isRefuted(file)).toBe(true);
  });
});
