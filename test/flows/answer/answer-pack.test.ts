import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchId, Hex32 } from "../../../server/domain/ids.ts";
import type { PackStory } from "../../../server/domain/pack-story.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { takeDispense } from "../../../server/flows/take/take-dispense.ts";
import {
  codesOf,
  dispenseOf,
  HUZHOU,
  refusalOf,
  startWholeLedger,
  type WholeLedger,
  WUHAN,
} from "../support/whole-ledger.ts";

const PREFIX = "8300390";
const CODES = codesOf(PREFIX, 20);
const SOLD = CODES[0] ?? "";
const SHELVED = CODES[5] ?? "";
const UNKNOWN = codesOf(PREFIX, 1, 99_999)[0] ?? "";

describe("the story of a pack", () => {
  let whole: WholeLedger;
  let maker: Principal;
  let rival: Principal;
  let wholesaler: Principal;
  let pharmacy: Principal;
  let neighbour: Principal;
  let bureau: Principal;
  let otherBureau: Principal;
  let auditor: Principal;
  let batch: BatchId;
  let consignments: readonly Hex32[];
  let dispense: Hex32;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    whole = await startWholeLedger((stop) => stops.unshift(stop));
    bureau = await whole.member("bureau", HUZHOU, "330500000001");
    otherBureau = await whole.member("bureau", WUHAN, "420100000001");
    auditor = await whole.member("auditor", 0, "A00000000001");
    maker = await whole.member("maker", HUZHOU, "M33050300501");
    rival = await whole.member("maker", WUHAN, "M42010300501");
    wholesaler = await whole.member("wholesaler", HUZHOU, "W33050300601");
    pharmacy = await whole.member("pharmacy", HUZHOU, "P33050300201");
    neighbour = await whole.member("pharmacy", HUZHOU, "P33050300202");
    const product = await whole.product(maker, { prefix: PREFIX });
    batch = await whole.batch(maker, { product, number: "B1", codes: CODES });
    const first = await whole.hand(maker, wholesaler, CODES);
    consignments = [first, await whole.hand(wholesaler, pharmacy, CODES)];
    dispense = dispenseOf(await whole.settle(sell(pharmacy, "RX-1")));
    await refusalOf(sell(neighbour, "RX-2"));
    await refusalOf(sell(pharmacy, "RX-3"));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const sell = (principal: Principal, documentNumber: string, code = SOLD) =>
    takeDispense(whole.take, {
      principal,
      request: {
        documentNumber,
        till: "1",
        dispensedAtSec: whole.nowSec(),
        person: { scheme: "resident-id", value: "11010519491231002X" },
        identification: "card",
        prescription: null,
        lines: [{ code, units: null, priceFen: "12800" }],
      },
      idempotencyKey: null,
    });
  const storyFor = (principal: Principal, code = SOLD): Promise<PackStory> =>
    whole.answers.pack(principal, code);

  it("goes from maker to person in order, with both signatures of every change of hands", async () => {
    const story = await storyFor(auditor);
    expect(story.lines.map(({ step }) => step)).toEqual([
      "made",
      "shipped",
      "received",
      "shipped",
      "received",
      "dispensed",
      "refused",
      "refused",
    ]);
    const blocks = story.lines.flatMap(({ block }) => block ?? []);
    expect(blocks).toEqual([...blocks].sort((a, b) => a - b));
    expect(story.custody.map(({ consignment }) => consignment)).toEqual(consignments);
    for (const { shipped, received } of story.custody) {
      expect(shipped.operator).toMatch(/^0x[0-9a-f]{40}$/);
      expect(received?.operator).toMatch(/^0x[0-9a-f]{40}$/);
      expect(received?.operator).not.toBe(shipped.operator);
    }
    expect(story.batch.lastDay).toBe("2028-10-31");
    expect([story.isGone, story.unitsLeft, story.unitsPerPack]).toEqual([true, 0, 24]);
    expect(story.code).toBe(SOLD);
  });

  it("is told in Chinese and in English", async () => {
    const { lines } = await storyFor(auditor);
    expect(lines[0]?.chinese).toContain("有效期至 2028-10-31");
    expect(lines[5]?.chinese).toContain("发药，整盒");
    expect(lines[6]?.chinese).toContain("该包装已发药");
    for (const line of lines) expect(line.english).not.toMatch(/undefined|null|NaN/);
  });

  it("is found by any accepted form of its code", async () => {
    const label = `${SOLD.slice(0, 7)}-${SOLD.slice(7)}`;
    expect((await storyFor(pharmacy, label)).pack).toEqual({ batch, index: 0 });
    expect((await refusalOf(storyFor(pharmacy, "8.3003902E+19"))).code).toBe("trace-code-malformed");
    expect((await refusalOf(storyFor(pharmacy, "6900000000007"))).code).toBe("product-barcode-scanned");
  });

  it("shows a dispense and its price to the dispenser and its watchers, to partners neither", async () => {
    const priceFor = async (principal: Principal): Promise<bigint | null | undefined> =>
      (await storyFor(principal)).dispenses[0]?.priceFen;
    expect(await priceFor(pharmacy)).toBe(12_800n);
    expect(await priceFor(bureau)).toBe(12_800n);
    expect(await priceFor(auditor)).toBe(12_800n);
    for (const partner of [maker, wholesaler]) {
      const { dispenses, isGone, unitsLeft, holder, lines } = await storyFor(partner);
      expect([dispenses, isGone, unitsLeft, holder]).toEqual([[], null, null, null]);
      expect(lines.map(({ step }) => step)).not.toContain("dispensed");
    }
  });

  it("shows refused attempts to who made them and who watches over them", async () => {
    const refusedFor = async (principal: Principal): Promise<string[]> =>
      (await storyFor(principal)).refusals.map(({ institution, code }) => `${institution.code} ${code}`);
    const own = "P33050300201 pack-already-dispensed";
    const others = "P33050300202 pack-already-dispensed";
    expect(await refusedFor(pharmacy)).toEqual([own]);
    expect((await refusedFor(bureau)).sort()).toEqual([own, others]);
    expect(await refusedFor(maker)).toEqual([]);
  });

  it("exists for nobody else, and says so in the words for what is not there", async () => {
    for (const stranger of [neighbour, rival, otherBureau]) {
      const hidden = await refusalOf(storyFor(stranger));
      const absent = await refusalOf(storyFor(stranger, UNKNOWN));
      expect(hidden.code).toBe("not-found");
      expect(absent).toEqual({ code: hidden.code, facts: { pack: UNKNOWN } });
      expect(hidden.facts).toEqual({ pack: SOLD });
    }
    expect((await refusalOf(storyFor(auditor, UNKNOWN))).code).toBe("trace-code-unknown");
  });

  it("of a pack on the shelf says where it is", async () => {
    const story = await storyFor(pharmacy, SHELVED);
    expect(story.holder?.institution.code).toBe("P33050300201");
    expect([story.holder?.state, story.unitsLeft, story.dispenses]).toEqual(["held", 24, []]);
  });

  it("keeps the first manifest's pack when another maker names the same code", async () => {
    const product = await whole.product(rival, { prefix: "8300391" });
    const copied = codesOf("8300391", 2);
    const [code = ""] = copied;
    await whole.batch(rival, { product, number: "R1", codes: copied });
    const told = await whole.answers.pack(rival, code);
    expect(told.contestedBy).toEqual([]);
    // A product admits only its own prefix, so the same code a second time is a second batch of it.
    const second = await whole.batch(rival, { product, number: "R2", codes: [...copied].reverse() });
    const contested = await whole.answers.pack(auditor, code);
    expect(contested.pack.index).toBe(0);
    expect(contested.contestedBy).toMatchObject([{ batch: second, index: 1 }]);
    expect(contested.lines.map(({ step }) => step)).toContain("contested");

    await whole.hand(rival, neighbour, [code]);
    await whole.hand(rival, pharmacy, [code]);
    const copy = await refusalOf(sell(pharmacy, "RX-COPY", code));
    expect(copy).toMatchObject({ code: "pack-contested", facts: { pack: code, first: { index: 0 } } });
    expect(copy.facts["first"]).toEqual(contested.pack);
    expect((await whole.settle(sell(neighbour, "RX-FIRST", code))).state).toBe("mined");
    expect((await refusalOf(sell(pharmacy, "RX-COPY-2", code))).code).toBe("pack-contested");
  });

  describe("lists", () => {
    const page = { limit: 10, after: null };

    it("hold one's own rows, a bureau's region, everything for the country's auditor", async () => {
      const countFor = async (principal: Principal): Promise<number> =>
        (await whole.answers.dispenses(principal, page)).rows.length;
      expect(
        await Promise.all([pharmacy, bureau, auditor, neighbour, otherBureau, maker].map(countFor)),
      ).toEqual([1, 2, 2, 1, 0, 0]);
      const sent = await whole.answers.consignments(wholesaler, "sender", page);
      expect(sent.rows.map(({ id }) => id)).toEqual([consignments[1]]);
      const taken = await whole.answers.consignments(wholesaler, "receiver", page);
      expect(taken.rows.map(({ id }) => id)).toEqual([consignments[0]]);
      expect((await whole.answers.batches(pharmacy, page)).rows).toEqual([]);
      expect((await whole.answers.batches(maker, page)).rows.map(({ id }) => id)).toEqual([batch]);
    });

    it("go on page by page across institutions, each row once", async () => {
      const ids: string[] = [];
      let after: string | null = null;
      do {
        const found: Awaited<ReturnType<typeof whole.answers.batches>> = await whole.answers.batches(
          auditor,
          {
            limit: 1,
            after,
          },
        );
        ids.push(...found.rows.map(({ id }) => id));
        after = found.next;
      } while (after !== null);
      const atOnce = (await whole.answers.batches(auditor, page)).rows.map(({ id }) => id);
      expect(ids).toEqual(atOnce);
      expect(ids).toHaveLength(3);
      const wrong = refusalOf(whole.answers.batches(auditor, { limit: 1, after: "zz" }));
      expect((await wrong).code).toBe("malformed-request");
    });

    it("tell every member the catalogue and each other, but keys only to whom they belong", async () => {
      expect((await whole.answers.products(pharmacy, page)).rows).toHaveLength(2);
      const ofMaker = (principal: Principal) => whole.answers.institution(principal, maker.institution);
      expect((await ofMaker(pharmacy)).operators).toBeNull();
      expect((await ofMaker(pharmacy)).adminKey).toBeNull();
      expect((await ofMaker(maker)).operators).toHaveLength(1);
      expect((await ofMaker(bureau)).operators).toHaveLength(1);
      expect((await ofMaker(otherBureau)).operators).toBeNull();
      expect((await refusalOf(whole.answers.institution(maker, 999))).code).toBe("not-found");
    });
  });

  it("a document, a batch and a command exist for their owner and who watches over it", async () => {
    const code = async (asked: Promise<unknown>): Promise<string> => (await refusalOf(asked)).code;
    expect((await whole.answers.dispense(bureau, dispense)).document).toBeNull();
    expect((await whole.answers.dispense(bureau, dispense)).lines[0]?.code).toBeNull();
    expect(await code(whole.answers.dispense(maker, dispense))).toBe("not-found");
    expect(await code(whole.answers.batch(pharmacy, batch))).toBe("not-found");
    const { rows } = await whole.store.commandsOf(pharmacy.institution, { limit: 1, after: null });
    const id = rows[0]?.id ?? "";
    expect((await whole.answers.command(pharmacy, id)).state).toBe("mined");
    expect(await code(whole.answers.command(neighbour, id))).toBe("not-found");
    expect(await code(whole.answers.command(pharmacy, "none"))).toBe("not-found");
  });
});
