import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CheckName } from "../../../cli/verify/check.ts";
import type { Replay } from "../../../cli/verify/check-replay.ts";
import { type Asked, verifyBundle } from "../../../cli/verify/verify-bundle.ts";
import { ABIS, type Facts, type Step, TRUE_FACTS, word } from "./support/claim-logs.ts";
import { bundleOf, type ClaimWorld, checkpointOf, OPERATOR, tellClaim } from "./support/claim-world.ts";

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});
const atEnd = (stop: () => Promise<void>) => void stops.push(stop);

let world: ClaimWorld;
let bundle: string;
let head: string;
beforeAll(async () => {
  world = await tellClaim(atEnd);
  bundle = await bundleOf(world);
  head = await checkpointOf(world);
});

const look = (asked: Partial<Asked>) =>
  verifyBundle({ bundle, head, operator: null, abis: ABIS, replay: null, ...asked });

/** The outcome, and of each check that did not pass its verdict. */
async function lookAt(asked: Partial<Asked>): Promise<unknown> {
  const { outcome, checks } = await look(asked);
  const others = checks.filter(({ verdict }) => verdict !== "pass" && verdict !== "nothing");
  return [outcome, ...others.map(({ check, verdict }) => `${verdict}: ${check}`)];
}

describe("a true bundle", () => {
  test("with another institution's checkpoint it is verified, every check having passed", async () => {
    const { outcome, claim, checks } = await look({});
    expect(checks.filter(({ verdict }) => verdict !== "pass")).toMatchObject([
      { check: "replay", verdict: "nothing" },
    ]);
    expect([outcome, claim]).toEqual(["verified", word("claim")]);
  });

  test("the signer's key is told, so that a reader can compare it", async () => {
    const { checks } = await look({});
    const anchor = checks.find(({ check }) => check === "anchor");
    expect(anchor?.values["signers"]).toContain(world.chain.keys.guardianKey);
  });

  test("without a checkpoint it is unanchored, everything else having passed", async () => {
    expect(await lookAt({ head: null })).toEqual(["unanchored", "not-looked: anchor"]);
  });

  test("with a checkpoint of the node's operator alone it is unanchored", async () => {
    const own = await checkpointOf(world, { institution: OPERATOR });
    expect(await lookAt({ head: own })).toEqual(["unanchored", "not-looked: anchor"]);
    expect(await lookAt({ head: own, operator: 77 })).toEqual(["verified"]);
    expect(await lookAt({ operator: 2 })).toEqual(["unanchored", "not-looked: anchor"]);
  });

  test("with a checkpoint below its events it is unanchored", async () => {
    const early = await checkpointOf(world, { block: 1, blockHash: word("early") });
    expect(await lookAt({ head: early })).toEqual(["unanchored", "not-looked: anchor"]);
  });

  test("a list of checkpoints may hold more than is needed", async () => {
    const own = JSON.parse(await checkpointOf(world, { institution: OPERATOR }));
    expect(await lookAt({ head: JSON.stringify([own, JSON.parse(head)]) })).toEqual(["verified"]);
  });

  test("without what was decided upon, the basis could not be looked at", async () => {
    const partial = await bundleOf(world, { adjudication: null });
    expect(await lookAt({ bundle: partial })).toEqual(["could-not-look", "not-looked: basis"]);
  });
});

describe("a checkpoint that speaks against the bundle", () => {
  test.each([
    ["another hash at the block", { blockHash: word("another") }],
    ["another genesis", { genesisHash: word("another") }],
    ["other contracts", { contractsHash: word("another") }],
  ])("%s refutes it", async (_, given) => {
    expect(await lookAt({ head: await checkpointOf(world, given) })).toEqual(["refuted", "fail: anchor"]);
  });

  test("a checkpoint whose words were changed after signing refutes it", async () => {
    const changed = JSON.stringify({ ...JSON.parse(head), institution: 9 });
    expect(await lookAt({ head: changed })).toEqual(["refuted", "fail: anchor"]);
  });
});

describe("a second chain with forged facts", () => {
  test("verifies against nothing but its own checkpoint", async () => {
    const forged = await tellClaim(atEnd, {
      ...TRUE_FACTS,
      approvedFen: 8_000n,
      poolFen: 7_500n,
      cashFen: 1_500n,
      paidFen: 8_000n,
    });
    const text = await bundleOf(forged);
    expect(await lookAt({ bundle: text, head: await checkpointOf(forged) })).toEqual(["verified"]);
    expect(await lookAt({ bundle: text })).toEqual(["refuted", "fail: anchor"]);
  });

  test("told as if it were of the first chain, it is refused by the first chain's hash", async () => {
    const forged = await tellClaim(atEnd, { ...TRUE_FACTS, paidFen: 7_500n, decider: `0x${"e".repeat(40)}` });
    const liar = { ...forged, genesisHash: world.genesisHash };
    expect(await lookAt({ bundle: await bundleOf(liar) })).toContain("fail: anchor");
  });
});

