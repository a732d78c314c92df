import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NhsaAnswer } from "../../../server/flows/nhsa/compose-answer.ts";
import { messageOf } from "../../domain/support/nhsa-messages.ts";
import {
  code,
  type Desk,
  GOOD,
  notTaken,
  openDesk,
  refused,
  SPLIT_CODES,
  UNKNOWN_CODE,
  verdict,
} from "../support/nhsa-desk.ts";

describe("an NHSA sale", () => {
  let desk: Desk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  describe("3505", () => {
    it("is a dispense under the receipt's number, answered in the platform's words", async () => {
      const top = desk.head();
      const answer = await desk.sell([code(0), code(1)], { rtal_docno: "A-1" }, top);
      expect(answer).toMatchObject({
        infcode: "0",
        inf_refmsgid: top["msgid"],
        err_msg: "",
        warn_msg: null,
        cainfo: null,
        signtype: null,
        output: { result: { retRslt: "1", msgRslt: "受理成功" } },
        caretrail: null,
      });
      expect(answer.refmsg_time).toMatch(/^20[0-9]{12}$/);
      const [row, ...others] = await desk.rowsOf("A-1");
      expect(others).toStrictEqual([]);
      expect(row?.identification).toBe("card");
      expect(row?.lines.map(({ units, priceFen }) => [units, priceFen])).toStrictEqual([
        [0, 1_850n],
        [0, 1_850n],
      ]);
    });

    it("of the same receipt is the next dispense, even when both come at once", async () => {
      const answers = await Promise.all([3, 4, 5].map((at) => desk.sell([code(at)], { rtal_docno: "A-2" })));
      expect(answers.map(verdict)).toStrictEqual([GOOD, GOOD, GOOD]);
      expect(await desk.rowsOf("A-2")).toHaveLength(3);
      expect(desk.ports.pending.size).toBe(0);
    });

    it("again under its msgid has the same answer and no second effect", async () => {
      const text = messageOf("3505", desk.saleOf([code(6)], { rtal_docno: "A-3" }), desk.head());
      const answers = [
        await desk.send("3505", text),
        await desk.send("3505", text),
        await desk.send("3505", ` ${text}\n`),
      ];
      expect(answers.map(verdict)).toStrictEqual([GOOD, GOOD, GOOD]);
      expect(await desk.rowsOf("A-3")).toHaveLength(1);
    });

    it("with another body under its msgid is refused", async () => {
      const top = desk.head();
      expect(verdict(await desk.sell([code(7)], { rtal_docno: "A-4" }, top))).toStrictEqual(GOOD);
      for (const change of [{ memo: "another" }, { finl_trns_pric: "18.4" }]) {
        expect(verdict(await desk.sell([code(7)], { rtal_docno: "A-4", ...change }, top))).toStrictEqual(
          refused("idempotency-body-differs"),
        );
      }
    });

    it("again under another msgid is answered like the first time, with a warning", async () => {
      const change = { rtal_docno: "A-5", sel_retn_time: desk.local() };
      expect(verdict(await desk.sell([code(8), code(9)], change))).toStrictEqual(GOOD);
      expect(verdict(await desk.sell([code(9), code(8)], change))).toStrictEqual([...GOOD, "warned"]);
      expect(await desk.rowsOf("A-5")).toHaveLength(1);
    });

    it("of the same packs at another amount, or on another receipt, is refused", async () => {
      expect(
        verdict(await desk.sell([code(8), code(9)], { rtal_docno: "A-5", finl_trns_pric: "1" })),
      ).toStrictEqual(refused("pack-already-dispensed"));
      expect(verdict(await desk.sell([code(8)], { rtal_docno: "A-6" }))).toStrictEqual(
        refused("pack-already-dispensed"),
      );
    });

    it("shares an amount among its packs to the fen", async () => {
      await desk.sell([code(10), code(11), code(12)], { rtal_docno: "A-7", finl_trns_pric: "3.336667" });
      const [row] = await desk.rowsOf("A-7");
      expect(row?.lines.map(({ priceFen }) => priceFen)).toStrictEqual([334n, 334n, 333n]);
    });

    it("of units opens one pack, as often as it has units", async () => {
      const [pack = ""] = SPLIT_CODES;
      const units = (receipt: string, count: string): Promise<NhsaAnswer> =>
        desk.sell([pack], {
          rtal_docno: receipt,
          trdn_flag: "1",
          sel_retn_cnt: count,
          finl_trns_pric: "0.859",
          fixmedins_hilist_id: "SKU-000124",
        });
      expect(verdict(await units("A-8", "20"))).toStrictEqual(GOOD);
      expect(verdict(await units("A-9", "4"))).toStrictEqual(GOOD);
      expect(verdict(await units("A-10", "1"))).toStrictEqual(refused("units-exceed-pack"));
      const [row] = await desk.rowsOf("A-8");
      expect(row?.lines).toMatchObject([{ units: 20, priceFen: 1_718n }]);
    });

    it("to nobody who was named is a self-pay sale", async () => {
      const cash = { mdtrt_setl_type: "2", setl_id: "", psn_no: "", certno: "", rtal_docno: "A-11" };
      expect(verdict(await desk.sell([code(13)], cash))).toStrictEqual(GOOD);
      expect((await desk.rowsOf("A-11"))[0]?.identification).toBe("none");
    });

    it.each([
      ["a code that nobody made", () => [UNKNOWN_CODE], {}, "trace-code-unknown"],
      ["no trace code", () => ["hello"], {}, "trace-code-malformed"],
      ["the product's barcode", () => ["6901234567892"], {}, "product-barcode-scanned"],
      ["one code twice", () => [code(14), code(14)], {}, "trace-code-repeated"],
      ["a pack that is elsewhere", () => [code(50)], {}, "not-in-custody"],
      ["an unmapped number", () => [code(14)], { fixmedins_hilist_id: "SKU-9" }, "sku-unmapped"],
      [
        "another product's number",
        () => [code(14)],
        { fixmedins_hilist_id: "SKU-000124" },
        "sku-of-other-product",
      ],
      ["units where packs are sold whole", () => [code(14)], { trdn_flag: "1" }, "split-not-allowed"],
    ])("with %s is refused, and nothing happened", async (_, codes, change, failure) => {
      const answer = await desk.sell(codes(), { rtal_docno: "A-12", ...change });
      expect(verdict(answer)).toStrictEqual(refused(failure));
      expect(answer.output?.result.msgRslt).toContain(failure);
      expect(await desk.rowsOf("A-12")).toStrictEqual([]);
      expect(desk.ports.pending.size).toBe(0);
    });

    it("from the future is refused", async () => {
      const later = desk.local(desk.whole.nowSec() + 3_600);
      expect(verdict(await desk.sell([code(14)], { sel_retn_time: later }))).toStrictEqual(
        refused("occurred-in-future"),
      );
    });

    it("that the block does not answer in time is under way, not refused", async () => {
      const text = messageOf("3505", desk.saleOf([code(15)], { rtal_docno: "A-13" }), desk.head());
      const early = await desk.send("3505", text, { waitMs: 0 });
      expect([notTaken("idempotency-in-flight"), GOOD]).toContainEqual(verdict(early));
      expect(verdict(await desk.send("3505", text))).toStrictEqual(GOOD);
      expect(await desk.rowsOf("A-13")).toHaveLength(1);
    });
  });
});
