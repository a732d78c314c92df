import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerNhsaMessage } from "../../../../server/flows/nhsa/answer-message.ts";
import type { SettlementAnswer } from "../../../../server/flows/nhsa/settlement/compose-settlement-answer.ts";
import { nhsaAnswer } from "../../../../server/http/schemas/nhsa.ts";
import { LINES, messageOf, traced } from "../../../domain/support/nhsa-messages.ts";
import { PSN_NO } from "../../../domain/support/settlement-messages.ts";
import {
  GOOD,
  infoOf,
  packStateOf,
  reversalOf,
  settledIds,
  verdict,
} from "../../support/settlement-answers.ts";
import {
  openSettlementDesk,
  PHARMACY,
  packOf,
  type SettlementDesk,
  saleInput,
} from "../../support/settlement-desk.ts";

describe("NHSA settlement over the ledger", () => {
  let desk: SettlementDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openSettlementDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const packState = (at: number): Promise<string> => packStateOf(desk, at);

  it("in which nothing was decided in time is not known, and then done under the same msgid", async () => {
    const msgid = desk.newMsgid();
    const input = saleInput(desk, 0, 2);
    const late = await desk.send("2102", input, { msgid, waitMs: 50 });
    expect(verdict(late)).toStrictEqual(["-1", "settlement-unknown"]);
    expect(late.output).toBeNull();
    const barred = desk.newMsgid();
    const pending = desk.newMsgid();
    expect(
      verdict(await desk.send("2102", saleInput(desk, 2, 1), { msgid: pending, waitMs: 50 })),
    ).toStrictEqual(["-1", "settlement-unknown"]);
    const undo = { msgid: barred, waitMs: 50 };
    expect(verdict(await desk.send("2601", reversalOf(pending, "2102"), undo))).toStrictEqual([
      "-1",
      "settlement-unknown",
    ]);
    desk.startDeciding();
    const answer = await desk.send("2102", input, { msgid });
    expect(verdict(answer)).toStrictEqual(GOOD);
    expect(infoOf(answer)).toMatchObject({ medfee_sumamt: "37.00", psn_no: PSN_NO, medins_setl_id: msgid });
    expect(verdict(await desk.send("2601", reversalOf(pending, "2102"), { msgid: barred }))).toStrictEqual(
      GOOD,
    );
    expect(verdict(await desk.send("2102", saleInput(desk, 2, 1), { msgid: pending }))[0]).toBe("-1");
    expect(await packState(2)).toBe("here");
  });

  it("of a pharmacy: asked, settled, asked again, cancelled, and reversed", async () => {
    desk.startDeciding();
    const input = saleInput(desk, 10, 20);
    const asked = await desk.send("2101", input);
    expect(verdict(asked)).toStrictEqual(GOOD);
    const msgid = desk.newMsgid();
    const settled = await desk.send("2102", input, { msgid });
    expect(verdict(settled)).toStrictEqual(GOOD);
    const same = [
      "medfee_sumamt",
      "fund_pay_sumamt",
      "acct_pay",
      "psn_cash_pay",
      "preselfpay_amt",
      "inscp_scp_amt",
    ];
    const pick = (answer: SettlementAnswer) => same.map((name) => infoOf(answer)[name]);
    expect(pick(settled)).toStrictEqual(pick(asked));
    expect(nhsaAnswer.safeParse(settled).error).toBeUndefined();
    expect(await packState(10)).toBe("gone");
    const again = await desk.send("2102", input, { msgid });
    expect(again.output).toStrictEqual(settled.output);
    expect(verdict(await desk.send("2102", saleInput(desk, 10, 19), { msgid }))).toStrictEqual([
      "-1",
      "idempotency-body-differs",
    ]);
    const other = { data: { ...settledIds(settled).data, psn_no: "X" } };
    expect(verdict(await desk.send("2103", other))).toStrictEqual(["-1", "claim-unknown"]);
    const cancelMsgid = desk.newMsgid();
    const cancelled = await desk.send("2103", settledIds(settled), { msgid: cancelMsgid });
    expect(verdict(cancelled)).toStrictEqual(GOOD);
    expect(nhsaAnswer.safeParse(cancelled).error).toBeUndefined();
    expect(infoOf(cancelled)["psn_pay"]).toBe(infoOf(settled)["psn_part_amt"]);
    expect(await packState(10)).toBe("here");
    const undone = await desk.send("2102", input, { msgid });
    expect(undone.caretrail).toMatchObject({ code: "settlement-undone", facts: { byMsgid: cancelMsgid } });
    expect(verdict(await desk.send("2103", settledIds(settled)))).toStrictEqual(["-1", "settlement-undone"]);
    const reversal = reversalOf(cancelMsgid, "2103");
    const reversing = { msgid: desk.newMsgid() };
    expect(verdict(await desk.send("2601", reversal, reversing))).toStrictEqual(GOOD);
    expect(verdict(await desk.send("2601", reversal, reversing))).toStrictEqual(GOOD);
    expect(await packState(10)).toBe("gone");
    const standing = await desk.send("2102", input, { msgid });
    expect(infoOf(standing)["setl_id"]).toBe(infoOf(settled)["setl_id"]);
    expect(verdict(await desk.send("2601", reversalOf(msgid, "2102", "X")))).toStrictEqual([
      "-1",
      "malformed-request",
    ]);
    expect(verdict(await desk.send("2601", reversalOf(msgid, "2102")))).toStrictEqual(GOOD);
    expect(await packState(10)).toBe("here");
  });

  it("that is reversed before it comes has no effect when it does", async () => {
    desk.startDeciding();
    const msgid = desk.newMsgid();
    expect(verdict(await desk.send("2601", reversalOf(msgid, "2102")))).toStrictEqual(GOOD);
    const answer = await desk.send("2102", saleInput(desk, 40, 1), { msgid });
    expect(verdict(answer)).toStrictEqual(["-1", "settlement-undone"]);
    expect(await packState(40)).toBe("here");
  });

  it("of somebody who is not insured is refused with the reason, and the packs are back", async () => {
    desk.startDeciding();
    const input = saleInput(desk, 41, 1, "33050099000000000000000009");
    const asked = await desk.send("2101", input);
    expect(asked.caretrail).toMatchObject({
      code: "claim-refused-by-rules",
      facts: { reason: "not-insured" },
    });
    const msgid = desk.newMsgid();
    const refused = await desk.send("2102", input, { msgid });
    expect(refused.caretrail).toMatchObject({
      code: "claim-refused-by-rules",
      facts: { reason: "not-insured" },
    });
    expect((await desk.send("2102", input, { msgid })).caretrail).toStrictEqual(refused.caretrail);
    expect(await packState(41)).toBe("here");
  });

  it("fifty times at once under one msgid has one effect and one answer", async () => {
    desk.startDeciding();
    const msgid = desk.newMsgid();
    const input = saleInput(desk, 50, 2);
    const answers = await Promise.all(Array.from({ length: 50 }, () => desk.send("2102", input, { msgid })));
    expect(new Set(answers.map(({ output }) => JSON.stringify(output))).size).toBe(1);
    expect(answers.map(verdict)).toStrictEqual(answers.map(() => GOOD));
    const claims = await desk.whole.take.reader.view((view) =>
      view.claimsOf(desk.pharmacy.institution, { limit: 100, after: null }),
    );
    const live = claims.rows.filter(
      ({ content, state }) => content.totalFen === 3_700n && state === "approved",
    );
    // The other one is of the first test.
    expect(live).toHaveLength(2);
  });

  it("without codes claims what a 3505 recorded under the receipt, and else wants the codes", async () => {
    desk.startDeciding();
    const input = { ...saleInput(desk, 60, 2), drug_trac_info: [] };
    expect(verdict(await desk.send("2102", input))).toStrictEqual(["-1", "trace-codes-missing"]);
    const sale = messageOf(
      "3505",
      {
        ...LINES["3505"],
        ...traced([packOf(60), packOf(61)]),
        sel_retn_time: desk.local(),
        rtal_docno: "POS-60",
      },
      { msgid: desk.newMsgid(), fixmedins_code: PHARMACY, inf_time: desk.local() },
    );
    const recorded = await answerNhsaMessage(desk.nhsa, {
      principal: desk.pharmacy,
      infno: "3505",
      text: sale,
      waitMs: 20_000,
    });
    expect(recorded.output?.result.retRslt).toBe("1");
    const settled = await desk.send("2102", input);
    expect(settled.err_msg).toBe("");
    expect(verdict(settled)).toStrictEqual(GOOD);
    expect(verdict(await desk.send("2103", settledIds(settled)))).toStrictEqual(GOOD);
    expect(await packState(60)).toBe("gone");
  });

  it("whose packs a 3505 tells afterwards under its setl_id has recorded them already", async () => {
    desk.startDeciding();
    const settled = await desk.send("2102", saleInput(desk, 94, 2));
    expect(verdict(settled)).toStrictEqual(GOOD);
    const tell = (setl_id: string | undefined) =>
      answerNhsaMessage(desk.nhsa, {
        principal: desk.pharmacy,
        infno: "3505",
        text: messageOf(
          "3505",
          {
            ...LINES["3505"],
            ...traced([packOf(94), packOf(95)]),
            sel_retn_time: desk.local(),
            rtal_docno: "POS-94",
            setl_id,
          },
          { msgid: desk.newMsgid(), fixmedins_code: PHARMACY, inf_time: desk.local() },
        ),
        waitMs: 20_000,
      });
    const told = await tell(infoOf(settled)["setl_id"]);
    expect([told.output?.result.retRslt, told.caretrail, told.warn_msg !== null]).toStrictEqual([
      "1",
      null,
      true,
    ]);
    expect((await tell("330500999")).caretrail?.code).toBe("pack-already-dispensed");
  });
});
