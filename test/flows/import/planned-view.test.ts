import { describe, expect, it } from "vitest";
import { ledgerCall } from "../../../server/domain/ledger-call.ts";
import type { LedgerView } from "../../../server/domain/ledger-view.ts";
import { wordOfLine, wordOfRun } from "../../../server/domain/pack-words.ts";
import type { RecordIds } from "../../../server/domain/record-ids.ts";
import { createPlannedLedger } from "../../../server/flows/import/planned-ledger.ts";

const BATCH = "0x00000000000000b1";
const NO_HASH = `0x${"0".repeat(64)}` as const;
const hashLike = (name: number) => `0x${name.toString(16).padStart(64, "0")}` as const;
const KEY = `0x${"0b".repeat(20)}` as const;
const MAKER = 1;
const SHOP = 2;

/** Ids only have to differ here; test/chain/record-ids.test.ts holds them against the contracts' own. */
const ids: RecordIds = {
  batch: () => BATCH,
  consignment: ({ documentKey }) => documentKey,
  dispense: ({ documentKey }) => documentKey,
  reversal: ({ documentKey }) => documentKey,
};

/** An index that holds nothing yet. */
const nothing: Partial<LedgerView> = {
  batch: async () => null,
  packsByKey: async () => [],
  parcelAt: async () => null,
  consignment: async () => null,
  dispense: async () => null,
  dispenseByDocument: async () => null,
  institution: async () => null,
  regionRules: async (region) => ({ region, limits: null, modes: [] }),
  pack: async () => ({
    unitsTaken: 0,
    isGone: false,
    isOpened: false,
    isFrozen: false,
    reversalCount: 0,
    dispenses: [],
    decommission: null,
  }),
};
// Only what is above is asked of it; anything else would fail the test by its absence.
const index = nothing as LedgerView;

const KEYS = Array.from({ length: 10 }, (_, at) => at.toString(16).padStart(32, "0"));
const run = (from: number, to: number) => wordOfRun({ batch: BATCH, from, to });
const line = (at: number, units = 0) => wordOfLine({ batch: BATCH, index: at, units, priceFen: 100n });

async function stocked() {
  const planned = createPlannedLedger(ids);
  const draft = {
    product: 7,
    packCount: 10,
    madeAtSec: 1,
    expiresAtSec: 9_999,
    keyEpoch: 1,
    batchNumber: "L1",
    priceCommitment: NO_HASH,
  };
  const shipped = {
    sender: MAKER,
    receiver: SHOP,
    documentKey: hashLike(100),
    shippedAtSec: 10,
    runs: [run(2, 6)],
    lineCommitments: [NO_HASH],
  };
  await planned.apply(ledgerCall("drugCatalogue", "openBatch", draft), MAKER, index);
  await planned.apply(
    ledgerCall("drugCatalogue", "appendManifest", BATCH, 0, NO_HASH, `0x${KEYS.join("")}`),
    MAKER,
    index,
  );
  await planned.apply(ledgerCall("drugCatalogue", "sealBatch", BATCH, NO_HASH), MAKER, index);
  await planned.apply(ledgerCall("drugCustody", "shipConsignment", shipped, [0]), MAKER, index);
  await planned.apply(
    ledgerCall("drugCustody", "receiveConsignment", shipped, 20, [run(2, 5)], [2]),
    SHOP,
    index,
  );
  return { planned, view: planned.over(index) };
}

function dispense(name: number, lines: readonly `0x${string}`[]) {
  const content = {
    institution: SHOP,
    documentKey: hashLike(name),
    dispensedAtSec: 30,
    identification: 0,
    personCommitment: NO_HASH,
    lines,
  };
  return {
    content,
    call: ledgerCall("drugLedger", "recordDispenses", KEY, [content], [lines.map(() => 2)], "0x"),
  };
}

