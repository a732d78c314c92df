import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nhsaAnswer } from "../../../../server/http/schemas/nhsa.ts";
import { PSN_NO, VISIT } from "../../../domain/support/settlement-messages.ts";
import { GOOD, infoOf, packStateOf, settledIds, verdict } from "../../support/settlement-answers.ts";
import {
  openSettlementDesk,
  type SettlementDesk,
  visitFees,
  visitInput,
} from "../../support/settlement-desk.ts";

describe("NHSA settlement of a visit", () => {
  let desk: SettlementDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openSettlementDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });
  const packState = (at: number): Promise<string> => packStateOf(desk, at);

  it("of a visit: fees, asked, settled, cancelled, and settled again", async () => {
    desk.startDeciding();
    const by = "hospital" as const;
    const uploaded = await desk.send("2204", { feedetail: visitFees(desk) }, { by });
    expect(uploaded.err_msg).toBe("");
    expect(uploaded.output).toMatchObject({
      result: [
        { feedetl_sn: "F0001", det_item_fee_sumamt: "37.00", preselfpay_amt: "1.84", chrgitm_lv: "02" },
        { feedetl_sn: "F0002", det_item_fee_sumamt: "30.00", overlmt_amt: "12.00", preselfpay_amt: "1.80" },
      ],
    });
    expect(verdict(await desk.send("2204", { feedetail: visitFees(desk) }, { by }))).toStrictEqual([
      "-1",
      "malformed-request",
    ]);
    expect(nhsaAnswer.safeParse(uploaded).error).toBeUndefined();
    const input = visitInput(120);
    const asked = await desk.send("2206", input, { by });
    expect(asked.err_msg).toBe("");
    const msgid = desk.newMsgid();
    const settled = await desk.send("2207", input, { by, msgid });
    expect(settled.err_msg).toBe("");
    expect(infoOf(settled)).toMatchObject({
      mdtrt_id: VISIT,
      medfee_sumamt: "67.00",
      hosp_part_amt: infoOf(asked)["hosp_part_amt"],
      fund_pay_sumamt: infoOf(asked)["fund_pay_sumamt"],
    });
    expect((await desk.send("2207", input, { by, msgid })).output).toStrictEqual(settled.output);
    const data = { mdtrt_id: VISIT, chrg_bchno: "C0001", psn_no: PSN_NO };
    expect(verdict(await desk.send("2205", { data }, { by }))).toStrictEqual(["-1", "claim-not-in-state"]);
    expect(await packState(120)).toBe("gone");
    const cancelled = await desk.send("2208", settledIds(settled, VISIT), { by });
    expect(cancelled.err_msg).toBe("");
    expect(await packState(120)).toBe("here");
    const anew = await desk.send("2207", input, { by });
    expect(anew.err_msg).toBe("");
    expect(infoOf(anew)["setl_id"]).not.toBe(infoOf(settled)["setl_id"]);
    expect(verdict(await desk.send("2208", settledIds(anew, VISIT), { by }))).toStrictEqual(GOOD);
    expect(verdict(await desk.send("2205", { data }, { by }))).toStrictEqual(GOOD);
    expect(verdict(await desk.send("2206", input, { by }))).toStrictEqual(["-1", "evidence-missing"]);
  });
});
