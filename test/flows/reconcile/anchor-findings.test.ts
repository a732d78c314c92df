import { describe, expect, it } from "vitest";
import { Failure, fail } from "../../../server/domain/failure.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { Reconciliations } from "../../../server/flows/reconcile/open-reconciliations.ts";
import { hashOf } from "../../store/support/index-story.ts";
import {
  AUDITOR,
  BUREAU,
  claimText,
  type Desk,
  feedOf,
  judgeTwoByTwo,
  OTHER_BUREAU,
  openDesk,
} from "./support/desk.ts";

const TEXTS = [1, 2, 3, 4, 5].map((n) => claimText(n));
const REGION = 330_500;

async function judged(desk: Desk, asked: Parameters<typeof feedOf>[1] = {}) {
  const reconciliations = desk.open();
  const { id } = await reconciliations.begin(feedOf(TEXTS, asked));
  await reconciliations.idle();
  return { reconciliations, id };
}

const anchorsOf = async (reconciliations: Reconciliations, id: string, by: Principal = BUREAU) =>
  (await reconciliations.whole(by, id)).anchors;

describe("what was found", () => {
  it("is handed to the ledger in the name of who asked, once, and told when it stands there", async () => {
    const desk = await openDesk();
    const { reconciliations, id } = await judged(desk);
    expect(desk.ledger.submitted).toMatchObject([
      {
        institution: BUREAU.institution,
        signer: "operator",
        idempotencyKey: `anchor:${id}`,
        body: {
          kind: "anchor-reconciliation",
          content: { asOfBlock: 1, asOfBlockHash: desk.ledger.blockAt(1).blockHash, scopeRegion: REGION },
          findings: { findingCount: 4, violationCount: 4, questionedFen: "6000" },
        },
      },
    ]);
    const waiting = await anchorsOf(reconciliations, id);
    expect(waiting.anchor).toMatchObject({ state: "pending", block: null });
    await desk.ledger.mine();
    const { anchor, digest, others } = await anchorsOf(reconciliations, id);
    expect(anchor).toMatchObject({ state: "anchored", block: 2, findingsDigest: digest?.findings });
    expect(others).toEqual([]);
  });

  it("tells no hash of the feed that somebody could try feeds against", async () => {
    const desk = await openDesk();
    const { reconciliations, id } = await judged(desk);
    const { sha256 } = await reconciliations.read(BUREAU, id);
    const { feedSalt } = (await anchorsOf(reconciliations, id)).digest ?? fail("internal");
    const said = JSON.stringify(desk.ledger.submitted);
    expect(said).not.toContain(sha256);
    expect(said).not.toContain(feedSalt.slice(2));
  });

  it.each<[string, Failure, string]>([
    ["no key here speaks for who asked", new Failure("operator-unknown", { key: null }), "none"],
    ["the key may not say it", new Failure("act-not-granted", { act: "reconcile" }), "refused"],
    ["other findings were said before", new Failure("reconciliation-already-anchored", {}), "refused"],
  ])("is as good where it can not be anchored: %s", async (_, refusal, state) => {
    const desk = await openDesk();
    desk.ledger.refuse(refusal);
    const { reconciliations, id } = await judged(desk);
    expect(await reconciliations.read(BUREAU, id)).toMatchObject({ stage: "done", findingCount: 4 });
    expect((await anchorsOf(reconciliations, id)).anchor).toMatchObject({
      state,
      reason: { code: refusal.code },
    });
  });

  it("is handed to the ledger again with the same feed, where a refusal may have passed", async () => {
    const desk = await openDesk();
    desk.ledger.refuse(new Failure("act-not-granted", { act: "reconcile" }));
    const { id } = await judged(desk);
    desk.ledger.refuse(null);
    const again = await judged(desk);
    expect(again.id).toBe(id);
    expect(desk.asked).toHaveLength(1);
    await desk.ledger.mine();
    expect((await anchorsOf(again.reconciliations, id)).anchor).toMatchObject({ state: "anchored" });
  });

  it("waits for a chain that does not answer, and is done meanwhile", async () => {
    const desk = await openDesk();
    desk.ledger.refuse(new Failure("chain-unreachable", {}));
    const { reconciliations, id } = await judged(desk);
    expect(await reconciliations.read(BUREAU, id)).toMatchObject({ stage: "done", failure: null });
    expect((await anchorsOf(reconciliations, id)).anchor).toMatchObject({ state: "pending", reason: null });
    desk.ledger.refuse(null);
    const next = desk.open();
    await next.resume();
    await next.idle();
    expect(desk.ledger.submitted).toHaveLength(1);
  });

  it("is anchored once by a server that stopped before the ledger had it, or just after", async () => {
    const desk = await openDesk();
    const { put } = desk.store;
    for (const stop of ["before", "after"] as const) {
      const first = desk.open();
      desk.store.put = async (change) => {
        const { anchoring } = change.row;
        // The command was taken, and nobody kept that it was.
        if (stop === "after" && anchoring?.kind === "sent") throw new Error("killed");
        await put(change);
        if (stop === "before" && anchoring?.kind === "due") void first.stop();
      };
      await first.begin(feedOf(TEXTS));
      await first.idle();
      desk.store.put = put;
      expect(desk.ledger.submitted).toHaveLength(stop === "before" ? 0 : 1);
      expect(await desk.store.unfinished()).toHaveLength(1);
    }
    const last = desk.open();
    await last.resume();
    await last.idle();
    expect(desk.ledger.submitted).toHaveLength(1);
    expect(await desk.store.unfinished()).toEqual([]);
  });
});

