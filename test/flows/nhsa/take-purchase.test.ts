import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NhsaAnswer } from "../../../server/flows/nhsa/compose-answer.ts";
import { takeShipment } from "../../../server/flows/take/take-shipment.ts";
import { type Fields, messageOf, traced } from "../../domain/support/nhsa-messages.ts";
import { code, type Desk, GOOD, MAKER, openDesk, refused, verdict } from "../support/nhsa-desk.ts";

describe("NHSA purchases", () => {
  let desk: Desk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  let nth = 0;
  describe("3503", () => {
    const shipped = async (codes: readonly string[]): Promise<void> => {
      nth += 1;
      const lines = [{ codes, unitPriceFen: null, invoiceNumber: null }];
      const note = {
        documentNumber: `SH-${nth}`,
        receiver: desk.pharmacy.institution,
        shippedAtSec: desk.whole.nowSec(),
        lines,
      };
      await desk.whole.settle(
        takeShipment(desk.whole.take, { principal: desk.maker, request: note, idempotencyKey: null }),
      );
    };
    const arrive = (codes: readonly string[], change: Fields = {}): Promise<NhsaAnswer> => {
      const counted = {
        purc_retn_cnt: String(codes.length),
        purc_retn_stoin_time: desk.local(),
        spler_name: `机构${MAKER}`,
      };
      return desk.send("3503", messageOf("3503", { ...traced(codes), ...counted, ...change }, desk.head()));
    };

    it("receives what was shipped, and is told what is here already", async () => {
      await shipped([code(40), code(41)]);
      expect(verdict(await arrive([code(40)]))).toStrictEqual(GOOD);
      expect(verdict(await arrive([code(41)], { spler_name: "别的公司" }))).toStrictEqual([
        ...GOOD,
        "warned",
      ]);
      expect(verdict(await arrive([code(40), code(41)]))).toStrictEqual([...GOOD, "warned"]);
    });

    it("again under its msgid is answered as before", async () => {
      await shipped([code(42)]);
      const line = {
        ...traced([code(42)]),
        purc_retn_cnt: "1",
        purc_retn_stoin_time: desk.local(),
        spler_name: `机构${MAKER}`,
      };
      const text = messageOf("3503", line, desk.head());
      expect(verdict(await desk.send("3503", text))).toStrictEqual(GOOD);
      expect(verdict(await desk.send("3503", text))).toStrictEqual(GOOD);
    });

    it("of packs that nobody shipped here is refused", async () => {
      expect(verdict(await arrive([code(50)]))).toStrictEqual(refused("purchase-not-shipped"));
      expect(verdict(await arrive([code(24), code(50)]))).toStrictEqual(refused("purchase-not-shipped"));
    });

    it("of packs that came in two consignments is refused, and nothing is received", async () => {
      await shipped([code(43)]);
      await shipped([code(44)]);
      expect(verdict(await arrive([code(43), code(44)]))).toStrictEqual(refused("purchase-not-shipped"));
      expect(verdict(await arrive([code(43)]))).toStrictEqual(GOOD);
    });
  });
});
