import { describe, expect, it } from "vitest";
import { Failure } from "../../server/domain/failure.ts";
import { internalProblem, problemHeaders, problemOf } from "../../server/http/problem.ts";
import { problem as problemSchema } from "../../server/http/schemas/failures.ts";

const CONTEXT = { publicUrl: "https://ledger.example", requestId: "request-1" };

describe("a problem document", () => {
  it("carries the failure's code, advice and facts beside the members of RFC 9457", () => {
    const problem = problemOf(
      new Failure("pack-already-dispensed", { pack: "83003850000000131888" }),
      CONTEXT,
    );
    expect(problem).toMatchObject({
      type: "https://ledger.example/docs/errors#pack-already-dispensed",
      status: 409,
      code: "pack-already-dispensed",
      retry: "never",
      requestId: "request-1",
      pack: "83003850000000131888",
    });
    expect(problemSchema.safeParse(problem).success).toBe(true);
  });

  it("lets no fact stand in the place of a member", () => {
    const failure = new Failure("batch-not-sellable", {
      status: "open",
      productStatus: "withdrawn",
      title: "x",
    });
    expect(problemOf(failure, CONTEXT)).toMatchObject({
      status: 409,
      productStatus: "withdrawn",
      facts: { status: "open", title: "x" },
    });
  });

  it("says of a bug only the id under which it was logged", () => {
    const problem = internalProblem(CONTEXT);
    expect(problem).toMatchObject({ status: 500, code: "internal", requestId: "request-1" });
    expect(Object.keys(problem).sort()).toStrictEqual(
      ["code", "detail", "instance", "requestId", "retry", "status", "title", "type"].sort(),
    );
  });

  it.each([
    [new Failure("rate-limited", { retryAfterSec: 7 }), { "Retry-After": "7" }],
    [new Failure("chain-unreachable", {}), { "Retry-After": "5" }],
    [new Failure("method-not-allowed", { allow: ["GET", "HEAD"] }), { Allow: "GET, HEAD" }],
    [new Failure("unauthenticated", {}), { "WWW-Authenticate": 'Bearer realm="caretrail"' }],
    [new Failure("not-found", {}), {}],
  ])("has the header fields of its status: $code", (failure, headers) => {
    expect(problemHeaders(failure, problemOf(failure, CONTEXT))).toStrictEqual(headers);
  });
});