describe("two who reconcile the same feed at the same block", () => {
  /** An auditor who looks at what the bureau of the region is told. */
  const asBureau = { principal: AUDITOR, region: REGION, block: 1 };

  async function both(change: { readonly settings?: string; readonly judge?: Parameters<Desk["open"]>[0] }) {
    const desk = await openDesk();
    const first = await judged(desk);
    await desk.ledger.mine();
    await desk.ledger.grow();
    const { settings } = change;
    const second = settings === undefined ? desk : await openDesk({ settings, ledger: desk.ledger });
    const reconciliations = second.open(change.judge);
    const { id } = await reconciliations.begin(feedOf(TEXTS, asBureau));
    await reconciliations.idle();
    await desk.ledger.mine();
    const own = await anchorsOf(reconciliations, id, AUDITOR);
    const other = await anchorsOf(first.reconciliations, first.id);
    return { own, other };
  }

  it("see that they agree, each on their own side, though the ledger has come on", async () => {
    const { own, other } = await both({});
    expect(own.digest?.findings).toBe(other.digest?.findings);
    expect(own.anchor).toMatchObject({ state: "anchored", block: 4 });
    const same = { isSameBlock: true, isSameScope: true, isSameRules: true, isSameAttempts: true };
    expect(own.others).toMatchObject([{ institution: 7, block: 2, ...same, isSameFindings: true }]);
    expect(other.others).toMatchObject([{ institution: 9, block: 4, ...same, isSameFindings: true }]);
  });

  it("see that they judged by other rules", async () => {
    const { own } = await both({ settings: "a lower limit" });
    expect(own.others).toMatchObject([{ isSameRules: false, isSameAttempts: true, isSameFindings: true }]);
  });

  it("see that they found other things", async () => {
    const { own } = await both({
      judge: {
        claims: (_, of) =>
          judgeTwoByTwo(
            { ...of, sink: (part) => of.sink({ ...part, findings: part.findings.slice(1) }) },
            {
              block: 1,
              blockHash: hashOf(1),
            },
          ),
      },
    });
    expect(own.others).toMatchObject([{ isSameRules: true, isSameFindings: false }]);
  });

  it("see that they looked at other refused attempts", async () => {
    const { own } = await both({
      judge: {
        claims: async (_, of) => ({
          ...(await judgeTwoByTwo(of, { block: 1, blockHash: hashOf(1) })),
          attempts: { digest: `0x${"a8".repeat(32)}`, count: 1 },
        }),
      },
    });
    expect(own.others).toMatchObject([{ isSameAttempts: false, isSameFindings: true }]);
  });

  it("compare no findings of every fund with those of one", async () => {
    const desk = await openDesk();
    const first = await judged(desk);
    await judged(desk, { principal: AUDITOR, block: 1 });
    await desk.ledger.mine();
    const { others } = await anchorsOf(first.reconciliations, first.id);
    expect(others).toMatchObject([{ scopeRegion: 0, isSameScope: false, isSameFindings: null }]);
  });
});

