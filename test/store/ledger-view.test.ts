import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LedgerEvent } from "../../server/domain/ledger-event.ts";
import type { LedgerView, Page } from "../../server/domain/ledger-view.ts";
import { lineOfWord } from "../../server/domain/pack-words.ts";
import { indexOf, type OpenIndex } from "../../server/store/open-index.ts";
import { UNTOUCHED } from "../../server/store/stored-rows.ts";
import { CONTESTED_KEY, MAKER, tellStory, WHOLESALER } from "../support/ledger-story.ts";
import { DATABASES, type DatabaseKind } from "./support/databases.ts";
import { cursorAt, indexStory } from "./support/index-story.ts";

const PACKS = 80;
const STORY = tellStory({ seed: 11, batchCount: 3, packsPerBatch: PACKS, dispenseCount: 23 });
const EVENTS = STORY.flat();
const LAST = STORY.length - 1;
const FIRST = { limit: 200, after: null };

/** Packs of each batch that a holder has at the end of the story. */
const HELD = new Map([
  [MAKER, 60],
  [WHOLESALER, 0],
  [5, 20],
]);

function eventsNamed<Name extends LedgerEvent["name"]>(name: Name): Extract<LedgerEvent, { name: Name }>[] {
  // The filter has just chosen the events of that name.
  return EVENTS.filter((event) => event.name === name) as Extract<LedgerEvent, { name: Name }>[];
}

const BATCHES = eventsNamed("BatchOpened").map((event) => event.batch);
const BATCH = BATCHES[0] ?? "0x";

for (const kind of DATABASES) describeView(kind);

