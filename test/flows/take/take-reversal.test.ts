import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { DispenseLineRequest } from "../../../server/domain/requests.ts";
import { takeDecommission } from "../../../server/flows/take/take-decommission.ts";
import { takeDispense } from "../../../server/flows/take/take-dispense.ts";
import { takePlain } from "../../../server/flows/take/take-plain.ts";
import { takeReceiptAnswer } from "../../../server/flows/take/take-receipt-answer.ts";
import { takeReversal } from "../../../server/flows/take/take-reversal.ts";
import {
  codesOf,
  DAY_SEC,
  dispenseOf,
  HUZHOU,
  refusalOf,
  startWholeLedger,
  type WholeLedger,
} from "../support/whole-ledger.ts";

const CODES = codesOf("8300385", 40);
const SPLIT = codesOf("8300386", 6);

describe("what comes back, and what is written off", () => {
  let whole: WholeLedger;
  let bureau: Principal;
  let maker: Principal;
  let pharmacy: Principal;
  let other: Principal;
  let nth = 0;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    whole = await startWholeLedger((stop) => stops.unshift(stop));
    bureau = await whole.member("bureau", HUZHOU, "330500000001");
    maker = await whole.member("maker", HUZHOU, "M33050300501");
    pharmacy = await whole.member("pharmacy", HUZHOU, "P33050300201");
    other = await whole.member("pharmacy", HUZHOU, "P33050300202");
    const product = await whole.product(maker, { prefix: "8300385" });
    const split = await whole.product(maker, { prefix: "8300386", flags: ["splitAllowed"] });
    await whole.batch(maker, { product, number: "B1", codes: CODES });
    await whole.batch(maker, { product: split, number: "S1", codes: SPLIT });
    await whole.hand(maker, pharmacy, [...CODES.slice(0, 30), ...SPLIT]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const asked = <R>(principal: Principal, request: R) => ({ principal, request, idempotencyKey: null });
  const line = (code: string | undefined, units: number | null = null): DispenseLineRequest => ({
    code: code ?? "",
    units,
    priceFen: String((units ?? 24) * 10),
  });
  const sell = async (...lines: readonly DispenseLineRequest[]): Promise<Hex32> => {
    nth += 1;
    const request = {
      documentNumber: `RX-${nth}`,
      till: "",
      dispensedAtSec: whole.nowSec(),
      person: null,
      identification: "none",
      prescription: null,
      lines,
    } as const;
    return dispenseOf(await whole.settle(takeDispense(whole.take, asked(pharmacy, request))));
  };
  const giveBack = (
    dispense: Hex32,
    lines: readonly DispenseLineRequest[],
    by = pharmacy,
    atSec?: number,
  ) => {
    nth += 1;
    const reversedAtSec = atSec ?? whole.nowSec();
    const words = { documentNumber: `TH-${nth}`, till: "", reversedAtSec };
    return takeReversal(whole.take, asked(by, { dispense, ...words, lines }));
  };
  const told = (id: Hex32) => whole.answers.dispense(pharmacy, id);

  it("a pack comes back and is sold again; the dispense keeps what stands", async () => {
    const id = await sell(line(CODES[0]), line(CODES[1]));
    await whole.settle(giveBack(id, [line(CODES[0])]));
    expect(await told(id)).toMatchObject({
      status: "partly-reversed",
      reversals: [{ lines: [{ index: 0, units: 0 }], totalFen: 240n, documentNumber: `TH-${nth}` }],
    });
    await sell(line(CODES[0]));
    await whole.settle(giveBack(id, [line(CODES[1])]));
    expect((await told(id)).status).toBe("reversed");
    expect((await refusalOf(giveBack(id, [line(CODES[1])]))).code).toBe("dispense-not-in-state");
  });

  it("units come back up to what was sold, and the pack stays opened", async () => {
    const id = await sell(line(SPLIT[0], 10));
    await whole.settle(giveBack(id, [line(SPLIT[0], 4)]));
    const { code, facts } = await refusalOf(giveBack(id, [line(SPLIT[0], 7)]));
    expect([code, facts["standing"], facts["asked"]]).toEqual(["return-exceeds-line", 6, 7]);
    await whole.settle(giveBack(id, [line(SPLIT[0], 6)]));
    expect((await refusalOf(sell(line(SPLIT[0])))).code).toBe("pack-already-dispensed");
    await sell(line(SPLIT[0], 24));
  });

  it("tells every line that can not come back", async () => {
    const id = await sell(line(CODES[2]), line(SPLIT[1], 5));
    const { facts } = await refusalOf(
      giveBack(id, [line(CODES[3]), line(SPLIT[1]), line(CODES[2], 1), line("x"), line(CODES[2])]),
    );
    expect(facts["lines"]).toMatchObject([
      { line: 1, failure: "return-line-wrong" },
      { line: 2, failure: "return-line-wrong", soldUnits: 5 },
      { line: 3, failure: "return-line-wrong", soldUnits: 0 },
      { line: 4, failure: "trace-code-malformed" },
    ]);
  });

  it("another's dispense is none to give back, and neither is one that never was", async () => {
    const id = await sell(line(CODES[4]));
    expect((await refusalOf(giveBack(id, [line(CODES[4])], other))).code).toBe("dispense-unknown");
    const never = `0x${"12".repeat(32)}` as const;
    expect((await refusalOf(giveBack(never, [line(CODES[4])]))).code).toBe("dispense-unknown");
  });

  it("nothing comes back after the region's window", async () => {
    const id = await sell(line(CODES[5]));
    const late = giveBack(id, [line(CODES[5])], pharmacy, whole.nowSec() + 11 * DAY_SEC);
    expect((await refusalOf(late)).code).toBe("return-too-late");
  });

  it("a pack that came back too often is frozen", async () => {
    for (let times = 0; times < 3; times += 1) {
      await whole.settle(giveBack(await sell(line(CODES[6])), [line(CODES[6])]));
    }
    const { code, facts } = await refusalOf(sell(line(CODES[6])));
    expect([code, facts["reversalCount"]]).toEqual(["pack-frozen", 3]);
  });

  it("packs and the rest of opened ones are written off, with every line that can not be", async () => {
    await sell(line(SPLIT[2], 20));
    const sold = await sell(line(CODES[10]));
    expect(sold).toMatch(/^0x/);
    const words = { documentNumber: "BF-1", occurredAtSec: whole.nowSec(), reason: "destroyed" } as const;
    const lines = [
      { code: CODES[11] ?? "", units: null },
      { code: CODES[12] ?? "", units: null },
      { code: SPLIT[2] ?? "", units: 4 },
    ];
    const bad = [
      ...lines,
      { code: CODES[10] ?? "", units: null },
      { code: SPLIT[3] ?? "", units: 4 },
      { code: CODES[35] ?? "", units: null },
    ];
    const refused = await refusalOf(takeDecommission(whole.take, asked(pharmacy, { ...words, lines: bad })));
    expect(refused.facts["lines"]).toMatchObject([
      { line: 4, failure: "pack-already-dispensed" },
      { line: 5, failure: "remnant-wrong" },
      { line: 6, failure: "not-in-custody" },
    ]);
    const { mined } = await whole.settle(takeDecommission(whole.take, asked(pharmacy, { ...words, lines })));
    // The result of a decommission names it by its id.
    const id = mined?.result["decommission"] as Hex32;
    expect(await whole.answers.decommission(pharmacy, id)).toMatchObject({
      reason: "destroyed",
      packCount: 2,
      runs: [{ from: 11, to: 13 }],
      remnants: [{ index: 2, units: 4 }],
      document: { number: "BF-1" },
    });
    expect((await refusalOf(whole.answers.decommission(other, id))).code).toBe("not-found");
    expect((await refusalOf(sell(line(CODES[11])))).code).toBe("pack-already-dispensed");
  });

  it("the mass balance of the pharmacy holds after all of it", async () => {
    const page = { limit: 200, after: null };
    const stockAsked = { principal: pharmacy, page, institution: null, product: null };
    const { rows } = await whole.answers.stock({ ...stockAsked, by: "batch" });
    for (const row of rows) {
      const { receivedCount, dispensedCount, openedCount, returnedCount, writtenOffCount } = row;
      expect(row.onHandCount).toBe(
        receivedCount - dispensedCount - openedCount + returnedCount - writtenOffCount,
      );
    }
    const onHand = await whole.take.reader.view(async (view) => {
      const { rows: parcels } = await view.parcelsHeldBy(pharmacy.institution, page);
      let count = 0;
      for (const { batch, from, to } of parcels) {
        for (let index = from; index < to; index += 1) {
          if (!(await view.pack({ batch, index })).isGone) count += 1;
        }
      }
      return count;
    });
    expect(rows.reduce((sum, { onHandCount }) => sum + onHandCount, 0)).toBe(onHand);
    const byProduct = await whole.answers.stock({ ...stockAsked, by: "product" });
    expect(byProduct.rows.reduce((sum, { onHandCount }) => sum + onHandCount, 0)).toBe(onHand);
    const strangers = { ...stockAsked, principal: other, institution: pharmacy.institution };
    expect((await refusalOf(whole.answers.stock({ ...strangers, by: "batch" }))).code).toBe("not-found");
  });

  it("who holds the receipt answers once; the bureau's key writes it down", async () => {
    const dispense = await sell(line(CODES[20]));
    const receiptToken = (await told(dispense)).receiptToken ?? "";
    const wrong = takeReceiptAnswer(whole.take, { dispense, receiptToken: "AAAA", answer: "denied" });
    expect((await refusalOf(wrong)).code).toBe("not-found");
    const taken = await takeReceiptAnswer(whole.take, { dispense, receiptToken, answer: "denied" });
    if (taken.status !== "given") throw new Error(`not given: ${taken.status}`);
    await whole.settle(Promise.resolve(taken.command));
    expect((await told(dispense)).answer).toMatchObject({ answer: "denied" });
    const again = await takeReceiptAnswer(whole.take, { dispense, receiptToken, answer: "denied" });
    expect(again.status).toBe("on-ledger");
    const changed = takeReceiptAnswer(whole.take, { dispense, receiptToken, answer: "confirmed" });
    expect((await refusalOf(changed)).code).toBe("receipt-already-answered");
  });

  it("keeps the answer where this server can not sign for the bureau", async () => {
    const dispense = await sell(line(CODES[21]));
    const receiptToken = (await told(dispense)).receiptToken ?? "";
    const keyFor = (): never => {
      throw new Error("never asked");
    };
    const keyring = {
      keyFor: (institution: number, role: Parameters<typeof whole.take.keyring.keyFor>[1]) =>
        institution === bureau.institution ? whole.take.keyring.keyFor(999_999, role) : keyFor(),
    };
    const taken = await takeReceiptAnswer(
      { ...whole.take, keyring },
      { dispense, receiptToken, answer: "confirmed" },
    );
    expect(taken).toEqual({ status: "kept", because: "operator-unknown" });
    expect(await whole.take.records.receiptAnswer(dispense)).toMatchObject({ answer: "confirmed" });
  });

  it("nothing of a recalled batch is sold or comes back", async () => {
    const id = await sell(line(CODES[22]));
    const row = await whole.take.reader.view((view) => view.dispense(id));
    const batch = row?.lines[0]?.batch ?? "0x";
    const recall = { kind: "recall-batch", batch, recalledAtSec: whole.nowSec(), reasonHash: id } as const;
    await whole.settle(takePlain(whole.take, asked(maker, recall)));
    expect((await refusalOf(giveBack(id, [line(CODES[22])]))).code).toBe("batch-not-sellable");
    expect((await refusalOf(sell(line(CODES[23])))).code).toBe("batch-not-sellable");
  });
});
