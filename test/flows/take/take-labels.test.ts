import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkDigitOf } from "../../../server/domain/gtin.ts";
import type { BatchId } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { takeLabels } from "../../../server/flows/take/take-labels.ts";
import { takeReceipt } from "../../../server/flows/take/take-receipt.ts";
import { takeShipment } from "../../../server/flows/take/take-shipment.ts";
import { codesOf, HUZHOU, refusalOf, startWholeLedger, type WholeLedger } from "../support/whole-ledger.ts";

const CODES = codesOf("8300385", 40);
const [OUTER = "", INNER = ""] = codesOf("8300385", 2, 900_000);
const body = "00614141234567890";
const SSCC = `${body}${checkDigitOf(body)}`;

describe("labels of cases", () => {
  let whole: WholeLedger;
  let maker: Principal;
  let pharmacy: Principal;
  let batch: BatchId;
  let nth = 0;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    whole = await startWholeLedger((stop) => stops.unshift(stop));
    await whole.member("bureau", HUZHOU, "330500000001");
    maker = await whole.member("maker", HUZHOU, "M33050300501");
    pharmacy = await whole.member("pharmacy", HUZHOU, "P33050300201");
    const product = await whole.product(maker, { prefix: "8300385" });
    batch = await whole.batch(maker, { product, number: "B1", codes: CODES });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const asked = <R>(principal: Principal, request: R) => ({ principal, request, idempotencyKey: null });
  const cases = [
    { code: OUTER, level: 3, from: 0, to: 20 },
    { code: INNER, level: 2, from: 0, to: 10 },
    { code: SSCC, level: 3, from: 20, to: 30 },
  ] as const;
  const ship = (codes: readonly string[]) => {
    nth += 1;
    const lines = [{ codes, unitPriceFen: null, invoiceNumber: null }];
    const note = { documentNumber: `N-${nth}`, receiver: pharmacy.institution, lines };
    return takeShipment(whole.take, asked(maker, { ...note, shippedAtSec: whole.nowSec() }));
  };

  it("say nothing before the ledger pins them", async () => {
    expect((await refusalOf(ship([SSCC]))).code).toBe("case-code-unknown");
    expect((await refusalOf(ship([OUTER]))).code).toBe("trace-code-unknown");
  });

  it("are pinned by their hash, and kept here", async () => {
    await whole.settle(takeLabels(whole.take, asked(maker, { batch, cases })));
    const { labels } = await whole.answers.batch(maker, batch);
    expect(labels).toMatchObject({ isHeldHere: true, hash: expect.stringMatching(/^0x[0-9a-f]{64}$/) });
    const others = takeLabels(whole.take, asked(pharmacy, { batch, cases }));
    expect((await refusalOf(others)).code).toBe("batch-unknown");
  });

  it("let a case stand for its packs, sent and received", async () => {
    const { mined } = await whole.settle(ship([SSCC, CODES[35] ?? ""]));
    // The result of a shipment names its consignment by its id.
    const consignment = mined?.result["consignment"] as `0x${string}`;
    const told = await whole.answers.consignment(maker, consignment);
    expect(told.runs.map(({ from, to }) => [from, to])).toEqual([
      [20, 30],
      [35, 36],
    ]);
    const receipt = { consignment, receivedAtSec: whole.nowSec(), codes: [`(00)${SSCC}`] };
    await whole.settle(takeReceipt(whole.take, asked(pharmacy, receipt)));
    expect(await whole.answers.consignment(maker, consignment)).toMatchObject({ outstandingCount: 1 });
  });

  it("refuse a pack that is named twice, by itself and by its case", async () => {
    const { facts } = await refusalOf(ship([OUTER, CODES[3] ?? ""]));
    expect(facts["lines"]).toMatchObject([{ line: 1, failure: "trace-code-repeated" }]);
    expect((await refusalOf(ship([OUTER, INNER]))).code).toBe("trace-code-repeated");
  });

  it("refuse a case that is not whole any more, with how much of it is there", async () => {
    await whole.settle(ship([CODES[12] ?? ""]));
    const { code, facts } = await refusalOf(ship([OUTER]));
    expect([code, facts["packCount"], facts["presentCount"]]).toEqual(["case-not-whole", 20, 19]);
    await whole.settle(ship([INNER]));
  });
});
