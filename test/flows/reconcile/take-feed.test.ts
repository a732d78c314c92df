import { describe, expect, it } from "vitest";
import type { FeedFormat } from "../../../server/domain/reconcile/feeds/feed-format.ts";
import { decodeItems, type KeptItem } from "../../../server/flows/reconcile/feed-codec.ts";
import { type FeedPorts, takeFeed } from "../../../server/flows/reconcile/take-feed.ts";
import { batchOf, LINES, messageOf } from "../../domain/support/nhsa-messages.ts";
import { all, asyncOf, openDesk } from "./support/desk.ts";

const CODES = ["83857939000000000032", "83857939000000000049"];

async function taken(format: FeedFormat, texts: readonly string[]) {
  const { store } = await openDesk();
  const vault = { seal: (text: string) => text, open: (text: string) => text };
  const ports: FeedPorts = { store, vault, clock: { nowMs: () => 1 }, newFeedId: () => "0e".repeat(16) };
  const row = await takeFeed(ports, {
    name: "feed",
    format,
    institution: 7,
    institutionCode: null,
    lines: asyncOf(texts.map((text, at) => ({ row: at + 1, text }))),
    sha256: () => "ab".repeat(32),
  });
  const items: KeptItem[] = (await all(store.feedRows(row.id))).flatMap(({ sealed }) => decodeItems(sealed));
  return { row, claims: items.flatMap((item) => (item.is === "claim" ? [item.claim] : [])) };
}

const receipt = (n: number) => ({
  setl_id: `33050020260801${String(n).padStart(16, "0")}`,
  rtal_docno: `R-${n}`,
});
const another = { drugtracinfo: CODES.map((code) => ({ drug_trac_codg: code })), fixmedins_bchno: "B-2" };

describe("messages of sales", () => {
  it("of one receipt become one claim, however far apart, and a message sent twice counts once", async () => {
    const between = Array.from({ length: 1_500 }, (_, n) => messageOf("3505", receipt(n + 2)));
    const first = messageOf("3505", receipt(1));
    const late = messageOf("3505", { ...receipt(1), ...another }, { msgid: "LATE" });
    const { row, claims } = await taken("nhsa-3505", [first, ...between, late, first]);
    expect(row).toMatchObject({ rowCount: 1_503, itemCount: 1_501, faultCount: 0, stage: "taken" });
    expect(claims).toHaveLength(1_501);
    expect(claims[0]).toMatchObject({ row: 1, totalFen: 7_400n });
    expect(claims[0]?.traceCodes).toHaveLength(4);
    expect(claims.map((claim) => claim.row)).toEqual([...claims.keys()].map((at) => at + 1));
  });

  it("give each line of an A form a row of its own, and what comes after moves down", async () => {
    const lines = [1, 2, 3].map((n) => ({ ...LINES["3505"], ...receipt(n) }));
    const { row, claims } = await taken("nhsa-3505", [
      batchOf("3505", lines),
      "{",
      messageOf("3505", receipt(4)),
    ]);
    expect(claims.map((claim) => claim.row)).toEqual([1, 2, 3, 5]);
    expect(row).toMatchObject({ rowCount: 5, itemCount: 4, faultCount: 1 });
  });

  it("passed over are counted", async () => {
    const cash = messageOf("3505", { mdtrt_setl_type: "2", setl_id: "" });
    expect((await taken("nhsa-3505", [cash, messageOf("3505")])).row).toMatchObject({
      itemCount: 1,
      passedOverCount: 1,
      rowCount: 2,
    });
  });
});
