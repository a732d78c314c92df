import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NhsaAnswer } from "../../../server/flows/nhsa/compose-answer.ts";
import { type Fields, messageOf, traced } from "../../domain/support/nhsa-messages.ts";
import {
  code,
  type Desk,
  GOOD,
  OTHER,
  openDesk,
  refused,
  UNKNOWN_CODE,
  verdict,
} from "../support/nhsa-desk.ts";

describe("an NHSA return", () => {
  let desk: Desk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const giveBack = (codes: readonly string[], receipt: string, change: Fields = {}): Promise<NhsaAnswer> => {
    const line = { ...traced(codes), sel_retn_cnt: String(codes.length), sel_retn_time: desk.local() };
    return desk.send(
      "3506",
      messageOf("3506", { ...line, medins_prod_sel_no: receipt, ...change }, desk.head()),
    );
  };

  describe("3506", () => {
    it("takes packs back into the sale they came from", async () => {
      await desk.sell([code(18), code(19)], { rtal_docno: "C-1" });
      expect(verdict(await giveBack([code(18)], "C-1"))).toStrictEqual(GOOD);
      expect(verdict(await desk.sell([code(18)], { rtal_docno: "C-2" }))).toStrictEqual(GOOD);
      expect(verdict(await giveBack([code(19)], "C-1"))).toStrictEqual(GOOD);
    });

    it("gives back what the pack was sold at, where the shares of a line differ by a fen", async () => {
      await desk.sell([code(20), code(21)], { rtal_docno: "C-3", finl_trns_pric: "3.335" });
      expect(verdict(await giveBack([code(21)], "C-3", { finl_trns_pric: "3.335" }))).toStrictEqual(GOOD);
      const [row] = await desk.rowsOf("C-3");
      const aftermath = await desk.whole.take.reader.view((view) => view.aftermathOf(row?.id ?? "0x"));
      expect(aftermath.reversals.flatMap(({ lines }) => lines.map(({ priceFen }) => priceFen))).toStrictEqual(
        [333n],
      );
    });

    it("finds the line of a receipt that has many", async () => {
      await desk.sell([code(22)], { rtal_docno: "C-4" });
      await desk.sell([code(23)], { rtal_docno: "C-4" });
      expect(verdict(await giveBack([code(23)], "C-4"))).toStrictEqual(GOOD);
      expect(verdict(await giveBack([code(23)], "C-4"))).toStrictEqual(refused("dispense-not-in-state"));
      expect(verdict(await giveBack([code(22)], "C-4"))).toStrictEqual(GOOD);
    });

    it.each([
      ["of a pack that was never sold", () => [code(24)], "C-1", "sale-unknown"],
      ["with another receipt's number", () => [code(0)], "C-1", "sale-unknown"],
      ["of packs from two sales", () => [code(0), code(3)], "A-1", "sale-unknown"],
      ["of a code that nobody made", () => [UNKNOWN_CODE], "A-1", "trace-code-unknown"],
    ])("%s is refused", async (_, codes, receipt, failure) => {
      expect(verdict(await giveBack(codes(), receipt))).toStrictEqual(refused(failure));
    });

    it("in the older form without codes is refused by name", async () => {
      const answer = await giveBack([code(0)], "A-1", { drugtracinfo: undefined });
      expect(verdict(answer)).toStrictEqual(refused("trace-codes-missing"));
    });

    it("of another institution's sale finds none", async () => {
      const top = desk.head({ fixmedins_code: OTHER });
      const line = { ...traced([code(0)]), medins_prod_sel_no: "A-1", sel_retn_time: desk.local() };
      const answer = await desk.send("3506", messageOf("3506", line, top), { principal: desk.other });
      expect(verdict(answer)).toStrictEqual(refused("sale-unknown"));
      expect(answer.caretrail?.facts).toMatchObject({ isSoldHere: false });
    });
  });
});
