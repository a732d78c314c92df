import { expect, test } from "vitest";
import { isFailure } from "../../server/domain/failure.ts";
import { requireNoFaults } from "../../server/domain/line-fault.ts";

test("a request without bad lines goes on", () => {
  expect(() => requireNoFaults([])).not.toThrow();
});

test("every bad line is told, and the first one's code and facts are the request's", () => {
  const refused = (): void =>
    requireNoFaults([
      { line: 3, code: null, failure: "trace-code-malformed", facts: { fault: "excel" } },
      { line: 1, code: "8…", failure: "batch-expired", facts: { pack: "8…" } },
    ]);
  try {
    refused();
    expect.unreachable();
  } catch (error) {
    if (!isFailure(error)) throw error;
    expect(error.code).toBe("batch-expired");
    expect(error.facts).toEqual({
      pack: "8…",
      lines: [
        { line: 1, code: "8…", failure: "batch-expired", pack: "8…" },
        { line: 3, code: null, failure: "trace-code-malformed", fault: "excel" },
      ],
    });
  }
});
