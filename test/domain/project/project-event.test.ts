import { beforeEach, describe, expect, it } from "vitest";
import type { LedgerFact } from "../../../server/domain/ledger-event.ts";
import { wordOfLine, wordOfRun } from "../../../server/domain/pack-words.ts";
import { projectEvent } from "../../../server/domain/project/project-event.ts";
import { UNTOUCHED } from "../../../server/store/stored-rows.ts";
import { tellStory } from "../../support/ledger-story.ts";
import { RowsInMemory } from "../../support/rows-in-memory.ts";

const BATCH = "0x00000000000000b1";
const OTHER_BATCH = "0x00000000000000b2";
const word = (byte: string): `0x${string}` => `0x${byte.repeat(32)}`;
const OPERATOR = `0x${"0f".repeat(20)}` as const;
const COULD_NOT_LOOK = expect.objectContaining({ code: "could-not-look" });

const batchOpened = (batch: `0x${string}`, packCount: number): LedgerFact => ({
  name: "BatchOpened",
  batch,
  product: 1,
  maker: 3,
  packCount,
  madeAtSec: 1,
  expiresAtSec: 2,
  keyEpoch: 1,
  priceCommitment: word("00"),
  operator: OPERATOR,
  batchNumber: "B1",
});
const manifest = (batch: `0x${string}`, fromIndex: number, keys: readonly string[]): LedgerFact => ({
  name: "ManifestAppended",
  batch,
  fromIndex,
  labelsHash: word("00"),
  packKeys: `0x${keys.map((key) => key.repeat(16)).join("")}`,
});
const custodyOpened: LedgerFact = { name: "CustodyOpened", batch: BATCH, maker: 3, packCount: 100 };
const shipped = (from: number, to: number, sender = 3): LedgerFact => ({
  name: "ConsignmentShipped",
  consignment: word("c1"),
  sender,
  receiver: 4,
  documentKey: word("d1"),
  shippedAtSec: 5,
  operator: OPERATOR,
  runs: [wordOfRun({ batch: BATCH, from, to })],
  lineCommitments: [word("00")],
});
const received = (from: number, to: number, outstandingCount: number): LedgerFact => ({
  name: "ConsignmentReceived",
  consignment: word("c1"),
  receiver: 4,
  sender: 3,
  receivedAtSec: 6,
  outstandingCount,
  operator: OPERATOR,
  accepted: [wordOfRun({ batch: BATCH, from, to })],
});
const dispensed = (id: string, ...lines: readonly { index: number; units: number }[]): LedgerFact => ({
  name: "DispenseRecorded",
  dispense: word(id),
  institution: 5,
  documentKey: word("d2"),
  dispensedAtSec: 7,
  identification: 1,
  personCommitment: word("aa"),
  operator: OPERATOR,
  lines: lines.map((line) => wordOfLine({ batch: BATCH, priceFen: 100n, ...line })),
});

