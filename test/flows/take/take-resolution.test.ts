import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { takeDispute } from "../../../server/flows/take/take-dispute.ts";
import { takePlain } from "../../../server/flows/take/take-plain.ts";
import { takeReceipt } from "../../../server/flows/take/take-receipt.ts";
import { takeResolution } from "../../../server/flows/take/take-resolution.ts";
import { takeShipment } from "../../../server/flows/take/take-shipment.ts";
import { takeWithdrawal } from "../../../server/flows/take/take-withdrawal.ts";
import {
  codesOf,
  HUZHOU,
  refusalOf,
  startWholeLedger,
  type WholeLedger,
  WUHAN,
} from "../support/whole-ledger.ts";

const CODES = codesOf("8300385", 60);

describe("what ends a consignment that does not simply arrive", () => {
  let whole: WholeLedger;
  let maker: Principal;
  let pharmacy: Principal;
  let bureau: Principal;
  let otherBureau: Principal;
  let nth = 0;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    whole = await startWholeLedger((stop) => stops.unshift(stop));
    otherBureau = await whole.member("bureau", HUZHOU, "330500000001");
    bureau = await whole.member("bureau", WUHAN, "420100000001");
    maker = await whole.member("maker", HUZHOU, "M33050300501");
    pharmacy = await whole.member("pharmacy", WUHAN, "P42010300201");
    const product = await whole.product(maker, { prefix: "8300385" });
    await whole.batch(maker, { product, number: "B1", codes: CODES });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const asked = <R>(principal: Principal, request: R) => ({ principal, request, idempotencyKey: null });
  const ship = async (from: number, to: number): Promise<Hex32> => {
    nth += 1;
    const note = {
      documentNumber: `N-${nth}`,
      receiver: pharmacy.institution,
      shippedAtSec: whole.nowSec(),
      lines: [{ codes: CODES.slice(from, to), unitPriceFen: null, invoiceNumber: null }],
    };
    const { mined } = await whole.settle(takeShipment(whole.take, asked(maker, note)));
    // The result of a shipment names its consignment by its id.
    return mined?.result["consignment"] as Hex32;
  };
  const about = (consignment: Hex32, codes: readonly string[] | "all") => ({
    consignment,
    occurredAtSec: whole.nowSec(),
    codes,
  });
  const dispute = (by: Principal, consignment: Hex32, codes: readonly string[] | "all") =>
    takeDispute(whole.take, asked(by, { ...about(consignment, codes), reason: "运输破损" }));
  const say = (
    by: Principal,
    consignment: Hex32,
    outcome: "returned" | "lost",
    codes: readonly string[] | "all" = "all",
  ) => takeResolution(whole.take, asked(by, { ...about(consignment, codes), outcome }));
  const told = (by: Principal, consignment: Hex32) => whole.answers.consignment(by, consignment);

  it("the sender takes back some, the receiver takes over the rest", async () => {
    const id = await ship(0, 6);
    await whole.settle(takeWithdrawal(whole.take, asked(maker, about(id, CODES.slice(1, 3)))));
    expect(await told(maker, id)).toMatchObject({ outstandingCount: 4, withdrawals: [{ packCount: 2 }] });
    const receipt = { consignment: id, receivedAtSec: whole.nowSec(), codes: "all" } as const;
    await whole.settle(takeReceipt(whole.take, asked(pharmacy, receipt)));
    expect(await told(pharmacy, id)).toMatchObject({ state: "closed", outstandingCount: 0, inTransit: [] });
    const again = takeWithdrawal(whole.take, asked(maker, about(id, "all")));
    expect((await refusalOf(again)).code).toBe("consignment-not-in-state");
  });

  it("only the sender takes back, and only what is on its way", async () => {
    const id = await ship(6, 8);
    const receivers = takeWithdrawal(whole.take, asked(pharmacy, about(id, "all")));
    expect((await refusalOf(receivers)).code).toBe("consignment-of-other");
    const strangers = takeWithdrawal(whole.take, asked(bureau, about(id, "all")));
    expect((await refusalOf(strangers)).code).toBe("consignment-unknown");
    const others = await refusalOf(
      takeWithdrawal(whole.take, asked(maker, about(id, [CODES[6] ?? "", CODES[0] ?? "", "x"]))),
    );
    expect(others.facts["lines"]).toMatchObject([
      { line: 2, failure: "run-not-of-consignment" },
      { line: 3, failure: "trace-code-malformed" },
    ]);
  });

  it("what both sides say alike is done at once", async () => {
    const id = await ship(10, 20);
    await whole.settle(dispute(pharmacy, id, CODES.slice(12, 15)));
    expect(await told(maker, id)).toMatchObject({
      disputed: [{ from: 12, to: 15 }],
      disputes: [{ kind: "opened", outcome: null, reason: "运输破损" }],
    });
    await whole.settle(say(maker, id, "lost"));
    expect((await told(maker, id)).disputed).toHaveLength(1);
    await whole.settle(say(pharmacy, id, "lost"));
    const after = await told(maker, id);
    expect(after).toMatchObject({ disputed: [], outstandingCount: 7 });
    expect(after.disputes.map(({ kind }) => kind)).toEqual(["opened", "answered", "answered", "resolved"]);
  });

  it("part of a disputed parcel is not answered", async () => {
    const id = await ship(20, 30);
    await whole.settle(dispute(maker, id, "all"));
    const { code, facts } = await refusalOf(say(pharmacy, id, "lost", CODES.slice(20, 22)));
    expect([code, facts["from"], facts["to"]]).toEqual(["dispute-run-divided", 20, 30]);
  });

  it("the receiver's bureau decides after the limit, and no other", async () => {
    const limits = { lateAfterSec: 3_600, returnWindowSec: 864_000, disputeLimitSec: 10, reversalsMax: 3 };
    await whole.settle(takePlain(whole.take, asked(bureau, { kind: "set-region-limits", ...limits })));
    const id = await ship(30, 34);
    await whole.settle(dispute(pharmacy, id, "all"));
    expect((await refusalOf(say(bureau, id, "returned"))).code).toBe("dispute-still-open");
    expect((await refusalOf(say(otherBureau, id, "returned"))).code).toBe("bureau-not-of-receiver");
    whole.chain.clock.advance(20_000);
    await whole.settle(say(bureau, id, "returned"));
    expect(await told(bureau, id)).toMatchObject({ state: "closed", outstandingCount: 0 });
    await whole.hand(maker, pharmacy, CODES.slice(30, 34));
  });

  it("the same request again is the same command", async () => {
    const id = await ship(40, 42);
    const request = about(id, "all");
    const first = await whole.settle(takeWithdrawal(whole.take, asked(maker, request)));
    expect((await takeWithdrawal(whole.take, asked(maker, request))).id).toBe(first.id);
  });
});