describe("a block that is named", () => {
  it("is read whatever stands on it, and the same feed at it is the same reconciliation", async () => {
    const desk = await openDesk();
    await desk.ledger.grow();
    const { id, reconciliations } = await judged(desk, { block: 1 });
    expect(await reconciliations.read(BUREAU, id)).toMatchObject({ block: 1, asOf: { block: 1 } });
    expect(desk.asked[0]?.moment).toMatchObject({ block: 1, isNamed: true });
    await desk.ledger.grow();
    expect((await judged(desk, { block: 1 })).id).toBe(id);
    expect((await judged(desk)).id).not.toBe(id);
  });

  it("ahead of the ledger is refused before the feed is taken", async () => {
    const desk = await openDesk();
    const sent = desk.open().begin(feedOf(TEXTS, { block: 2 }));
    await expect(sent).rejects.toMatchObject({
      code: "block-not-reached",
      facts: { asOfBlock: 2, currentBlock: 1 },
    });
    expect((await desk.open().list(AUDITOR, { limit: 9, after: null })).rows).toEqual([]);
  });

  it("that the chain has another hash of by the end fails the run: it mixes two chains", async () => {
    const desk = await openDesk();
    const reconciliations = desk.open({
      claims: (_, of) => judgeTwoByTwo(of, { block: 1, blockHash: `0x${"66".repeat(32)}` }),
    });
    const { id } = await reconciliations.begin(feedOf(TEXTS));
    await reconciliations.idle();
    expect(await reconciliations.read(BUREAU, id)).toMatchObject({
      stage: "failed",
      failure: { code: "chain-replaced" },
      digests: null,
    });
    expect(desk.ledger.submitted).toEqual([]);
  });
});

describe("growth of the ledger", () => {
  it("by anchors alone is none: the same feed stays the same reconciliation", async () => {
    const desk = await openDesk();
    const { id } = await judged(desk);
    await desk.ledger.mine();
    expect((await judged(desk)).id).toBe(id);
    await desk.ledger.grow();
    expect((await judged(desk)).id).not.toBe(id);
  });

  it("after a failure is looked at by the next try", async () => {
    const desk = await openDesk();
    const failing = desk.open({ claims: () => Promise.reject(new Error("a bug")) });
    const { id } = await failing.begin(feedOf(TEXTS));
    await failing.idle();
    await desk.ledger.grow();
    const again = await judged(desk);
    expect(again.id).toBe(id);
    expect(await again.reconciliations.read(BUREAU, id)).toMatchObject({ asOf: { block: 2 } });
  });
});

it("a bureau asks about its own fund, whatever region it names", async () => {
  const desk = await openDesk();
  const { id } = await judged(desk);
  expect((await judged(desk, { region: REGION })).id).toBe(id);
  const sent = desk.open().begin(feedOf(TEXTS, { principal: OTHER_BUREAU, region: REGION }));
  await expect(sent).rejects.toMatchObject({ code: "reconciliation-outside-region" });
});

it("whoever has a feed's hash may ask what was anchored of it, and needs no feed", async () => {
  const desk = await openDesk();
  const { id, reconciliations } = await judged(desk);
  await desk.ledger.mine();
  const { sha256, format } = await reconciliations.read(BUREAU, id);
  const feed = { sha256, format, institutionCode: null };
  const { digest } = await anchorsOf(reconciliations, id);
  expect(await reconciliations.anchorsOf(feed, 1)).toMatchObject([
    { institution: 7, scopeRegion: REGION, findingsDigest: digest?.findings, findingCount: 4 },
  ]);
  expect(await reconciliations.anchorsOf(feed, 0)).toEqual([]);
  expect(await reconciliations.anchorsOf({ ...feed, sha256: "00".repeat(32) }, 1)).toEqual([]);
});