describe("projectEvent", () => {
  let rows: RowsInMemory;
  beforeEach(() => {
    rows = new RowsInMemory();
  });

  it("gives the same changes for the same events, and leaves what it read as it was", () => {
    const events = tellStory({ seed: 3, batchCount: 2, packsPerBatch: 40, dispenseCount: 9 }).flat();
    const changesOf = (): string => {
      const own = new RowsInMemory();
      const changes = events.flatMap((event) => own.tell(event));
      return JSON.stringify(changes, (_, value) => (typeof value === "bigint" ? String(value) : value));
    };
    expect(changesOf()).toBe(changesOf());
  });

  describe("pack keys", () => {
    it("belong to the first manifest that names them, and are contested by every later one", () => {
      rows.tell(batchOpened(BATCH, 2));
      rows.tell(batchOpened(OTHER_BATCH, 2));
      rows.tell(manifest(OTHER_BATCH, 0, ["1a"]));
      rows.tell(manifest(BATCH, 0, ["2b", "1a"]));
      expect(rows.packsByKey(`0x${"1a".repeat(16)}`)).toEqual([
        { batch: OTHER_BATCH, index: 0 },
        { batch: BATCH, index: 1 },
      ]);
    });

    it("are contested also within one manifest", () => {
      rows.tell(batchOpened(BATCH, 3));
      rows.tell(manifest(BATCH, 0, ["1a", "2b", "1a"]));
      expect(rows.packsByKey(`0x${"1a".repeat(16)}`)).toEqual([
        { batch: BATCH, index: 0 },
        { batch: BATCH, index: 2 },
      ]);
    });

    it("stop the reader when a manifest does not go on where the last one ended", () => {
      rows.tell(batchOpened(BATCH, 3));
      rows.tell(manifest(BATCH, 0, ["1a"]));
      expect(() => rows.tell(manifest(BATCH, 2, ["2b"]))).toThrow(COULD_NOT_LOOK);
      expect(() => rows.tell(manifest(OTHER_BATCH, 0, ["2b"]))).toThrow(COULD_NOT_LOOK);
    });

    it("must be complete when the batch is sealed", () => {
      rows.tell(batchOpened(BATCH, 2));
      rows.tell(manifest(BATCH, 0, ["1a"]));
      const sealed: LedgerFact = {
        name: "BatchSealed",
        batch: BATCH,
        maker: 3,
        packCount: 2,
        manifestHash: word("ab"),
      };
      expect(() => rows.tell(sealed)).toThrow(COULD_NOT_LOOK);
      rows.tell(manifest(BATCH, 1, ["2b"]));
      rows.tell(sealed);
      expect(rows.batch(BATCH)).toMatchObject({
        status: "sealed",
        manifestCount: 2,
        manifestHash: word("ab"),
      });
    });
  });

  describe("custody", () => {
    beforeEach(() => {
      rows.tell(batchOpened(BATCH, 100));
      rows.tell(custodyOpened);
    });

    it("begins with the whole batch in the maker's hands, once", () => {
      expect(rows.parcel(BATCH, 0)).toMatchObject({ from: 0, to: 100, holder: 3, state: "held" });
      expect(() => rows.tell(custodyOpened)).toThrow(COULD_NOT_LOOK);
    });

    it.each([0, 100, 101])("refuses a split at %i, which leaves one half empty", (splitIndex) => {
      expect(() => rows.tell({ name: "ParcelSplit", batch: BATCH, from: 0, splitIndex })).toThrow(
        COULD_NOT_LOOK,
      );
    });

    it("divides a parcel without a gap, and moves nobody's goods", () => {
      rows.tell({ name: "ParcelSplit", batch: BATCH, from: 0, splitIndex: 40 });
      expect(rows.parcel(BATCH, 0)).toMatchObject({ from: 0, to: 40, holder: 3 });
      expect(rows.parcel(BATCH, 40)).toMatchObject({ from: 40, to: 100, holder: 3 });
    });

    it("ships only whole parcels that the sender holds", () => {
      expect(() => rows.tell(shipped(0, 40))).toThrow(COULD_NOT_LOOK);
      expect(() => rows.tell(shipped(0, 100, 9))).toThrow(COULD_NOT_LOOK);
      rows.tell(shipped(0, 100));
      expect(rows.parcel(BATCH, 0)).toMatchObject({ state: "in-transit", holder: 3, counterparty: 4 });
      expect(() => rows.tell(shipped(0, 100))).toThrow(COULD_NOT_LOOK);
    });

    it("hands over in parts, counts what is outstanding, and takes the goods off the sender's list", () => {
      rows.tell(shipped(0, 100));
      rows.tell({ name: "ParcelSplit", batch: BATCH, from: 0, splitIndex: 60 });
      const changes = rows.tell(received(0, 60, 40));
      expect(rows.consignment(word("c1"))).toMatchObject({ state: "partly-received", outstandingCount: 40 });
      expect(changes).toContainEqual(expect.objectContaining({ table: "parcel", leaves: 3 }));
      rows.tell(received(60, 100, 0));
      expect(rows.consignment(word("c1"))).toMatchObject({ state: "received", outstandingCount: 0 });
      expect(rows.parcel(BATCH, 60)).toMatchObject({
        state: "held",
        holder: 4,
        counterparty: 0,
        consignment: null,
      });
    });

    it("refuses a receipt whose count does not fit, or of goods that are not in transit", () => {
      rows.tell(shipped(0, 100));
      expect(() => rows.tell(received(0, 100, 1))).toThrow(COULD_NOT_LOOK);
      rows.tell(received(0, 100, 0));
      expect(() => rows.tell(received(0, 100, -100))).toThrow(COULD_NOT_LOOK);
    });

    it("links each step to the one before it, also across a split", () => {
      rows.tell({ name: "ParcelSplit", batch: BATCH, from: 0, splitIndex: 40 });
      const first = rows.tell(shipped(40, 100)).find((change) => change.table === "custody");
      const second = rows.tell(received(40, 100, 0)).find((change) => change.table === "custody");
      expect(first).toMatchObject({ previous: { block: 1, logIndex: 2, ordinal: 0 } });
      expect(second).toMatchObject({
        previous: { block: 1, logIndex: 4, ordinal: 0 },
        step: { kind: "received" },
      });
    });
  });

  describe("dispenses", () => {
    it("take a whole pack once", () => {
      rows.tell(dispensed("01", { index: 3, units: 0 }));
      expect(rows.pack(BATCH, 3)).toEqual({ ...UNTOUCHED, isGone: true, dispenses: [word("01")] });
      expect(() => rows.tell(dispensed("02", { index: 3, units: 0 }))).toThrow(COULD_NOT_LOOK);
    });

    it("add up the units of an opened pack, over lines and over dispenses", () => {
      rows.tell(dispensed("01", { index: 3, units: 2 }, { index: 3, units: 5 }, { index: 4, units: 1 }));
      rows.tell(dispensed("02", { index: 3, units: 1 }));
      const opened = { ...UNTOUCHED, isGone: true, isOpened: true };
      expect(rows.pack(BATCH, 3)).toEqual({ ...opened, unitsTaken: 8, dispenses: [word("01"), word("02")] });
      expect(rows.pack(BATCH, 4)).toEqual({ ...opened, unitsTaken: 1, dispenses: [word("01")] });
      expect(() => rows.tell(dispensed("03", { index: 3, units: 0 }))).toThrow(COULD_NOT_LOOK);
    });

    it("do not take units of a pack that was sold whole", () => {
      rows.tell(dispensed("01", { index: 3, units: 0 }));
      expect(() => rows.tell(dispensed("02", { index: 3, units: 1 }))).toThrow(COULD_NOT_LOOK);
    });

    it("are imported when another institution's operator signed them", () => {
      const operator = (institution: number): LedgerFact => ({
        name: "OperatorAdded",
        institution,
        operator: OPERATOR,
        acts: 0,
        validUntilSec: 9,
      });
      const isImported = (id: string, index: number): unknown =>
        rows.tell(dispensed(id, { index, units: 0 })).find(({ table }) => table === "dispense");
      rows.tell(operator(5));
      expect(isImported("01", 1)).toMatchObject({ row: { isImported: false } });
      rows.tell(operator(1));
      expect(isImported("02", 2)).toMatchObject({ row: { isImported: true } });
    });

    it("refuse a way of knowing the person that the domain has no word for", () => {
      const strange = { ...dispensed("01", { index: 1, units: 0 }), identification: 9 } as LedgerFact;
      expect(() => rows.tell(strange)).toThrow(COULD_NOT_LOOK);
    });
  });

  describe("institutions", () => {
    it.each<LedgerFact>([
      { name: "AdminKeyReplaced", institution: 9, previous: OPERATOR, adminKey: OPERATOR },
      { name: "OperatorRevoked", institution: 9, operator: OPERATOR },
      { name: "AgreementReinstated", institution: 9, bureau: 1, fromSec: 1 },
      { name: "AgreementTerminated", institution: 9, bureau: 1, fromSec: 1, reasonHash: word("00") },
      { name: "ProductWithdrawn", product: 9, bureau: 1 },
      { name: "BatchSealed", batch: BATCH, maker: 3, packCount: 0, manifestHash: word("00") },
      { name: "ParcelSplit", batch: BATCH, from: 0, splitIndex: 1 },
    ])("and other rows that $name presupposes are never made up", (fact) => {
      expect(() => rows.tell(fact)).toThrow(COULD_NOT_LOOK);
    });

    it("name the event, its block and its log when the rows do not fit", () => {
      const event = rows.next({ name: "ProductWithdrawn", product: 9, bureau: 1 });
      expect(() => projectEvent(event, rows)).toThrow(
        expect.objectContaining({
          facts: expect.objectContaining({
            event: "ProductWithdrawn",
            block: 1,
            logIndex: event.place.logIndex,
          }),
        }),
      );
    });

    it("change no row when the ledger is paused or goes on", () => {
      expect(rows.tell({ name: "LedgerPaused", guardian: OPERATOR })).toEqual([]);
      expect(rows.tell({ name: "LedgerUnpaused", by: OPERATOR, pausedTotalSec: 3 })).toEqual([]);
    });
  });
});
