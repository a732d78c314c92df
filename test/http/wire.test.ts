import { describe, expect, it } from "vitest";
import { instantOf, secOf, wireOf } from "../../server/http/wire.ts";

describe("what leaves the server", () => {
  it("writes money as decimal text, however large", () => {
    expect(wireOf({ totalFen: 18_446_744_073_709_551_615n })).toStrictEqual({
      totalFen: "18446744073709551615",
    });
  });

  it("writes instants as RFC 3339 in fields that end in At", () => {
    const answer = {
      dispensedAtSec: 1_793_347_200,
      fromSec: 0,
      atMs: 1_999,
      suspendedUntilSec: null,
      madeAtSec: 60,
    };
    expect(wireOf(answer)).toStrictEqual({
      dispensedAt: "2026-10-30T08:00:00Z",
      fromAt: "1970-01-01T00:00:00Z",
      at: "1970-01-01T00:00:01Z",
      suspendedUntilAt: null,
      madeAt: "1970-01-01T00:01:00Z",
    });
  });

  it("goes into lists and objects and leaves all else as it is", () => {
    const answer = { lines: [{ priceFen: 1n, name: "片", units: 0, gone: false }], holder: null };
    expect(wireOf(answer)).toStrictEqual({
      lines: [{ priceFen: "1", name: "片", units: 0, gone: false }],
      holder: null,
    });
  });

  it("ends time where RFC 3339 ends: the ledger counts further", () => {
    expect(instantOf(2 ** 40 - 1)).toBe("9999-12-31T23:59:59Z");
  });

  it("reads an instant back to the second", () => {
    expect(secOf("2026-11-22T08:00:00.999Z")).toBe(secOf("2026-11-22T08:00:00Z"));
    expect(instantOf(secOf("2026-11-22T08:00:00Z"))).toBe("2026-11-22T08:00:00Z");
  });
});
