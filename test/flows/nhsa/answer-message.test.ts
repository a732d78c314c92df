import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DispenseWords, openWords } from "../../../server/flows/document-codec.ts";
import { openTried } from "../../../server/flows/tried-words.ts";
import { batchOf, messageOf, RESIDENT_ID, traced } from "../../domain/support/nhsa-messages.ts";
import { code, type Desk, notTaken, OTHER, openDesk, refused, verdict } from "../support/nhsa-desk.ts";

const NO_HASH = `0x${"0".repeat(64)}` as const;

describe("an NHSA message", () => {
  let desk: Desk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  describe("3505A", () => {
    it("is answered line by line, and sent again only the refused lines are tried anew", async () => {
      const lines = [
        desk.saleOf([code(16)], { rtal_docno: "B-1" }),
        desk.saleOf([code(50)], { rtal_docno: "B-1" }),
        desk.saleOf([code(17)], { rtal_docno: "B-1" }),
      ];
      const text = batchOf("3505", lines, desk.head());
      for (let time = 0; time < 2; time += 1) {
        const answer = await desk.send("3505A", text);
        expect(verdict(answer)).toStrictEqual(refused("not-in-custody"));
        expect(
          answer.output?.lines?.map(({ retRslt, caretrail }) => [retRslt, caretrail?.code]),
        ).toStrictEqual([
          ["1", undefined],
          ["0", "not-in-custody"],
          ["1", undefined],
        ]);
        expect(answer.output?.result.msgRslt).toContain("第2行");
      }
      expect(await desk.rowsOf("B-1")).toHaveLength(2);
    });
  });

  describe("of the wrong form", () => {
    it("is refused at the first level, every field told, and kept without a person", async () => {
      const text = messageOf("3505", { rtal_docno: "", psn_name: "张三\u0000" }, desk.head({ inf_time: "" }));
      const answer = await desk.send("3505", text);
      expect(verdict(answer)).toStrictEqual(notTaken("malformed-request"));
      expect(answer.err_msg).toContain("必填字段缺失: inf_time, rtal_docno");
      const { rows } = await desk.whole.store.refusedAttempts(desk.pharmacy.institution, {
        limit: 50,
        after: null,
      });
      expect(rows[0]).toMatchObject({ operation: "nhsa-3505", code: "malformed-request", packs: [] });
      expect(JSON.stringify([rows[0], answer])).not.toMatch(/张三|11010519/);
    });

    it("keeps what it tried, sealed, and for whom only until that person is erased", async () => {
      const number = "33050099000000000000009999";
      const change = { sel_retn_cnt: "7", rtal_docno: "F-1", setl_id: "S-1", psn_no: number };
      await desk.sell([code(35)], change);
      const { vault, store } = desk.whole;
      const { rows } = await store.refusedAttempts(desk.pharmacy.institution, { limit: 1, after: null });
      const [{ bodyHash = NO_HASH, words = null } = {}] = rows;
      const line = { receiptNumber: "F-1", settlementId: "S-1", codes: [code(35)], countE4: "70000" };
      const person = { scheme: "psn-no", value: number };
      const open = () => openTried(vault, { bodyHash, words: words ?? "" });
      expect(words).not.toMatch(new RegExp(`${number}|F-1|${code(35)}`));
      expect(await open()).toMatchObject([{ line, person }]);
      await vault.erasePerson(person);
      expect(await open()).toMatchObject([{ line, person: "closed" }]);
    });

    it("keeps them of a line that is read and then refused by the ledger, too", async () => {
      await desk.sell([code(50)], { rtal_docno: "F-2", setl_id: "S-2" });
      await desk.sell([code(36)], { rtal_docno: "F-3" });
      await desk.send("3506", messageOf("3506", { ...traced([code(37)]), sel_retn_cnt: "1" }, desk.head()));
      const { vault, store } = desk.whole;
      const { rows } = await store.refusedAttempts(desk.pharmacy.institution, { limit: 2, after: null });
      const tried = await Promise.all(
        rows.map(({ bodyHash, words }) => openTried(vault, { bodyHash, words: words ?? "" })),
      );
      expect(tried).toMatchObject([
        [{ line: { act: "return", codes: [code(37)] } }],
        [{ line: { act: "sale", receiptNumber: "F-2", settlementId: "S-2", codes: [code(50)] } }],
      ]);
    });

    it("keeps what a sale says for reconciliation where it is taken", async () => {
      const [row] = await desk.rowsOf("F-3");
      const { vault, store } = desk.whole;
      const sealed = await store.opening(row?.documentKey ?? NO_HASH);
      const words = openWords<DispenseWords>(vault, sealed ?? "");
      expect(words.nhsa).toMatchObject({ receiptNumber: "F-3", countE4: "10000", lineFen: "1850" });
    });

    it.each([
      ["nothing", ""],
      ["no JSON", "<xml/>"],
      ["no UTF-8", null],
      ["a list", "[]"],
      [
        "two answers to one question",
        messageOf("3505").replace('"trdn_flag":', '"trdn_flag":"1","trdn_flag":'),
      ],
      ["another number than the door", messageOf("3506")],
    ])("as %s is refused at the first level", async (_, text) => {
      expect(verdict(await desk.send("3505", text))).toStrictEqual(notTaken("malformed-request"));
    });

    it("in its codes alone is refused at the second level, as the platform does", async () => {
      const answer = await desk.send(
        "3505A",
        batchOf("3505", [desk.saleOf([code(34)], { drugtracinfo: [{}] })], desk.head()),
      );
      expect(verdict(answer)).toStrictEqual(refused("malformed-request"));
      expect(answer.output?.result.msgRslt).toContain("销售明细第1行 drugtracinfo 第1条缺 drug_trac_codg");
      const differs = await desk.sell([code(34)], { sel_retn_cnt: "2" });
      expect(verdict(differs)).toStrictEqual(refused("malformed-request"));
    });
  });

  it("in another institution's name is refused", async () => {
    const answer = await desk.sell([code(34)], {}, desk.head({ fixmedins_code: OTHER }));
    expect(verdict(answer)).toStrictEqual(notTaken("institution-mismatch"));
  });

  it("leaves nothing of a person in attempts or echoes", async () => {
    const { rows } = await desk.whole.store.refusedAttempts(desk.pharmacy.institution, {
      limit: 200,
      after: null,
    });
    const { rows: commands } = await desk.whole.take.commands.commandsOf(
      desk.pharmacy.institution,
      200,
      null,
    );
    const kept = JSON.stringify([rows, commands], (_, value: unknown) =>
      typeof value === "bigint" ? `${value}` : value,
    );
    expect(kept).not.toContain(RESIDENT_ID);
    expect(kept).not.toContain("33050099000000000000000001");
    expect(kept).not.toContain("示例参保人");
  });
});
