import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Command } from "../../../server/domain/command.ts";
import { fail } from "../../../server/domain/failure.ts";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Log } from "../../../server/domain/ports.ts";
import type { ClaimPorts } from "../../../server/flows/claims/claim-ports.ts";
import { createAdjudicator } from "../../../server/flows/claims/run-adjudicator.ts";
import { type ClaimDesk, openClaimDesk } from "../support/claim-desk.ts";
import { WUHAN } from "../support/whole-ledger.ts";

const POLL_MS = 20;
const REST_MS = 60_000;

type Line = { readonly level: "warn" | "error"; readonly fields: object; readonly msg: string };
type Unfinished = readonly { readonly id: string; readonly operation: string }[];

describe("the adjudicator at work", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  const running: (() => Promise<void>)[] = [];
  let roundCount = 0;
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterEach(async () => {
    for (const stop of running.splice(0)) await stop();
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  /** Runs until the test ends, or it is stopped; what it logs is kept. */
  const run = (change: Partial<ClaimPorts> = {}, unfinished: Unfinished = []) => {
    const lines: Line[] = [];
    const keep = (level: Line["level"]) => (fields: object, msg: string) =>
      void lines.push({ level, fields, msg });
    const log: Log = { info: () => undefined, warn: keep("warn"), error: keep("error") };
    const adjudicator = createAdjudicator({
      ports: { ...desk.ports, ...change },
      log,
      limits: { decisionsPerCallMax: 50, queuePageMax: 200, pollMs: POLL_MS, restMs: REST_MS },
      newId: () => `run-${++roundCount}`,
      bureaus: () => [desk.bureau.institution, desk.wuhan.institution],
      unfinished: async () => unfinished,
    });
    const ended = adjudicator.run();
    const stop = (): Promise<void> => {
      adjudicator.stop();
      return ended;
    };
    running.push(stop);
    return { lines, stop };
  };
  const stateOf = async (claim: Hex32): Promise<string> => (await desk.row(claim)).state;
  const decided = (claim: Hex32, state: string): Promise<void> =>
    vi.waitFor(async () => expect(await stateOf(claim)).toBe(state), { timeout: 10_000 });
  const somePasses = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10 * POLL_MS));
  /** As a server that lacks the openings of some claims. */
  const withoutOpenings = (hidden: ReadonlySet<Hex32>): Pick<ClaimPorts, "openings"> => ({
    openings: {
      opening: async (key) => (hidden.has(key) ? null : desk.ports.openings.opening(key)),
    },
  });

  it("decides in each region what comes, until it is stopped", async () => {
    const { lines, stop } = run();
    const claim = await desk.sellAndClaim(await desk.person());
    const person = await desk.person();
    const dispense = await desk.sell(person);
    // Nobody has told Wuhan's bureau that it insures this person.
    const abroad = await desk.submit(person, [dispense], { payerRegion: WUHAN });
    await decided(claim, "approved");
    await decided(abroad, "rejected");
    await stop();
    const late = await desk.sellAndClaim(await desk.person());
    await somePasses();
    expect([await stateOf(late), lines]).toEqual(["submitted", []]);
    await desk.adjudicate();
  });

  it("tells once of a claim that it can not open, and goes on with the others", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const hidden = new Set([(await desk.row(claim)).content.documentKey]);
    const { lines } = run(withoutOpenings(hidden));
    for (let round = 0; round < 2; round++) {
      const other = await desk.sellAndClaim(await desk.person());
      await decided(other, "approved");
    }
    await somePasses();
    const facts = { missing: "opening", claim };
    expect(lines).toEqual([
      { level: "warn", fields: { claim, code: "could-not-look", facts }, msg: "claim left to persons" },
    ]);
    hidden.clear();
    await decided(claim, "approved");
    expect(lines).toHaveLength(1);
  });

  it("tells of it again when something else is wrong", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const hidden = new Set([(await desk.row(claim)).content.documentKey]);
    const claimRecords: ClaimPorts["claimRecords"] = {
      ...desk.ports.claimRecords,
      insured: () => fail("could-not-look", { missing: "coverage" }),
    };
    const { lines } = run({ ...withoutOpenings(hidden), claimRecords });
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    hidden.clear();
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    await somePasses();
    expect(lines.map(({ fields }) => fields)).toEqual([
      { claim, code: "could-not-look", facts: { missing: "opening", claim } },
      { claim, code: "could-not-look", facts: { missing: "coverage" } },
    ]);
    await desk.step(desk.pharmacy, { step: "reverse", claim, reason: "误" });
  });

  it("decides nothing before what an earlier process sent is settled", async () => {
    let isOpen = true;
    const asked: string[] = [];
    const submitter: ClaimPorts["submitter"] = {
      ...desk.ports.submitter,
      async settled(id, timeoutMs) {
        asked.push(id);
        if (id !== "earlier") return desk.ports.submitter.settled(id, timeoutMs);
        await new Promise((resolve) => setTimeout(resolve, 1));
        // Nothing but the state is looked at.
        return { state: isOpen ? "submitted" : "mined" } as Command;
      },
    };
    const claim = await desk.sellAndClaim(await desk.person());
    run({ submitter }, [
      { id: "earlier", operation: "approve-claims" },
      { id: "sale", operation: "dispense" },
    ]);
    await somePasses();
    expect(await stateOf(claim)).toBe("submitted");
    isOpen = false;
    await decided(claim, "approved");
    expect(asked).not.toContain("sale");
  });

  it("rests where a region's decisions fail, goes on elsewhere, and comes back", async () => {
    let isDown = true;
    const submitter: ClaimPorts["submitter"] = {
      ...desk.ports.submitter,
      accept: async (command) =>
        isDown && command.institution === desk.bureau.institution
          ? fail("too-busy", { retryAfterSec: 1 })
          : desk.ports.submitter.accept(command),
    };
    const person = await desk.person();
    const claim = await desk.sellAndClaim(await desk.person());
    const abroad = await desk.submit(person, [await desk.sell(person)], { payerRegion: WUHAN });
    const { lines } = run({ submitter });
    await decided(abroad, "rejected");
    await somePasses();
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([["error", "adjudication failed"]]);
    isDown = false;
    desk.whole.chain.clock.advance(REST_MS);
    await decided(claim, "approved");
  });
});
