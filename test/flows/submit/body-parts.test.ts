import { describe, expect, it } from "vitest";
import type { CommandBody } from "../../../server/domain/command-body.ts";
import {
  bodyOfPart,
  dispensesOf,
  halvesOf,
  isDivisible,
  packsOf,
  wholeOf,
} from "../../../server/flows/submit/body-parts.ts";
import { wordOf } from "../../support/claim-facts.ts";

const BATCH = "0x00000000000000b1";
const award = {
  fundParts: [],
  accountFen: "0",
  familyAccountFen: "0",
  cashFen: "0",
  hospitalFen: "0",
  basis: wordOf(1),
} as const;
const approvals: CommandBody = {
  kind: "approve-claims",
  approvals: [1, 2, 3].map((claim) => ({ claim: wordOf(claim), award, nullifiers: [] })),
};
const rejections: CommandBody = {
  kind: "reject-claims",
  rejections: [1, 2, 3].map((claim) => ({ claim: wordOf(claim), reason: 7, basis: wordOf(9) })),
};
const lines = [{ batch: BATCH, index: 3, units: 0, priceFen: "100" }] as const;
const dispense = {
  documentKey: wordOf(4),
  dispensedAtSec: 5,
  identification: "card",
  personCommitment: wordOf(6),
  lines,
} as const;
const returned: CommandBody = {
  kind: "reverse-claim-and-dispense",
  claim: wordOf(1),
  reasonHash: wordOf(2),
  reversal: { dispense: wordOf(3), documentKey: wordOf(4), reversedAtSec: 5, lines },
};
const payment: CommandBody = { kind: "pay-claims", claims: [1, 2].map(wordOf), bankReference: "E2E-1" };

describe("the parts of a body", () => {
  it.each([
    ["approvals", approvals],
    ["rejections", rejections],
  ])("of %s are the decisions, each for itself", (_, body) => {
    const whole = wholeOf(body);
    expect(whole).toEqual({ from: 0, to: 3 });
    const claims = halvesOf(whole).map((half) => {
      const part = bodyOfPart(body, half);
      if (part.kind === "approve-claims") return part.approvals.map(({ claim }) => claim);
      return part.kind === "reject-claims" ? part.rejections.map(({ claim }) => claim) : null;
    });
    expect(claims).toEqual([[wordOf(1)], [wordOf(2), wordOf(3)]]);
    expect(isDivisible(whole)).toBe(true);
  });

  it.each([
    ["a payment", payment],
    ["a claim that is taken back with its dispense", returned],
  ])("of %s are one, which nothing divides", (_, body) => {
    const whole = wholeOf(body);
    expect(whole).toEqual({ from: 0, to: 1 });
    expect(isDivisible(whole)).toBe(false);
    expect(bodyOfPart(body, whole)).toBe(body);
  });

  it("are the dispenses of a body that records some", () => {
    const body: CommandBody = { kind: "record-dispenses", dispenses: [dispense, dispense] };
    expect(wholeOf(body)).toEqual({ from: 0, to: 2 });
    expect(dispensesOf(bodyOfPart(body, { from: 1, to: 2 }))).toEqual([dispense]);
    expect(dispensesOf(payment)).toBeNull();
  });
});

describe("the packs of a refused attempt", () => {
  it("are those of what is dispensed or taken back together with a claim", () => {
    expect(packsOf(returned, {})).toEqual([{ batch: BATCH, index: 3 }]);
    const claim = {
      documentKey: wordOf(7),
      provider: 4,
      payerRegion: 330_500,
      channel: "direct",
      claimedAtSec: 5,
      personCommitment: wordOf(6),
      catalogue: wordOf(8),
      policy: wordOf(9),
      totalFen: "100",
      requestedFen: "90",
      primaryFiler: 0,
      primaryKey: wordOf(0),
      uncodedLines: [],
    } as const;
    expect(packsOf({ kind: "dispense-and-claim", dispense, claim }, {})).toEqual([
      { batch: BATCH, index: 3 },
    ]);
  });

  it("are those that the refusal names, once", () => {
    expect(packsOf(returned, { batch: BATCH, index: 3 })).toHaveLength(1);
    expect(packsOf(payment, { batch: BATCH, index: 8 })).toEqual([{ batch: BATCH, index: 8 }]);
    expect(packsOf(payment, { claim: wordOf(1) })).toEqual([]);
  });
});
