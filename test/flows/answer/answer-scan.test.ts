import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchId } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { ScanAnswer } from "../../../server/domain/scan-answers.ts";
import type { ScanPurpose } from "../../../server/domain/shortest-fix.ts";
import {
  admitted,
  dispensed,
  hashOf,
  keyOf,
  made,
  openToldLedger,
  received,
  registered,
  reversed,
  START_SEC,
  shipped,
  type ToldLedger,
} from "../support/told-ledger.ts";

const HUZHOU = 330_500;
const [BUREAU, MAKER, WHOLESALER, PHARMACY, NEIGHBOUR] = [1, 3, 4, 5, 6];
const GTIN = "06900000000007";
const BATCH: BatchId = "0x00000000000000a1";
const COMING: BatchId = "0x00000000000000a2";
const STALE: BatchId = "0x00000000000000a3";
const SERIALS: BatchId = "0x00000000000000a4";
const RECALLED: BatchId = "0x00000000000000a5";

const digits = (prefix: number, nth: number): string => `8${prefix}${String(nth).padStart(13, "0")}`;
const codes = (prefix: number, count: number): string[] =>
  Array.from({ length: count }, (_, nth) => `cn:${digits(prefix, nth)}`);
const person = (role: Principal["role"], institution: number, region = HUZHOU): Principal => ({
  name: role,
  institution,
  role,
  region,
});
const maker = person("maker", MAKER);
const pharmacy = person("pharmacy", PHARMACY);
const neighbour = person("pharmacy", NEIGHBOUR);
const bureau = person("bureau", BUREAU);

