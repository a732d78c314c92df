import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchId } from "../../../server/domain/ids.ts";
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
  shipped,
  type ToldLedger,
} from "../support/told-ledger.ts";

const HUZHOU = 330_500;
const [BUREAU, MAKER, PHARMACY] = [1, 3, 5];
const BATCH: BatchId = "0x00000000000000a1";
const codeOf = (nth: number): string => `8300385${String(nth).padStart(13, "0")}`;
const CODES = Array.from({ length: 4 }, (_, nth) => `cn:${codeOf(nth)}`);

describe("what somebody may ask who only holds the box", () => {
  let ledger: ToldLedger;
  const check = (code: string, receiptToken: string | null = null) =>
    ledger.answers.check({ code, receiptToken });
  const tokenOf = (number: string): string => ledger.vault.receiptToken(hashOf(number));

  beforeAll(async () => {
    ledger = await openToldLedger();
    const hands = { number: "C-1", from: MAKER, to: PHARMACY, run: { batch: BATCH, from: 0, to: 4 } };
    await ledger.tell([
      ...registered(BUREAU, "bureau", HUZHOU),
      ...registered(MAKER, "maker", HUZHOU),
      ...registered(PHARMACY, "pharmacy", HUZHOU),
      admitted(1, MAKER, [{ scheme: 2, value: "8300385" }]),
    ]);
    await ledger.tell(made(ledger.vault, { batch: BATCH, product: 1, maker: MAKER, codes: CODES }));
    await ledger.tell([shipped(hands, ledger.nowSec())]);
    await ledger.tell([received(hands, ledger.nowSec())]);
    const sell = (number: string, index: number, units = 0) =>
      dispensed({ number, by: PHARMACY, pack: { batch: BATCH, index }, units }, ledger.nowSec());
    await ledger.tell([sell("RX-0", 0), sell("RX-1", 1), sell("RX-2", 2, 6), sell("RX-3", 2, 4)]);
  });
  afterAll(() => ledger.close());

  it("the receipt's own token tells that it handed the pack over, when and where", async () => {
    expect(await check(codeOf(0), tokenOf("RX-0"))).toMatchObject({
      isKnown: true,
      product: { name: "阿莫西林胶囊" },
      batchNumber: "B-a1",
      isReceiptOfPack: true,
      receipt: { provenance: "maker", institution: "pharmacy 5", units: 0, isReversed: false },
    });
  });

  it("the token is taken as somebody types it", async () => {
    const typed = tokenOf("RX-0")
      .toLowerCase()
      .replaceAll("-", " ")
      .replaceAll("0", "o")
      .replaceAll("1", "l");
    expect((await check(codeOf(0), typed)).isReceiptOfPack).toBe(true);
  });

  it("a wrong token tells what is printed on the box, whether it was recalled, and no more", async () => {
    const sold = await check(codeOf(0), tokenOf("RX-1"));
    const without = await check(codeOf(0));
    const onShelf = await check(codeOf(3), tokenOf("RX-0"));
    expect(sold).toEqual(without);
    expect({ ...onShelf, code: "" }).toEqual({ ...sold, code: "" });
    expect(Object.keys(sold).sort()).toEqual([
      "asOf",
      "batchNumber",
      "code",
      "isExpired",
      "isKnown",
      "isRecalled",
      "isReceiptOfPack",
      "lastDay",
      "product",
      "receipt",
      "words",
    ]);
    expect(sold.receipt).toBeNull();
    expect(JSON.stringify(sold)).not.toContain("pharmacy");
  });

  it("of two receipts for units of one pack each tells its own", async () => {
    expect((await check(codeOf(2), tokenOf("RX-2"))).receipt?.units).toBe(6);
    expect((await check(codeOf(2), tokenOf("RX-3"))).receipt?.units).toBe(4);
  });

  it("an unknown code is said to be unknown, and a barcode named as that", async () => {
    expect(await check(codeOf(999))).toMatchObject({ isKnown: false, product: null, receipt: null });
    await expect(check("6900000000007")).rejects.toMatchObject({ code: "product-barcode-scanned" });
    await expect(check("8.3003850E+19")).rejects.toMatchObject({ code: "trace-code-malformed" });
  });

  it("a return and a recall are told", async () => {
    await ledger.tell([
      reversed(
        { number: "RET-1", by: PHARMACY, pack: { batch: BATCH, index: 1 } },
        { dispense: "RX-1", state: 3, atSec: ledger.nowSec() },
      ),
    ]);
    expect((await check(codeOf(1), tokenOf("RX-1"))).receipt?.isReversed).toBe(true);
    const recall = { batch: BATCH, recalledBy: MAKER, recalledAtSec: ledger.nowSec() };
    await ledger.tell([
      { name: "BatchRecalled", ...recall, reasonHash: hashOf("w"), operator: keyOf(MAKER) },
    ]);
    const recalled = await check(codeOf(3));
    expect(recalled.isRecalled).toBe(true);
    expect(recalled.words.chinese).toContain("召回");
  });
});
