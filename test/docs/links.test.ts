import path from "node:path";
import { describe, expect, test } from "vitest";
import { isThere, readSources } from "../../scripts/sources/repository.ts";

/** Links of a page that lead nowhere: relative paths only, because a test does not ask the network. */
function brokenLinks(page: { path: string; text: string }, isHere: (file: string) => boolean): string[] {
  const prose = page.text.replace(/```[\s\S]*?```/g, "");
  return [...prose.matchAll(/\[[^\]]*\]\(([^)\s#]+)[^)]*\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !isHere(path.posix.join(path.posix.dirname(page.path), target)))
    .map((target) => `${page.path} → ${target}`);
}

describe("links", () => {
  test("between pages lead somewhere", () => {
    const pages = readSources(["."], [".md"]);
    expect(pages.flatMap((page) => brokenLinks(page, isThere))).toEqual([]);
  });

  test("that lead nowhere are seen", () => {
    const page = { path: "docs/a.md", text: "[here](b.md#x) [gone](c.md) [net](https://example.org)" };
    expect(brokenLinks(page, (file) => file === "docs/b.md")).toEqual(["docs/a.md → c.md"]);
  });
});
