import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NhsaAnswer } from "../../../server/flows/nhsa/compose-answer.ts";
import { type Fields, messageOf, traced } from "../../domain/support/nhsa-messages.ts";
import { code, type Desk, GOOD, openDesk, PREFIX, refused, verdict } from "../support/nhsa-desk.ts";
import { codesOf } from "../support/whole-ledger.ts";

describe("NHSA stock", () => {
  let desk: Desk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const DECLARED = codesOf(PREFIX, 6, 5_000);

  describe("3502", () => {
    const change = (codes: readonly string[], fields: Fields): Promise<NhsaAnswer> =>
      desk.send(
        "3502",
        messageOf(
          "3502",
          { ...traced(codes), inv_chg_time: desk.local(), cnt: String(codes.length), ...fields },
          desk.head(),
        ),
      );

    it("writes off what was destroyed", async () => {
      expect(verdict(await change([code(33)], { inv_chg_type: "105" }))).toStrictEqual(GOOD);
      expect(verdict(await desk.sell([code(33)], { rtal_docno: "E-1" }))).not.toStrictEqual(GOOD);
    });

    it.each(["101", "102", "103", "104", "106", "107", "999", "constr"])(
      "of type %s has no meaning here",
      async (inv_chg_type) => {
        expect(verdict(await change([code(34)], { inv_chg_type }))).toStrictEqual(
          refused("stock-change-meaningless"),
        );
      },
    );
  });

  describe("3501", () => {
    const count = (codes: readonly string[], fields: Fields = {}): Promise<NhsaAnswer> =>
      desk.send(
        "3501",
        messageOf("3501", { ...traced(codes), inv_cnt: String(codes.length), ...fields }, desk.head()),
      );

    it("declares packs that no manifest names, which may then be sold", async () => {
      expect(verdict(await count(DECLARED, { manu_lotnum: "OLD-1", manu_date: "2025-12-01" }))).toStrictEqual(
        GOOD,
      );
      expect(verdict(await desk.sell(DECLARED.slice(0, 1), { rtal_docno: "F-1" }))).toStrictEqual(GOOD);
    });

    it("compares packs that it knows, and changes nothing", async () => {
      expect(verdict(await count([code(35)]))).toStrictEqual(GOOD);
      expect(verdict(await count([code(35)], { inv_cnt: "8.00" }))).toStrictEqual([...GOOD, "warned"]);
      await desk.sell([code(0)], { rtal_docno: "F-2" });
      const answer = await count([code(0), code(50), code(35)]);
      expect(verdict(answer)).toStrictEqual([...GOOD, "warned"]);
      expect(answer.warn_msg).toContain(code(0));
      expect(answer.warn_msg).toContain(code(50));
    });

    it("of an unmapped number declares nothing", async () => {
      const unknown = codesOf(PREFIX, 1, 7_000);
      expect(verdict(await count(unknown, { fixmedins_hilist_id: "SKU-9" }))).toStrictEqual(
        refused("sku-unmapped"),
      );
    });
  });
});
