import { describe, expect, it } from "vitest";
import { FAILURES } from "../../server/domain/failure-catalogue.ts";
import { STATUS_OF_FAILURE } from "../../server/http/status-of-failure.ts";

describe("the status of a failure", () => {
  it("stands for every code of the catalogue and for nothing else", () => {
    expect(Object.keys(STATUS_OF_FAILURE).sort()).toStrictEqual(Object.keys(FAILURES).sort());
  });

  it("says 500 of a bug alone", () => {
    const bugs = Object.entries(STATUS_OF_FAILURE).filter(([, status]) => status === 500);
    expect(bugs.map(([code]) => code)).toStrictEqual(["internal"]);
  });

  it.each([
    ["pack-already-dispensed", 409],
    ["idempotency-body-differs", 422],
    ["idempotency-in-flight", 409],
    ["body-too-large", 413],
    ["rate-limited", 429],
    ["trace-code-unknown", 404],
  ] as const)("answers %s with %i", (code, status) => {
    expect(STATUS_OF_FAILURE[code]).toBe(status);
  });

  it("asks to wait only where the same request may succeed later", () => {
    const waiting = Object.entries(STATUS_OF_FAILURE).filter(
      ([, status]) => status === 429 || status === 503,
    );
    const retries = waiting.map(
      ([code]) => Object.entries(FAILURES).find(([name]) => name === code)?.[1].retry,
    );
    // A replaced chain is no outage that ends by itself, but nothing can be written meanwhile all the same.
    expect(new Set(retries)).toStrictEqual(new Set(["same-request", "never"]));
  });
});