describe("what is planned ahead of the index", () => {
  it("shows parcels split around what moved, each in its holder's hands", async () => {
    const { view } = await stocked();
    const told: string[] = [];
    for (let at = 0; at < 10; at += 1) {
      const parcel = await view.parcelAt({ batch: BATCH, index: at });
      told.push(`${parcel?.from}-${parcel?.to} ${parcel?.holder} ${parcel?.state}`);
    }
    expect(told).toEqual([
      ...Array(2).fill("0-2 1 held"),
      ...Array(3).fill("2-5 2 held"),
      "5-6 1 in-transit",
      ...Array(4).fill("6-10 1 held"),
    ]);
    expect(await view.consignment(hashLike(100))).toMatchObject({
      state: "partly-received",
      outstandingCount: 1,
    });
    expect(await view.packsByKey(`0x${KEYS[3] ?? ""}`)).toEqual([{ batch: BATCH, index: 3 }]);
  });

  it("freezes a pack with the region's last return, and lets it be sold again before", async () => {
    const { planned, view } = await stocked();
    for (const turn of [1, 2, 3]) {
      const { content, call } = dispense(turn, [line(3)]);
      await planned.apply(call, SHOP, index);
      expect(await view.pack({ batch: BATCH, index: 3 })).toMatchObject({ isGone: true });
      const reversal = {
        institution: SHOP,
        documentKey: hashLike(50 + turn),
        dispense: hashLike(turn),
        reversedAtSec: 40,
        lines: [line(3)],
      };
      const back = ledgerCall("drugLedger", "reverseDispense", KEY, content, reversal, [0], [2], "0x");
      await planned.apply(back, SHOP, index);
      const isLast = turn === 3;
      const pack = { isGone: isLast, isFrozen: isLast, reversalCount: turn };
      expect(await view.pack({ batch: BATCH, index: 3 })).toMatchObject(pack);
      expect(await view.aftermathOf(hashLike(turn))).toMatchObject({ state: "reversed" });
    }
  });

  it("finds a dispense by its document, and counts the units of an opened pack", async () => {
    const { planned, view } = await stocked();
    await planned.apply(dispense(1, [line(4, 5), line(4, 2)]).call, SHOP, index);
    expect(await view.dispenseByDocument(SHOP, hashLike(1))).toMatchObject({
      id: hashLike(1),
      isImported: true,
    });
    const pack = { unitsTaken: 7, isGone: true, isOpened: true };
    expect(await view.pack({ batch: BATCH, index: 4 })).toMatchObject(pack);
  });

  it("is the index itself when it is empty", async () => {
    const { planned, view } = await stocked();
    planned.clear();
    expect(await view.batch(BATCH)).toBeNull();
    expect(await view.parcelAt({ batch: BATCH, index: 3 })).toBeNull();
    expect(await view.pack({ batch: BATCH, index: 3 })).toMatchObject({ isGone: false });
  });

  it("goes before what the index has of the same place", async () => {
    const other = "0x00000000000000b2";
    const whole = {
      batch: other,
      from: 0,
      to: 10,
      holder: MAKER,
      counterparty: 0,
      consignment: null,
    } as const;
    const standing: LedgerView = { ...index, parcelAt: async () => ({ ...whole, state: "held" }) };
    const planned = createPlannedLedger(ids);
    const content = {
      sender: MAKER,
      receiver: SHOP,
      documentKey: hashLike(101),
      shippedAtSec: 10,
      runs: [wordOfRun({ batch: other, from: 0, to: 4 })],
      lineCommitments: [NO_HASH],
    };
    await planned.apply(ledgerCall("drugCustody", "shipConsignment", content, [0]), MAKER, standing);
    const view = planned.over(standing);
    expect(await view.parcelAt({ batch: other, index: 2 })).toMatchObject({ to: 4, state: "in-transit" });
    expect(await view.parcelAt({ batch: other, index: 7 })).toMatchObject({ from: 4, state: "held" });
  });

  it("is refused for a call that nobody plans ahead", async () => {
    const { planned } = await stocked();
    const call = ledgerCall("drugCatalogue", "withdrawProduct", 7);
    await expect(planned.apply(call, MAKER, index)).rejects.toThrow(TypeError);
  });
});
