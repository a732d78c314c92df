import { describe, expect, it } from "vitest";
import { requestIdOf } from "../../server/http/request-id.ts";

describe("a request's id", () => {
  it("is the caller's where that is well formed", () => {
    expect(requestIdOf("till-7.2026-11-22_000184")).toBe("till-7.2026-11-22_000184");
  });

  it.each([
    undefined,
    "",
    "short",
    "two words here",
    "a\nforged log line",
    `${"x".repeat(65)}`,
    "号码-00000001",
  ])("is one of ours instead of %j", (sent) => {
    const id = requestIdOf(sent);
    expect(id).not.toBe(sent);
    expect(requestIdOf(id)).toBe(id);
  });
});
