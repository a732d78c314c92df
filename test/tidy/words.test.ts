import { describe, expect, test } from "vitest";
import { isThere, readSource, readSources } from "../../scripts/sources/repository.ts";
import { show } from "../../scripts/sources/source.ts";
import { checkPageLength, checkWords } from "./rules/words.ts";

const TEXTS = [
  ".ts",
  ".sol",
  ".md",
  ".json",
  ".sh",
  ".yaml",
  ".yml",
  ".html",
  ".css",
  ".js",
  ".mjs",
  ".nvmrc",
  "run",
];
const everything = readSources(["."], TEXTS).filter((source) => source.path !== "package-lock.json");
const pages = everything.filter((source) => /^(docs\/.*|README)\.md$/.test(source.path));

describe("words", () => {
  test("no path of a machine, nothing about how the project is staffed", () => {
    expect(show(everything.flatMap(checkWords))).toEqual([]);
  });

  test("R1 R2 pages are short", () => {
    expect(show(pages.flatMap(checkPageLength))).toEqual([]);
  });

  test("the pages of R2 are there", () => {
    const names = [
      "architecture",
      "glossary",
      "invariants",
      "events",
      "errors",
      "storage-layout",
      "operations",
    ];
    const wanted = ["README.md", "CHANGELOG.md", "LICENSE", ...names.map((name) => `docs/${name}.md`)];
    expect(wanted.filter((file) => !isThere(file))).toEqual([]);
  });
});

describe("each rule can fail", () => {
  const folder = (name: string): string => `/${name}/me`;
  const word = String.fromCharCode(...[99, 111, 112, 105, 108, 111, 116]);

  test.each([
    ["a home", `const a = "${folder("home")}/a.ts";`],
    ["a home of Macs", `see ${folder("Users")}`],
    ["root's home", `cd ${folder("root")}`],
    ["who wrote it", `Thanks, ${word}!`],
  ])("%s is seen", (_, text) => {
    expect(checkWords({ path: "docs/a.md", text })).toHaveLength(1);
  });

  test.each([
    ["an address", "https://example.org/home/me"],
    ["a folder of ours", "docs/work/plan.md"],
  ])("%s is none", (_, text) => {
    expect(checkWords({ path: "docs/a.md", text })).toEqual([]);
  });

  test("a long page is seen, a generated one may be long", () => {
    const text = "line\n".repeat(200);
    expect(checkPageLength({ path: "docs/a.md", text })).toHaveLength(1);
    expect(checkPageLength({ path: "README.md", text: "line\n".repeat(111) })).toHaveLength(1);
    expect(
      checkPageLength({ path: "docs/a.md", text: readSource("docs/lifecycles.md").text + text }),
    ).toEqual([]);
  });
});
