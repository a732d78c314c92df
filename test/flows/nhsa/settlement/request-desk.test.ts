import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takePayment } from "../../../../server/flows/claims/take-payment.ts";
import { openSettlements } from "../../../../server/flows/nhsa/settlement/answer-settlement.ts";
import { GOOD, infoOf, packStateOf, settledIds, verdict } from "../../support/settlement-answers.ts";
import { openSettlementDesk, type SettlementDesk, saleInput } from "../../support/settlement-desk.ts";

describe("an NHSA settlement", () => {
  let desk: SettlementDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openSettlementDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });
  const packState = (at: number): Promise<string> => packStateOf(desk, at);

  it("that was paid is refunded when it is cancelled, and its packs are back", async () => {
    desk.startDeciding();
    const settled = await desk.send("2102", saleInput(desk, 70, 20));
    expect(verdict(settled)).toStrictEqual(GOOD);
    const kept = await desk.ports.records.settlement(
      desk.pharmacy.institution,
      infoOf(settled)["setl_id"] ?? "",
    );
    const row = kept === null ? null : await desk.ports.records.request(kept);
    const claim = row?.claim ?? null;
    if (claim === null) throw new Error("no claim was kept");
    const request = { claims: [claim], bankReference: "B-70" };
    const asked = { principal: desk.bureau, request, idempotencyKey: null };
    await desk.whole.settle(takePayment(desk.ports.claims, asked));
    expect(verdict(await desk.send("2103", settledIds(settled)))).toStrictEqual(GOOD);
    const state = await desk.whole.take.reader.view(async (view) => (await view.claim(claim))?.state);
    expect(state).toBe("clawed-back");
    expect(await packState(70)).toBe("here");
  });

  it("that was taken up by a server that stopped is seen to its end by the next", async () => {
    desk.startDeciding();
    const msgid = desk.newMsgid();
    const input = saleInput(desk, 92, 1);
    const stopping = openSettlements(desk.ports);
    const answering = stopping.answer({
      principal: desk.pharmacy,
      infno: "2102",
      text: desk.textOf("2102", input, { msgid }),
      waitMs: null,
    });
    // Its row is on the disk before anything else is asked.
    const name = { institution: desk.pharmacy.institution, kind: "2102", msgid } as const;
    while ((await desk.ports.records.request(name)) === null) await new Promise(setImmediate);
    await stopping.stop();
    await answering;
    const next = openSettlements(desk.ports);
    await next.resume();
    while ((await desk.ports.records.request(name))?.state !== "done") await new Promise(setImmediate);
    expect(await desk.ports.records.openRequests()).toStrictEqual([]);
    expect(verdict(await desk.send("2102", input, { msgid }))).toStrictEqual(GOOD);
    expect(await packState(92)).toBe("gone");
    await next.stop();
  });
});
