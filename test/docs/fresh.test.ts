import { describe, expect, test } from "vitest";
import { GENERATED_FILES } from "../../scripts/docs/generated-files.ts";
import { isThere, readSource } from "../../scripts/sources/repository.ts";

describe("R3 generated files are as `npm run docs` writes them", () => {
  test.each(GENERATED_FILES)("$path", async ({ path, render }) => {
    expect(isThere(path)).toBe(true);
    expect(readSource(path).text).toBe(await render());
  });
});