describe("scans", () => {
  let ledger: ToldLedger;
  const scan = async (
    who: Principal,
    text: string,
    purpose: ScanPurpose | null = null,
    atSec: number | null = null,
  ): Promise<ScanAnswer> => {
    const { scans } = await ledger.answers.scans(who, { scans: [text], purpose, atSec });
    const [only] = scans;
    if (only === undefined) throw new Error("one scan has one answer");
    return only;
  };
  const judged = async (
    who: Principal,
    text: string,
    purpose: ScanPurpose,
    atSec: number | null = null,
  ): Promise<string | null> => {
    const { use } = await scan(who, text, purpose, atSec);
    if (use === null) throw new Error("a purpose is answered");
    expect(use.isUsable).toBe(use.failure === null);
    expect(use.fix === null).toBe(use.isUsable);
    return use.failure;
  };

  beforeAll(async () => {
    ledger = await openToldLedger();
    const { vault } = ledger;
    const whole = (batch: BatchId, to: number) => ({ batch, from: 0, to });
    const hands = (number: string, batch: BatchId, to: number) => ({
      number,
      from: MAKER,
      to: PHARMACY,
      run: whole(batch, to),
    });
    await ledger.tell([
      ...registered(BUREAU, "bureau", HUZHOU),
      ...registered(MAKER, "maker", HUZHOU),
      ...registered(WHOLESALER, "wholesaler", HUZHOU),
      ...registered(PHARMACY, "pharmacy", HUZHOU),
      ...registered(NEIGHBOUR, "pharmacy", HUZHOU),
      admitted(1, MAKER, [
        { scheme: 2, value: "8300385" },
        { scheme: 3, value: GTIN },
      ]),
    ]);
    const day = 86_400;
    const given = { product: 1, maker: MAKER };
    await ledger.tell(made(vault, { ...given, batch: BATCH, codes: codes(300_385, 12) }));
    await ledger.tell(made(vault, { ...given, batch: COMING, codes: codes(300_386, 4) }));
    await ledger.tell(
      made(vault, { ...given, batch: STALE, codes: codes(300_387, 2), expiresAtSec: START_SEC + day }),
    );
    const serials = ["aYz", "A1", "AB"].map((serial) => `gs1:${GTIN}:${serial}`);
    await ledger.tell(made(vault, { ...given, batch: SERIALS, codes: serials }));
    await ledger.tell(made(vault, { ...given, batch: RECALLED, codes: codes(300_388, 2) }));
    for (const [number, batch, count] of [
      ["C-1", BATCH, 12],
      ["C-3", STALE, 2],
      ["C-4", SERIALS, 3],
    ] as const) {
      await ledger.tell([shipped(hands(number, batch, count), ledger.nowSec())]);
      await ledger.tell([received(hands(number, batch, count), ledger.nowSec())]);
    }
    await ledger.tell([shipped(hands("C-2", COMING, 4), ledger.nowSec())]);
    await ledger.tell([shipped(hands("C-5", RECALLED, 2), ledger.nowSec())]);
    const recall = { batch: RECALLED, recalledBy: MAKER, recalledAtSec: ledger.nowSec() };
    await ledger.tell([
      { name: "BatchRecalled", ...recall, reasonHash: hashOf("why"), operator: keyOf(MAKER) },
    ]);
    const sell = (number: string, index: number, units = 0) =>
      dispensed({ number, by: PHARMACY, pack: { batch: BATCH, index }, units }, ledger.nowSec());
    await ledger.tell([sell("RX-0", 0), sell("RX-1", 1, 6), sell("RX-2", 2)]);
    await ledger.tell([
      reversed(
        { number: "RET-2", by: PHARMACY, pack: { batch: BATCH, index: 2 } },
        { dispense: "RX-2", state: 3, atSec: ledger.nowSec() },
      ),
    ]);
  });
  afterAll(() => ledger.close());

  it("tells scheme, canonical code, product, and the pack to whoever may see it", async () => {
    expect(await scan(pharmacy, "8300385-0000000000005")).toMatchObject({
      scheme: "cn",
      level: "pack",
      canonical: digits(300_385, 5),
      tracePrefix: "8300385",
      product: { id: 1, name: "阿莫西林胶囊" },
      pack: { batch: BATCH, index: 5 },
      fault: null,
      near: null,
      use: null,
    });
    expect(await scan(pharmacy, `]d201${GTIN}21A1\x1d1728043010L1`)).toMatchObject({
      scheme: "gs1",
      canonical: `(01)${GTIN}(21)A1`,
      lastDay: "2028-04-30",
      batchNumber: "L1",
      pack: { batch: SERIALS, index: 1 },
    });
    expect(await scan(pharmacy, "(00)123456789012345675")).toMatchObject({
      scheme: "sscc",
      level: "case",
      canonical: "(00)123456789012345675",
    });
  });

  it("says of another's pack no more than of one that does not exist", async () => {
    const hidden = await scan(neighbour, digits(300_385, 5));
    const absent = await scan(neighbour, digits(300_385, 9_999));
    expect({ ...hidden, canonical: null, serial: null }).toEqual({
      ...absent,
      canonical: null,
      serial: null,
    });
  });

  it.each<[string, string, string | null]>([
    ["full width", "８３００３８５00000000000 05".replace(" ", ""), digits(300_385, 5)],
    ["a blank", "8300385 0000000000005", digits(300_385, 5)],
    ["Excel", "8.3003850E+19", null],
    ["a barcode", "6900000000007", null],
  ])("names damage and proposes what the form allows: %s", async (_, text, near) => {
    const found = await scan(neighbour, text);
    expect([found.scheme, found.canonical, found.near]).toEqual([null, null, near]);
    expect(found.fault).not.toBeNull();
    expect(found.words?.chinese).toBeTruthy();
  });

  it("proposes what only the ledger can tell to whoever may see it, and to nobody else", async () => {
    const cut = digits(300_385, 5).slice(0, -1);
    // Ten packs share the first nineteen digits, so none of them may be proposed.
    expect(await scan(pharmacy, cut)).toMatchObject({ fault: "digit-lost", near: null });
    const lone = digits(300_385, 11).slice(0, -1);
    expect((await scan(pharmacy, lone)).near).toBeNull();
    const added = `${digits(300_387, 1).slice(0, 10)}7${digits(300_387, 1).slice(10)}`;
    expect(await scan(pharmacy, added)).toMatchObject({ fault: "digit-added", near: digits(300_387, 1) });
    expect(await scan(neighbour, added)).toMatchObject({ fault: "digit-added", near: null });
  });

  it("proposes a serial in the other case, and never takes it for the right one", async () => {
    const shouted = `(01)${GTIN}(21)AyZ`;
    expect(await scan(pharmacy, shouted)).toMatchObject({
      canonical: shouted,
      pack: null,
      fault: "caps-lock",
      near: `(01)${GTIN}(21)aYz`,
    });
    expect(await judged(pharmacy, shouted, "dispense")).toBe("trace-code-unknown");
    expect((await scan(neighbour, shouted)).near).toBeNull();
  });

  it.each<[string, () => [Principal, string, ScanPurpose], string | null]>([
    ["a pack on the shelf", () => [pharmacy, digits(300_385, 5), "dispense"], null],
    ["one that came back whole", () => [pharmacy, digits(300_385, 2), "dispense"], null],
    ["one that was sold", () => [pharmacy, digits(300_385, 0), "dispense"], "pack-already-dispensed"],
    ["one that was opened", () => [pharmacy, digits(300_385, 1), "dispense"], "pack-already-dispensed"],
    [
      "a sold one, to a till that never held it",
      () => [neighbour, digits(300_385, 0), "dispense"],
      "pack-already-dispensed",
    ],
    ["another's shelf", () => [neighbour, digits(300_385, 5), "dispense"], "not-in-custody"],
    ["goods still on their way", () => [pharmacy, digits(300_386, 1), "dispense"], "not-in-custody"],
    ["recalled goods", () => [pharmacy, digits(300_388, 1), "dispense"], "not-in-custody"],
    ["an unknown code", () => [pharmacy, digits(300_385, 9_999), "dispense"], "trace-code-unknown"],
    ["a damaged one", () => [pharmacy, "8300385 0000000000005", "dispense"], "trace-code-malformed"],
    ["a barcode", () => [pharmacy, "6900000000007", "dispense"], "product-barcode-scanned"],
    ["a case", () => [pharmacy, "(00)123456789012345675", "dispense"], "trace-code-malformed"],
    ["by who dispenses nothing", () => [maker, digits(300_385, 5), "dispense"], "role-not-permitted"],
    ["by a bureau", () => [bureau, digits(300_385, 5), "dispense"], "role-not-permitted"],
    ["goods on their way here", () => [pharmacy, digits(300_386, 1), "receive"], null],
    ["goods that were received", () => [pharmacy, digits(300_385, 5), "receive"], "run-not-of-consignment"],
    ["goods on their way to another", () => [neighbour, digits(300_386, 1), "receive"], "not-found"],
    ["goods that nobody made", () => [neighbour, digits(300_386, 999), "receive"], "not-found"],
    ["recalled goods at a dock", () => [pharmacy, digits(300_388, 1), "receive"], "batch-only-goes-back"],
    ["an unlabelled case", () => [pharmacy, "(00)123456789012345675", "receive"], "case-code-unknown"],
    ["a pack sold here", () => [pharmacy, digits(300_385, 0), "return"], null],
    ["units sold here", () => [pharmacy, digits(300_385, 1), "return"], null],
    ["a pack that came back", () => [pharmacy, digits(300_385, 2), "return"], "dispense-not-in-state"],
    ["a pack never sold", () => [pharmacy, digits(300_385, 5), "return"], "return-line-wrong"],
    ["a pack sold elsewhere", () => [neighbour, digits(300_385, 0), "return"], "not-found"],
    ["a pack that nobody made", () => [neighbour, digits(300_385, 999), "return"], "not-found"],
  ])("for its purpose: %s", async (_, asked, failure) => {
    expect(await judged(...asked())).toBe(failure);
  });

  it("judges at the time that was named: expiry, and the days within which packs come back", async () => {
    const day = 86_400;
    const last = START_SEC + day;
    expect(await judged(pharmacy, digits(300_387, 1), "dispense", last - 1)).toBeNull();
    expect(await judged(pharmacy, digits(300_387, 1), "dispense", last)).toBe("batch-expired");
    const sold = digits(300_385, 0);
    expect(await judged(pharmacy, sold, "return", ledger.nowSec() + 11 * day)).toBe("return-too-late");
  });

  it("tells goods on their way what to do first, and an opened pack that units may still go", async () => {
    const coming = await scan(pharmacy, digits(300_386, 1), "dispense");
    expect(coming.use?.facts).toMatchObject({ isInTransitToYou: true });
    expect(coming.use?.fix?.chinese).toContain("确认收货");
    const opened = await scan(pharmacy, digits(300_385, 1), "dispense");
    expect(opened.use?.fix?.chinese).toContain("拆零");
  });

  it("of a labelled case tells its packs to whoever may see them, and takes it over as a whole", async () => {
    const code = "sscc:123456789012345675";
    const labelsHash = hashOf("labels");
    const label = { code, level: 3, from: 0, to: 4 } as const;
    await ledger.records.putLabels({ hash: labelsHash, batch: COMING, cases: [label] });
    expect((await scan(pharmacy, "(00)123456789012345675")).contents).toBeNull();
    await ledger.tell([{ name: "LabelsAttached", batch: COMING, labelsHash, operator: keyOf(MAKER) }]);
    const found = await scan(pharmacy, "(00)123456789012345675", "receive");
    expect(found).toMatchObject({
      level: "case",
      contents: { batch: COMING, from: 0, to: 4, level: 3 },
      use: { isUsable: true },
    });
    expect((await scan(neighbour, "(00)123456789012345675")).contents).toBeNull();
    expect(await judged(neighbour, "(00)123456789012345675", "receive")).toBe("case-code-unknown");
  });

  it("answers many at once, in their order", async () => {
    const texts = Array.from({ length: 200 }, (_, nth) => digits(300_385, nth));
    const { scans } = await ledger.answers.scans(pharmacy, {
      scans: texts,
      purpose: "dispense",
      atSec: null,
    });
    expect(scans.map(({ canonical }) => canonical)).toEqual(texts);
    expect(scans.filter(({ use }) => use?.isUsable === true)).toHaveLength(10);
  });
});
