import { describe, expect, it } from "vitest";
import { idempotencyKeyOf, preferredWaitSec } from "../../server/http/write-headers.ts";
import { codeOf } from "./support/code-of.ts";

describe("Idempotency-Key", () => {
  it.each([
    [undefined, null],
    ["RX-2026-0001", "RX-2026-0001"],
    ['"RX 2026 0001"', "RX 2026 0001"],
    ['"a \\"quoted\\" \\\\ key"', 'a "quoted" \\ key'],
    ["x".repeat(128), "x".repeat(128)],
  ])("reads %j", (header, key) => {
    expect(idempotencyKeyOf(header)).toBe(key);
  });

  it.each(["", "two words", '"unfinished', "x".repeat(129), `"${"x".repeat(129)}"`, "号", '""'])(
    "refuses %j",
    (header) => {
      expect(codeOf(() => idempotencyKeyOf(header))).toBe("malformed-request");
    },
  );
});

describe("Prefer: wait", () => {
  it.each([
    [undefined, null],
    ["return=minimal", null],
    ["wait=10", 10],
    ["respond-async, Wait = 5", 5],
    ["wait=0", 0],
    ["wait=3600", 30],
    ["wait=ten", null],
    ["wait=-1", null],
  ])("reads %j as %j seconds", (header, seconds) => {
    expect(preferredWaitSec(header, 30)).toBe(seconds);
  });
});
