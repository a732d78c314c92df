import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClaimRow } from "../../server/domain/claims/claim-rows.ts";
import type { Hex32 } from "../../server/domain/ids.ts";
import type { LedgerEvent, LedgerFact } from "../../server/domain/ledger-event.ts";
import type { LedgerView, Page } from "../../server/domain/ledger-view.ts";
import { indexOf, type OpenIndex } from "../../server/store/open-index.ts";
import {
  BUREAU,
  CLAIM_FACTS,
  ENCOUNTER_FACTS,
  encounterOpened,
  HOSPITAL,
  OPERATOR,
  PAYER_REGION,
  PAYMENT,
  PHARMACY,
  submitted,
  wordOf,
} from "../support/claim-facts.ts";
import { DATABASES, type DatabaseKind } from "./support/databases.ts";
import { indexStory } from "./support/index-story.ts";

const FIRST = { limit: 50, after: null };
const OTHER_REGION = 330_100;
const EVIDENCE = wordOf(0xd1);
const WORD = wordOf(0x99);

for (const kind of DATABASES) describeClaims(kind);

function describeClaims(kind: DatabaseKind): void {
  describe(`claims in the view on ${kind.name}`, () => {
    let index: OpenIndex;
    let discard: () => Promise<void>;
    beforeEach(async () => {
      const opened = await kind.open();
      discard = opened.discard;
      index = indexOf(opened.database);
    });
    afterEach(() => discard());
    const look = <T>(use: (view: LedgerView) => Promise<T>): Promise<T> => index.reader.view(use);
    const tell = (blocks: readonly (readonly LedgerFact[])[], sizes?: readonly number[]): Promise<void> =>
      indexStory(index.store, blocks.map(placed), sizes);
    const queue = async (state: Parameters<LedgerView["claimQueue"]>[1]): Promise<Hex32[]> =>
      idsOf(await look((view) => view.claimQueue(PAYER_REGION, state, FIRST)));

    it("finds nothing where nothing is", async () => {
      await tell([[]]);
      expect(await look((view) => view.claim(wordOf(1)))).toBeNull();
      expect(await look((view) => view.claimByDocument(HOSPITAL, wordOf(1)))).toBeNull();
      expect(idsOf(await look((view) => view.claimsOf(HOSPITAL, FIRST)))).toEqual([]);
      expect(idsOf(await look((view) => view.claimsOfPayer(PAYER_REGION, FIRST)))).toEqual([]);
      expect(await queue("submitted")).toEqual([]);
      expect(await look((view) => view.claimsOfEvidence(EVIDENCE))).toEqual([]);
      expect(await look((view) => view.nullifier(WORD))).toBeNull();
      expect(await look((view) => view.encounter(wordOf(1)))).toBeNull();
      expect(await look((view) => view.encounterByDocument(HOSPITAL, wordOf(1)))).toBeNull();
      expect(await look((view) => view.claimRules(PAYER_REGION))).toEqual({
        region: PAYER_REGION,
        limits: null,
        ruleSets: [],
        turnedDays: [],
      });
      expect(await look((view) => view.consortium())).toEqual({ spender: null, nullifierEpochCount: 0 });
    });

    it("finds a claim by its id and by its filer's document", async () => {
      await tell([[], [submitted(wordOf(1), { content: { documentKey: wordOf(0xd0c) } })]]);
      const claim = await look((view) => view.claim(wordOf(1)));
      expect(claim).toMatchObject({ id: wordOf(1), state: "submitted", origin: { block: 1, logIndex: 0 } });
      expect(await look((view) => view.claimByDocument(HOSPITAL, wordOf(0xd0c)))).toEqual(claim);
      expect(await look((view) => view.claimByDocument(PHARMACY, wordOf(0xd0c)))).toBeNull();
    });

    it("lists them newest first for filer, provider and payer, page after page", async () => {
      const manual = submitted(wordOf(3), { content: { channel: 2, filer: BUREAU, provider: HOSPITAL } });
      const outside = submitted(wordOf(4), { content: { channel: 2, filer: BUREAU, provider: 0 } });
      const elsewhere = submitted(wordOf(5), { payerRegion: OTHER_REGION });
      await tell([[], [submitted(wordOf(1)), submitted(wordOf(2))], [manual], [outside, elsewhere]]);
      const of = (institution: number) => look((view) => view.claimsOf(institution, FIRST));
      expect(idsOf(await of(HOSPITAL))).toEqual([5, 3, 2, 1].map(wordOf));
      expect(idsOf(await of(BUREAU))).toEqual([4, 3].map(wordOf));
      expect(idsOf(await of(0))).toEqual([]);
      expect(idsOf(await look((view) => view.claimsOfPayer(OTHER_REGION, FIRST)))).toEqual([wordOf(5)]);
      const page = await look((view) => view.claimsOfPayer(PAYER_REGION, { limit: 3, after: null }));
      expect(idsOf(page)).toEqual([4, 3, 2].map(wordOf));
      const next = await look((view) => view.claimsOfPayer(PAYER_REGION, { limit: 3, after: page.next }));
      expect(idsOf(next)).toEqual([wordOf(1)]);
    });

    it("queues for the payer by deadline, and then by their place on the chain", async () => {
      const until = (id: number, deadlineSec: number): LedgerFact => submitted(wordOf(id), { deadlineSec });
      const elsewhere = submitted(wordOf(9), { payerRegion: OTHER_REGION, deadlineSec: 1 });
      await tell([[], [until(1, 300), until(2, 200)], [until(3, 200), elsewhere], [until(4, 100)]]);
      expect(await queue("submitted")).toEqual([4, 2, 3, 1].map(wordOf));
      expect(await queue("approved")).toEqual([]);
      expect(await look((view) => view.claimQueueCounts(PAYER_REGION))).toEqual({
        submitted: 4,
        appealed: 0,
        provisional: 0,
        disputed: 0,
        approved: 0,
      });
    });

    // One commit a block, and all blocks in one: a claim leaves the place it had before the commit.
    it.each([[1], [20]])(
      "moves a claim from queue to queue with its state, %i blocks a commit",
      async (size) => {
        const steps = [
          [submitted(wordOf(1)), submitted(wordOf(2)), submitted(wordOf(3)), submitted(wordOf(4))],
          [CLAIM_FACTS.rejected(wordOf(1)), CLAIM_FACTS.advanced(wordOf(2))],
          [CLAIM_FACTS.appealed(wordOf(1)), CLAIM_FACTS.approved(wordOf(3)), CLAIM_FACTS.endorsed(wordOf(4))],
          [PAYMENT, CLAIM_FACTS.paid(wordOf(3))],
          [CLAIM_FACTS.disputed(wordOf(3))],
        ];
        await tell([[], ...steps], [size]);
        expect(await queue("submitted")).toEqual([wordOf(4)]);
        expect(await queue("appealed")).toEqual([wordOf(1)]);
        expect(await queue("provisional")).toEqual([wordOf(2)]);
        expect(await queue("approved")).toEqual([]);
        expect(await queue("disputed")).toEqual([wordOf(3)]);
        expect(await look((view) => view.claimQueueCounts(PAYER_REGION))).toEqual({
          submitted: 1,
          appealed: 1,
          provisional: 1,
          disputed: 1,
          approved: 0,
        });
      },
    );

    it("takes a claim out of every queue when nothing is left to do", async () => {
      const ends = [CLAIM_FACTS.reversed(wordOf(1)), CLAIM_FACTS.rejected(wordOf(2))];
      await tell([[], [submitted(wordOf(1)), submitted(wordOf(2))], ends]);
      const counts = await look((view) => view.claimQueueCounts(PAYER_REGION));
      expect(Object.values(counts)).toEqual([0, 0, 0, 0, 0]);
      expect(idsOf(await look((view) => view.claimsOfPayer(PAYER_REGION, FIRST)))).toHaveLength(2);
    });

    it("tells of evidence every claim that ever named it, in the order of the chain", async () => {
      const [first, second] = [wordOf(8), wordOf(1)];
      await tell([[], [submitted(first)], [CLAIM_FACTS.reversed(first)], [submitted(second)]]);
      const claims = await look((view) => view.claimsOfEvidence(EVIDENCE));
      expect(claims.map(({ id, state }) => [id, state])).toEqual([
        [first, "reversed"],
        [second, "submitted"],
      ]);
    });

    it("knows which claim holds an invoice, until it is released", async () => {
      const claim = wordOf(1);
      const taken = [submitted(claim), CLAIM_FACTS.approved(claim), CLAIM_FACTS.taken(claim, WORD)];
      await tell([[], taken]);
      expect(await look((view) => view.nullifier(WORD))).toBe(claim);
      expect(await look((view) => view.claim(claim))).toMatchObject({ nullifier: WORD });
    });

    it("knows an invoice that was released as free, and by whom it was taken after", async () => {
      const [first, second] = [wordOf(1), wordOf(2)];
      const reversed = [CLAIM_FACTS.reversed(first, "approved"), CLAIM_FACTS.released(first, WORD)];
      const taken = [submitted(first), CLAIM_FACTS.approved(first), CLAIM_FACTS.taken(first, WORD)];
      const again = [
        submitted(second),
        CLAIM_FACTS.approved(second),
        CLAIM_FACTS.taken(second, wordOf(0x98)),
      ];
      await tell([[], taken, reversed, again]);
      expect(await look((view) => view.nullifier(WORD))).toBeNull();
      expect(await look((view) => view.nullifier(wordOf(0x98)))).toBe(second);
      expect(await look((view) => view.claim(first))).toMatchObject({ nullifier: null, state: "reversed" });
    });

    it("finds encounters by id and document, and lists those of a hospital newest first", async () => {
      const [first, second] = [wordOf(0xe1), wordOf(0xe2)];
      const later = [ENCOUNTER_FACTS.closed(first), ENCOUNTER_FACTS.corrected(first, 3_900n)];
      await tell([[], [encounterOpened(first)], [encounterOpened(second)], later]);
      const closed = await look((view) => view.encounter(first));
      expect(closed).toMatchObject({
        state: "closed",
        closings: [{ totalFen: 4_000n }, { totalFen: 3_900n }],
      });
      expect(await look((view) => view.encounterByDocument(HOSPITAL, first))).toEqual(closed);
      const page = await look((view) => view.encountersOf(HOSPITAL, FIRST));
      expect(page.rows.map(({ id }) => id)).toEqual([second, first]);
      expect((await look((view) => view.encountersOf(PHARMACY, FIRST))).rows).toEqual([]);
    });

    it("knows what bureaus and consortium set", async () => {
      const by = { region: PAYER_REGION, bureau: BUREAU, operator: OPERATOR } as const;
      const set: LedgerFact[] = [
        { name: "RuleSetPublished", ruleSet: wordOf(7), kind: 2, fromSec: 5, ...by },
        { name: "BusinessDaysTurned", dayNumbers: [20_701, 20_700], ...by },
      ];
      const spender = `0x${"51".repeat(20)}` as const;
      const begun: LedgerFact[] = [
        { name: "SpenderAppointed", spender, previous: `0x${"0".repeat(40)}` },
        { name: "NullifierEpochOpened", epoch: 1 },
      ];
      await tell([begun, set]);
      expect(await look((view) => view.claimRules(PAYER_REGION))).toMatchObject({
        limits: null,
        ruleSets: [{ hash: wordOf(7), kind: "policy", fromSec: 5 }],
        turnedDays: [20_700, 20_701],
      });
      expect(await look((view) => view.claimRules(OTHER_REGION))).toMatchObject({ ruleSets: [] });
      expect(await look((view) => view.consortium())).toEqual({ spender, nullifierEpochCount: 1 });
    });
  });
}

function placed(facts: readonly LedgerFact[], block: number): LedgerEvent[] {
  return facts.map((fact, logIndex) => ({
    ...fact,
    place: { block, logIndex, timeSec: 1_790_000_000 + block, transactionHash: wordOf(block) },
  }));
}

function idsOf(page: Page<ClaimRow>): Hex32[] {
  return page.rows.map(({ id }) => id);
}