function describeView(kind: DatabaseKind): void {
  describe(`ledger view on ${kind.name}`, () => {
    let index: OpenIndex;
    let discard: () => Promise<void>;
    beforeEach(async () => {
      const opened = await kind.open();
      discard = opened.discard;
      index = indexOf(opened.database);
      await indexStory(index.store, STORY, [2]);
    });
    afterEach(() => discard());
    const look = <T>(use: (view: LedgerView) => Promise<T>): Promise<T> => index.reader.view(use);

    it("finds an institution by number, code and region, with its agreement's changes", async () => {
      const pharmacy = await look((view) => view.institution(7));
      expect(pharmacy).toMatchObject({ id: 7, kind: "pharmacy", region: 330_500, registeredBy: 1 });
      expect(pharmacy?.agreement.map((change) => change.status)).toEqual([
        "active",
        "suspended",
        "active",
        "terminated",
      ]);
      expect(pharmacy?.agreement.map((change) => change.validUntilSec)).toEqual(Array(4).fill(1_900_000_000));
      expect(await look((view) => view.institutionByCode("P33050000007"))).toEqual(pharmacy);
      expect(await look((view) => view.bureauOf(330_500))).toMatchObject({ id: 1, kind: "bureau" });
      expect(await look((view) => view.institution(MAKER))).toMatchObject({
        adminKey: eventsNamed("AdminKeyReplaced")[0]?.adminKey,
      });
    });

    it("answers null for what is not there, and for what no key can name", async () => {
      expect(await look((view) => view.institution(99))).toBeNull();
      expect(await look((view) => view.institution(-1))).toBeNull();
      expect(await look((view) => view.institution(2 ** 40))).toBeNull();
      expect(await look((view) => view.institutionByCode("x".repeat(33)))).toBeNull();
      expect(await look((view) => view.institutionByCode("BUREAU-1\0"))).toBeNull();
      expect(await look((view) => view.product(99))).toBeNull();
      expect(await look((view) => view.batch("0x0000000000000001"))).toBeNull();
      expect(await look((view) => view.dispense(`0x${"00".repeat(32)}`))).toBeNull();
      expect(await look((view) => view.packsByKey(`0x${"00".repeat(16)}`))).toEqual([]);
      expect(await look((view) => view.parcelAt({ batch: BATCH, index: PACKS }))).toBeNull();
      expect(await look((view) => view.packKeyOf({ batch: BATCH, index: PACKS }))).toBeNull();
    });

    it("tells operators, also revoked ones", async () => {
      const [added] = eventsNamed("OperatorAdded");
      const operators = await look((view) => view.operatorsOf(MAKER));
      expect(operators).toEqual([
        expect.objectContaining({
          key: added?.operator,
          acts: ["make-batches", "ship", "receive"],
          revoked: true,
        }),
      ]);
      expect(await look((view) => view.operator(added?.operator ?? "0x"))).toEqual(operators[0]);
    });

    it("finds products by number and by each of their codes, and lists what a maker opened", async () => {
      const product = await look((view) => view.product(1));
      expect(product).toMatchObject({
        name: "阿莫西林胶囊",
        unit: "粒",
        flags: ["splitAllowed"],
        status: "admitted",
      });
      expect(await look((view) => view.productByCode({ scheme: "trace-prefix", value: "8300381" }))).toEqual(
        product,
      );
      expect(await look((view) => view.productByCode({ scheme: "gtin", value: "8300381" }))).toBeNull();
      expect(await look((view) => view.product(2))).toMatchObject({ status: "withdrawn" });
      expect((await look((view) => view.products(FIRST))).rows.map((row) => row.id)).toEqual([1, 2]);
      expect((await look((view) => view.batchesOf(MAKER, FIRST))).rows.map((row) => row.id)).toEqual(BATCHES);
      expect(await look((view) => view.keyEpochs())).toEqual([1, 2]);
      expect(await look((view) => view.batch(BATCH))).toMatchObject({
        status: "sealed",
        manifestCount: PACKS,
      });
    });

    it("gives a key's owner first and those that contest it after, and each pack its own key", async () => {
      const keys = eventsNamed("ManifestAppended")
        .filter((event) => event.batch === BATCH)
        .flatMap((event) => event.packKeys.slice(2).match(/.{32}/g) ?? []);
      expect(keys).toHaveLength(PACKS);
      expect(await look((view) => view.packsByKey(CONTESTED_KEY))).toEqual(
        BATCHES.map((batch) => ({ batch, index: 0 })),
      );
      for (const at of [1, 39, 40, 41, PACKS - 1]) {
        const key = `0x${keys[at] ?? ""}` as const;
        expect(await look((view) => view.packsByKey(key))).toEqual([{ batch: BATCH, index: at }]);
        expect(await look((view) => view.packKeyOf({ batch: BATCH, index: at }))).toBe(key);
      }
    });

    it("tells in whose hands each pack is, parcels without gaps or overlaps (I2)", async () => {
      const at = (nth: number) => look((view) => view.parcelAt({ batch: BATCH, index: nth }));
      const [first] = eventsNamed("ConsignmentShipped");
      expect(await at(0)).toEqual({
        batch: BATCH,
        from: 0,
        to: 20,
        holder: 5,
        counterparty: 0,
        state: "held",
        consignment: null,
      });
      expect(await at(20)).toMatchObject({
        from: 20,
        to: 40,
        holder: MAKER,
        counterparty: WHOLESALER,
        state: "in-transit",
        consignment: first?.consignment,
      });
      expect(await at(79)).toMatchObject({ from: 40, to: 80, holder: MAKER, state: "held" });
      for (const holder of [MAKER, WHOLESALER, 5]) {
        const held = (await look((view) => view.parcelsHeldBy(holder, FIRST))).rows;
        expect(held.map((parcel) => parcel.holder)).toEqual(held.map(() => holder));
        const count = held.reduce((sum, parcel) => sum + parcel.to - parcel.from, 0);
        expect(count).toBe((HELD.get(holder) ?? 0) * BATCHES.length);
      }
    });

    it("tells a pack's way from its maker to the counter, and nothing of other packs", async () => {
      const steps = await look((view) => view.custodyOf({ batch: BATCH, index: 3 }));
      expect(steps.map(({ kind, by, other, from, to }) => [kind, by, other, from, to])).toEqual([
        ["opened", MAKER, 0, 0, 80],
        ["shipped", MAKER, WHOLESALER, 0, 40],
        ["received", WHOLESALER, MAKER, 0, 20],
        ["shipped", WHOLESALER, 5, 0, 20],
        ["received", 5, WHOLESALER, 0, 20],
      ]);
      const stayed = await look((view) => view.custodyOf({ batch: BATCH, index: 30 }));
      expect(stayed.map(({ kind }) => kind)).toEqual(["opened", "shipped"]);
      expect(await look((view) => view.custodyOf({ batch: BATCH, index: 70 }))).toHaveLength(1);
    });

    it("keeps delivery notes with their receipts, newest first", async () => {
      const [first, second] = eventsNamed("ConsignmentShipped");
      expect(await look((view) => view.consignment(first?.consignment ?? "0x"))).toMatchObject({
        state: "partly-received",
        outstandingCount: 20,
        runs: [{ batch: BATCH, from: 0, to: 40 }],
        receipts: [{ accepted: [{ batch: BATCH, from: 0, to: 20 }] }],
      });
      expect(await look((view) => view.consignment(second?.consignment ?? "0x"))).toMatchObject({
        state: "received",
      });
      const sent = eventsNamed("ConsignmentShipped").filter((event) => event.sender === WHOLESALER);
      const listed = await look((view) => view.consignmentsOf(WHOLESALER, "sender", FIRST));
      expect(listed.rows.map((row) => row.id)).toEqual(sent.map((event) => event.consignment).reverse());
      expect((await look((view) => view.consignmentsOf(5, "receiver", FIRST))).rows).toHaveLength(3);
    });

    it("tells what was dispensed and what became of each pack: whole, by units, or untouched", async () => {
      const dispensed = eventsNamed("DispenseRecorded");
      for (const event of dispensed) {
        const row = await look((view) => view.dispense(event.dispense));
        expect(row).toMatchObject({ id: event.dispense, institution: 5, lines: event.lines.map(lineOfWord) });
        expect(row?.origin).toEqual({
          block: event.place.block,
          logIndex: event.place.logIndex,
          recordedAtSec: event.place.timeSec,
          transactionHash: event.place.transactionHash,
        });
      }
      const own = dispensed.filter((event) => lineOfWord(event.lines[0] ?? "0x").batch === BATCH);
      expect(await look((view) => view.pack({ batch: BATCH, index: 4 }))).toEqual({
        ...UNTOUCHED,
        isGone: true,
        dispenses: [own[4]?.dispense],
      });
      expect(await look((view) => view.pack({ batch: BATCH, index: 19 }))).toEqual({
        ...UNTOUCHED,
        unitsTaken: 12,
        isGone: true,
        isOpened: true,
        dispenses: own.slice(19).map((event) => event.dispense),
      });
      expect(await look((view) => view.pack({ batch: BATCH, index: 20 }))).toEqual(UNTOUCHED);
    });

    it.each([1, 2, 7, 200])("pages through a list %i at a time and leaves nothing out", async (limit) => {
      const expected = eventsNamed("DispenseRecorded").map((event) => event.dispense);
      const dispenses = await pages((page) => look((view) => view.dispensesOf(5, page)), limit);
      expect(dispenses.map((row) => row.id)).toEqual(expected.toReversed());
      const institutions = await pages((page) => look((view) => view.institutions(page)), limit);
      expect(institutions.map((row) => row.id)).toEqual([1, 3, 4, 5, 6, 7]);
      const sent = await pages((page) => look((view) => view.consignmentsOf(MAKER, "sender", page)), limit);
      expect(sent).toHaveLength(3);
    });

    it("refuses a cursor that it did not give", async () => {
      for (const after of ["zz", "123", "00".repeat(65), ""]) {
        const page = { limit: 1, after };
        await expect(look((view) => view.products(page))).rejects.toMatchObject({
          code: "malformed-request",
        });
        await expect(look((view) => view.dispensesOf(5, page))).rejects.toMatchObject({
          code: "malformed-request",
        });
      }
    });

    it("stands still while it is used, whatever is committed meanwhile", async () => {
      await look(async (view) => {
        const commit = index.store.begin();
        commit.apply([
          { table: "pack", batch: BATCH, index: 50, row: { ...UNTOUCHED, unitsTaken: 9, isGone: true } },
        ]);
        await commit.write(cursorAt(LAST + 1), "later");
        expect(await view.pack({ batch: BATCH, index: 50 })).toMatchObject({ isGone: false });
        expect(view.asOf.block).toBe(LAST);
      });
      expect(await look((view) => view.pack({ batch: BATCH, index: 50 }))).toMatchObject({ isGone: true });
      expect(index.reader.head()?.block).toBe(LAST + 1);
    });

    it("tells who waits for a block when it is there, or when the time is up", async () => {
      expect(await index.reader.reached(LAST, 0)).toBe(true);
      expect(await index.reader.reached(LAST + 1, 5)).toBe(false);
      const waiting = index.reader.reached(LAST + 1, 60_000);
      await index.store.begin().write(cursorAt(LAST + 1), "later");
      expect(await waiting).toBe(true);
    });
  });
}

async function pages<Row>(
  read: (page: { limit: number; after: string | null }) => Promise<Page<Row>>,
  limit: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const page: Page<Row> = await read({ limit, after });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}
