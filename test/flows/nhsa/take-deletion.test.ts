import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NhsaAnswer } from "../../../server/flows/nhsa/compose-answer.ts";
import { type Fields, messageOf } from "../../domain/support/nhsa-messages.ts";
import { code, type Desk, GOOD, openDesk, refused, verdict } from "../support/nhsa-desk.ts";

describe("an NHSA deletion", () => {
  let desk: Desk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  describe("3507", () => {
    const remove = (change: Fields): Promise<NhsaAnswer> =>
      desk.send("3507", messageOf("3507", change, desk.head()));

    it("of a sale takes it back as a whole", async () => {
      await desk.sell([code(25), code(26)], { rtal_docno: "D-1", fixmedins_bchno: "STOCK-1" });
      expect(verdict(await remove({ fixmedins_bchno: "STOCK-1" }))).toStrictEqual(GOOD);
      expect(verdict(await remove({ fixmedins_bchno: "STOCK-1" }))).toStrictEqual(
        refused("deletion-not-possible"),
      );
      expect(verdict(await desk.sell([code(25)], { rtal_docno: "D-2" }))).toStrictEqual(GOOD);
    });

    it("that could mean several sales, or none, is refused", async () => {
      await desk.sell([code(27)], { rtal_docno: "D-3", fixmedins_bchno: "STOCK-2" });
      await desk.sell([code(28)], { rtal_docno: "D-4", fixmedins_bchno: "STOCK-2" });
      expect(verdict(await remove({ fixmedins_bchno: "STOCK-2" }))).toStrictEqual(refused("sale-ambiguous"));
      expect(verdict(await remove({ fixmedins_bchno: "STOCK-9" }))).toStrictEqual(refused("sale-unknown"));
    });

    it.each(["1", "2", "3"])("of a record of kind %s names the shortest legal way", async (inv_data_type) => {
      const answer = await remove({ inv_data_type });
      expect(verdict(answer)).toStrictEqual(refused("deletion-not-possible"));
      expect(answer.output?.result.msgRslt).toContain("shortestWay");
    });
  });
});