/** What a chain tells that a true ledger never would, and the check that says so. */
const UNTRUE: readonly (readonly [string, Partial<Facts>, CheckName])[] = [
  ["more asked for than the total", { requestedFen: 10_001n }, "story"],
  ["more approved than was asked for", { requestedFen: 7_499n }, "story"],
  ["parts that do not make up the total", { cashFen: 2_001n }, "story"],
  ["another sum paid", { paidFen: 7_501n }, "story"],
  ["the submitter deciding", { decider: `0x${"5".repeat(40)}` }, "story"],
  ["evidence recorded after the claim", { story: reordered("DispenseRecorded", 3) }, "story"],
  ["evidence that nobody recorded", { story: without("EncounterOpened") }, "story"],
  ["an encounter that was not closed", { story: without("EncounterClosed") }, "story"],
  ["no submission", { story: without("ClaimSubmitted") }, "story"],
  ["a payment without its transfer", { story: without("PaymentRecorded") }, "story"],
  ["no mark of the invoice", { story: without("NullifierTaken") }, "story"],
  ["the invoice marked twice", { story: [...TRUE_FACTS.story, ["NullifierTaken"]] }, "story"],
  ["a payment before the approval", { story: without("ClaimApproved") }, "story"],
  ["an approval after the payment", { story: [...TRUE_FACTS.story, ["ClaimApproved"]] }, "story"],
  ["a rejection after the approval", { story: [...TRUE_FACTS.story, ["ClaimRejected"]] }, "story"],
  ["another claim on the same evidence", { story: [...TRUE_FACTS.story, ["OtherClaimSubmitted"]] }, "story"],
  ["another basis", { basis: word("another") }, "basis"],
];

function without(step: Step): Facts["story"] {
  return TRUE_FACTS.story
    .map((steps) => steps.filter((each) => each !== step))
    .filter(({ length }) => length > 0);
}

function reordered(step: Step, behind: number): Facts["story"] {
  return without(step).flatMap((steps, nth) => (nth === behind ? [steps, [step]] : [steps]));
}

describe("a story that does not add up", () => {
  test.each(UNTRUE)("%s is refuted", async (_, change, check) => {
    const untrue = await tellClaim(atEnd, { ...TRUE_FACTS, ...change });
    const { outcome, checks } = await look({
      bundle: await bundleOf(untrue),
      head: await checkpointOf(untrue),
    });
    const refuting = checks.filter(({ verdict }) => verdict === "fail").map((result) => result.check);
    expect(outcome).toBe("refuted");
    expect(refuting).toContain(check);
  });

  test("an event of the claim that was left out of a receipt shown is noticed", async () => {
    const events = world.places.filter(({ step }) => step !== "ClaimPaid" && !step.startsWith("OtherD"));
    const text = await bundleOf(world, { events: events.map(({ step: _, ...place }) => place) });
    expect(await lookAt({ bundle: text })).toContain("fail: events");
  });
});

describe("the rules run again", () => {
  const award = { kind: "awarded", accountFen: 400n, familyAccountFen: 100n, hospitalFen: 0n } as const;
  const parts = (pool: bigint) => [
    { fundPayType: 330_101, fen: 500n },
    { fundPayType: 310_101, fen: pool },
  ];
  const engine =
    (pool: bigint): Replay =>
    () => ({ ...award, cashFen: 2_000n, fundParts: parts(pool) });

  test("the same fen pass, in whatever order the funds are named", async () => {
    expect(await lookAt({ replay: engine(7_000n) })).toEqual(["verified"]);
  });

  test("a fen more refutes", async () => {
    expect(await lookAt({ replay: engine(7_001n) })).toEqual(["refuted", "fail: replay"]);
  });

  test("an award that a person stated has no rules to run", async () => {
    expect(await lookAt({ replay: () => ({ kind: "stated" }) })).toEqual(["verified"]);
  });

  test("rules that refuse, or cannot be read, refute", async () => {
    expect(await lookAt({ replay: () => ({ kind: "refused", reason: "excluded" }) })).toContain(
      "fail: replay",
    );
    expect(await lookAt({ replay: () => ({ kind: "unreadable", why: "" }) })).toContain("fail: replay");
  });
});
