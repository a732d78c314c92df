import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjudicate } from "../../../server/domain/adjudication/adjudicate.ts";
import type { AdjudicationInput } from "../../../server/domain/adjudication/adjudication-input.ts";
import { plainOf, readPlain } from "../../../server/domain/adjudication/plain-json.ts";
import { canonicalJson } from "../../../server/domain/canonical-json.ts";
import { inputOf, plainLine, stay, usedBefore } from "../support/adjudication-cases.ts";

const SEED = 20_261_122;
const RUNS = 500;

const fen = fc.bigInt({ min: 0n, max: 2n ** 63n });
const words = fc.oneof(fc.string(), fc.constantFrom("100", "0", "-5", "390", "XA10"));
const use = fc.dictionary(
  fc.constantFrom("310101", "390100", "__proto__x", "Fen"),
  fc.record({ paidFen: fen, baseFen: fen }),
);
const inputs = fc.record({
  claim: fc.record({
    insuranceType: fc.constantFrom("310", "390"),
    siteCode: words,
    occurredOn: fc.constantFrom("2026-01-01", "2026-12-31"),
    diagnosisCode: fc.option(words),
    requestedFen: fc.option(fen),
    lines: fc.array(
      fc.record({
        lineNumber: fc.nat(),
        itemCode: fc.option(words),
        quantityE4: fen,
        amountFen: fen,
        ceilingMicros: fc.option(fen),
        selfpayBps: fen,
        isSpecial: fc.boolean(),
      }),
    ),
  }),
  accumulators: fc.record({ year: fc.nat(), funds: use }),
  accountBalanceFen: fc.option(fen),
  approvals: fc.array(fc.record({ id: words, indications: fc.array(words) })),
});

describe("inputs of a decision as JSON", () => {
  it("come back as they were, through text as the store and the bundle keep it", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        expect(readPlain(plainOf(input))).toEqual(input);
        expect(readPlain(JSON.parse(canonicalJson(plainOf(input))))).toEqual(input);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("of a real claim decide it to the same fen again", () => {
    const input = inputOf({
      claim: stay({ lines: [plainLine(4_321_098n), plainLine(76_543n, 2)], requestedFen: 3_000_000n }),
      accumulators: usedBefore({ groupId: "inpatient", deductibleUsedFen: 100_000n, ratedFen: 900_000n }),
      accountBalanceFen: 12_345n,
    });
    const { catalogue, policy, ...plain } = input;
    // What is read is what was written a line before.
    const read = readPlain<Omit<AdjudicationInput, "catalogue" | "policy">>(plainOf(plain));
    expect(adjudicate({ ...read, catalogue, policy })).toEqual(adjudicate(input));
  });
});
