import { describe, expect, it } from "vitest";
import type { AwardedLine } from "../../../../server/domain/adjudication/outcome.ts";
import { mergeLines } from "../../../../server/domain/nhsa/settlement/merge-lines.ts";

const line = (lineNumber: number, amountFen: bigint, preselfpayFen: bigint): AwardedLine => ({
  lineNumber,
  itemCode: "X1",
  quantityE4: 10_000n,
  amountFen,
  itemClass: "B",
  ceilingMicros: null,
  selfpayBps: 500n,
  fulamtOwnpayFen: 0n,
  overlmtFen: 0n,
  preselfpayFen,
  inscpScpFen: amountFen - preselfpayFen,
  isSpecial: false,
  cause: null,
});

describe("awarded lines of packs", () => {
  it("come together to their fees, each numbered by its fee", () => {
    const merged = mergeLines([line(1, 100n, 5n), line(2, 200n, 10n), line(3, 101n, 6n)], [0, 1, 0], 2);
    expect(
      merged.map(({ lineNumber, amountFen, preselfpayFen, quantityE4 }) => [
        lineNumber,
        amountFen,
        preselfpayFen,
        quantityE4,
      ]),
    ).toStrictEqual([
      [1, 201n, 11n, 20_000n],
      [2, 200n, 10n, 10_000n],
    ]);
  });

  it("that are not as many as were claimed are a bug", () => {
    expect(() => mergeLines([line(1, 100n, 5n)], [0, 1], 2)).toThrow();
    expect(() => mergeLines([line(1, 100n, 5n)], [1], 2)).toThrow();
  });
});
