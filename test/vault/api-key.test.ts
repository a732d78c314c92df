import { expect, test } from "vitest";
import { makeApiKey } from "../../server/vault/api-key.ts";

test("a key is 256 random bits in the form that the API takes, without the point of a token", () => {
  expect(makeApiKey()).toMatch(/^caretrail_[A-Za-z0-9_-]{43}$/);
  expect(makeApiKey()).not.toBe(makeApiKey());
});
