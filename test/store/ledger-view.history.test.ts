import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerEvent } from "../../server/domain/ledger-event.ts";
import type { LedgerView } from "../../server/domain/ledger-view.ts";
import { lineOfWord } from "../../server/domain/pack-words.ts";
import { onHandOf } from "../../server/domain/stock.ts";
import { indexOf, type OpenIndex } from "../../server/store/open-index.ts";
import { BATCHES, DECLARED, keyOf, MADE, operatorOf, SITES } from "../support/history-cast.ts";
import { LIMITS, REGION, tellWholeStory } from "../support/whole-story.ts";
import { DATABASES, type DatabaseKind } from "./support/databases.ts";
import { indexStory } from "./support/index-story.ts";

const { blocks, history } = tellWholeStory(20, 400);
const EVENTS = blocks.flat();
const FIRST = { limit: 200, after: null };

function eventsNamed<Name extends LedgerEvent["name"]>(name: Name): Extract<LedgerEvent, { name: Name }>[] {
  // The filter has just chosen the events of that name.
  return EVENTS.filter((event) => event.name === name) as Extract<LedgerEvent, { name: Name }>[];
}

for (const kind of DATABASES) describeHistory(kind);

function describeHistory(kind: DatabaseKind): void {
  describe(`after a long random history the view on ${kind.name}`, () => {
    let index: OpenIndex;
    let discard: () => Promise<void>;
    beforeAll(async () => {
      const opened = await kind.open();
      discard = opened.discard;
      index = indexOf(opened.database);
      await indexStory(index.store, blocks, [3, 1, 7]);
    });
    afterAll(() => discard());
    const look = <T>(use: (view: LedgerView) => Promise<T>): Promise<T> => index.reader.view(use);

    it("has each pack in the parcel that the contract has, also after joins", async () => {
      expect(eventsNamed("ParcelsJoined").length).toBeGreaterThan(3);
      for (const { batch, packCount } of BATCHES) {
        for (let at = 0; at < packCount; at += 1) {
          const parcel = await look((view) => view.parcelAt({ batch, index: at }));
          expect(parcel).toEqual({ batch, ...history.goods.parcelAt(batch, at) });
        }
      }
    });

    it("lists for each site the parcels that are its own, and none that were joined to another", async () => {
      for (const site of SITES) {
        const listed = (await look((view) => view.parcelsHeldBy(site, FIRST))).rows;
        const expected = BATCHES.flatMap(({ batch }) =>
          (history.goods.parcels.get(batch) ?? []).map((parcel) => ({ batch, ...parcel })),
        ).filter((parcel) => parcel.holder === site);
        expect(listed.filter(({ batch }) => batch === MADE || batch === DECLARED)).toEqual(expected);
      }
    });

    it("tells for each pack its own way, whatever it was joined with", async () => {
      for (const { batch, packCount } of BATCHES) {
        for (let at = 0; at < packCount; at += 1) {
          const steps = await look((view) => view.custodyOf({ batch, index: at }));
          expect(steps.map(({ kind: step, by }) => `${step} ${by}`)).toEqual(
            history.goods.pack(batch, at).custody,
          );
        }
      }
    });

    it("knows of each pack whether it is gone, opened, frozen or written off, and its units", async () => {
      for (const { batch, packCount } of BATCHES) {
        for (let at = 0; at < packCount; at += 1) {
          const { dispenses: _, ...pack } = await look((view) => view.pack({ batch, index: at }));
          const { custody: __, units, ...expected } = history.goods.pack(batch, at);
          expect(pack).toEqual({ ...expected, unitsTaken: units });
        }
      }
    });

    it("balances the stock of each site and names the batch's product", async () => {
      for (const site of SITES) {
        const rows = (await look((view) => view.stockOf(site, FIRST))).rows;
        for (const { batch } of BATCHES) {
          const row = rows.find((each) => each.batch === batch);
          expect(row === undefined ? 0 : onHandOf(row)).toBe(history.goods.goodsOf(site, batch));
          if (row !== undefined) expect(row).toMatchObject({ institution: site, product: 1 });
        }
      }
    });

    it("finds a dispense by its document, and only under the institution that recorded it", async () => {
      for (const event of eventsNamed("DispenseRecorded")) {
        const { institution, documentKey, dispense } = event;
        const row = await look((view) => view.dispenseByDocument(institution, documentKey));
        expect(row?.id).toBe(dispense);
        expect(await look((view) => view.dispenseByDocument(institution + 1, documentKey))).toBeNull();
      }
    });

    it("tells what happened to a dispense afterwards, and leaves it as it was recorded", async () => {
      const reversed = eventsNamed("DispenseReversed");
      expect(reversed.length).toBeGreaterThan(20);
      const answered = new Set(eventsNamed("ReceiptAnswered").map(({ dispense }) => dispense));
      const waived = eventsNamed("MakerTraceWaived");
      for (const { dispense: id, lines } of eventsNamed("DispenseRecorded")) {
        const own = reversed.filter(({ dispense }) => dispense === id);
        const aftermath = await look((view) => view.aftermathOf(id));
        const states = ["none", "recorded", "partly-reversed", "reversed"];
        expect(aftermath.state).toBe(states[own.at(-1)?.state ?? 1]);
        expect(aftermath.reversals.map((row) => row.id)).toEqual(own.map(({ reversal }) => reversal));
        expect(aftermath.answer?.answer).toBe(answered.has(id) ? "denied" : undefined);
        expect(aftermath.waived).toHaveLength(waived.filter(({ dispense }) => dispense === id).length);
        expect((await look((view) => view.dispense(id)))?.lines).toEqual(lines.map(lineOfWord));
      }
      for (const { reversal, dispense, lines } of reversed) {
        const found = await look((view) => view.reversal(reversal));
        expect(found).toMatchObject({ dispense, row: { id: reversal, lines: lines.map(lineOfWord) } });
      }
      expect(await look((view) => view.reversal(`0x${"ee".repeat(32)}`))).toBeNull();
    });

    it("says which declared pack has spent a key now, and forgets it when the pack came back", async () => {
      expect(eventsNamed("DeclaredKeyFreed").length).toBeGreaterThan(0);
      for (let at = 0; at < 12; at += 1) {
        const key = keyOf(DECLARED, at);
        expect(await look((view) => view.spentBy(key))).toEqual(history.spentKeys.get(key) ?? null);
      }
    });

    it("keeps what was written off, newest first, and says what was imported", async () => {
      const told = eventsNamed("PacksDecommissioned");
      expect(told.length).toBeGreaterThan(20);
      for (const site of SITES) {
        const own = told.filter(({ institution }) => institution === site);
        const listed = (await look((view) => view.decommissionsOf(site, FIRST))).rows;
        expect(listed.map(({ id }) => id)).toEqual(own.map(({ decommission }) => decommission).reverse());
        for (const event of own) {
          const row = await look((view) => view.decommission(event.decommission));
          const isImported = event.operator !== operatorOf(site);
          expect(row).toMatchObject({ institution: site, reason: "destroyed", isImported });
        }
      }
    });

    it("has a region's rules as they were set last, and says when none were", async () => {
      const rules = await look((view) => view.regionRules(REGION));
      expect(rules.limits).toEqual(LIMITS);
      expect(rules.modes.map(({ productClass, mode, fromSec }) => [productClass, mode, fromSec])).toEqual([
        ["high-value", "observe", 5],
        ["high-value", "warn", 9],
      ]);
      expect(await look((view) => view.regionRules(110_000))).toEqual({
        region: 110_000,
        limits: null,
        modes: [],
      });
    });

    it("knows which batches are declared, recalled, labelled, or held by which region", async () => {
      const made = await look((view) => view.batch(MADE));
      expect(made).toMatchObject({ provenance: "maker", status: "sealed", recalled: null });
      expect(made?.labelsHash).toMatch(/ab$/);
      expect(made?.quarantines.map(({ region, released }) => [region, released === null])).toEqual([
        [330_100, false],
        [REGION, true],
      ]);
      const declared = await look((view) => view.batch(DECLARED));
      expect(declared).toMatchObject({ provenance: "declared", status: "recalled", labelsHash: null });
      expect(declared?.recalled).toMatchObject({ by: 3, recalledAtSec: 77 });
    });

    it("keeps what of a consignment was withdrawn and disputed, and closes it at its end", async () => {
      const states = new Set<string>();
      for (const { consignment, operator, sender } of eventsNamed("ConsignmentShipped")) {
        const row = await look((view) => view.consignment(consignment));
        if (row === null) throw new Error("no consignment");
        const of = <Event extends { readonly consignment: string }>(events: readonly Event[]): Event[] =>
          events.filter((event) => event.consignment === consignment);
        expect(row.withdrawals).toHaveLength(of(eventsNamed("ConsignmentWithdrawn")).length);
        expect(row.disputes.map((word) => word.kind)).toHaveLength(
          of(eventsNamed("ConsignmentDisputed")).length +
            of(eventsNamed("DisputeAnswered")).length +
            of(eventsNamed("DisputeResolved")).length,
        );
        const isShort = row.withdrawals.length > 0 || of(eventsNamed("DisputeResolved")).length > 0;
        if (row.outstandingCount === 0) expect(row.state).toBe(isShort ? "closed" : "received");
        else expect(row.state).toBe(row.receipts.length > 0 ? "partly-received" : "shipped");
        if (SITES.some((site) => operator === operatorOf(site)) && operator === operatorOf(sender)) {
          expect(row.isImported).toBe(false);
        }
        states.add(row.state);
      }
      expect(states.has("closed") && states.has("received")).toBe(true);
    });
  });
}
