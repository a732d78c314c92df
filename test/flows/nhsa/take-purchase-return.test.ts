import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NhsaAnswer } from "../../../server/flows/nhsa/compose-answer.ts";
import { type Fields, messageOf, traced } from "../../domain/support/nhsa-messages.ts";
import { code, type Desk, GOOD, MAKER, notTaken, openDesk, refused, verdict } from "../support/nhsa-desk.ts";

describe("NHSA purchases that go back", () => {
  let desk: Desk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  describe("3504", () => {
    const back = (codes: readonly string[], change: Fields): Promise<NhsaAnswer> => {
      const counted = { purc_retn_cnt: String(codes.length), purc_retn_stoin_time: desk.local() };
      return desk.send("3504", messageOf("3504", { ...traced(codes), ...counted, ...change }, desk.head()));
    };
    const holderOf = async (pack: string): Promise<unknown> => {
      const [[ref] = []] = await desk.whole.take.reader.view((view) =>
        view.packsByKeys([desk.whole.vault.packKey(`cn:${pack}`, 1)]),
      );
      if (ref === undefined) throw new Error("no such pack");
      const parcel = await desk.whole.take.reader.view((view) => view.parcelAt(ref));
      return [parcel?.state, parcel?.counterparty];
    };

    it("ships packs back to whom they came from", async () => {
      expect(verdict(await back([code(30)], { spler_name: `机构${MAKER}` }))).toStrictEqual(GOOD);
      expect(await holderOf(code(30))).toStrictEqual(["in-transit", desk.maker.institution]);
      expect(verdict(await back([code(31)], { spler_name: "", spler_pmtno: MAKER }))).toStrictEqual(
        notTaken("malformed-request"),
      );
      expect(verdict(await back([code(31)], { spler_name: "x", spler_pmtno: MAKER }))).toStrictEqual(GOOD);
    });

    it("ships nothing to somebody who did not send it", async () => {
      expect(verdict(await back([code(32)], { spler_name: "别的公司" }))).toStrictEqual(
        refused("supplier-unknown"),
      );
      expect(await holderOf(code(32))).toStrictEqual(["held", 0]);
    });
  });
});
