import { describe, expect, test } from "vitest";
import { wrapComments } from "../../scripts/wrap-comments.ts";

const words = (count: number): string =>
  Array.from({ length: count }, (_, index) => `word${index}`).join(" ");
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("comments that are too long", () => {
  test.each([
    ["a line comment", `// ${words(30)}\nconst a = 1;`],
    ["a comment behind code", `  const a = 1; // ${words(20)}`],
    ["a one-line block", `/** ${words(30)} */\nconst a = 1;`],
    [
      "a paragraph of a block",
      `/**\n * ${words(30)}\n * and more of it\n *\n * - an item\n */\nconst a = 1;`,
    ],
  ])("%s is broken between words, and no word is lost", (_, text) => {
    const wrapped = wrapComments(text);
    expect(widest(wrapped)).toBeLessThanOrEqual(110);
    expect(wrapped.match(/word\d+/g)).toEqual(text.match(/word\d+/g));
    expect(wrapComments(wrapped)).toBe(wrapped);
  });

  test.each([
    ["a short comment", "// short\nconst a = 1;"],
    ["a long string that looks like a comment", `const a = "// ${words(30)}";`],
    ["a layout by hand", "/**\n * one\n * two\n */\nconst a = 1;"],
  ])("%s stays as it is", (_, text) => {
    expect(wrapComments(text)).toBe(text);
  });
});
