import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchId } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { DeclarationRequest } from "../../../server/domain/requests.ts";
import { takeDeclaration } from "../../../server/flows/take/take-declaration.ts";
import { takeDispense } from "../../../server/flows/take/take-dispense.ts";
import { takeManifest } from "../../../server/flows/take/take-manifest.ts";
import { takePlain } from "../../../server/flows/take/take-plain.ts";
import { takeRecall } from "../../../server/flows/take/take-recall.ts";
import {
  codesOf,
  HUZHOU,
  refusalOf,
  startWholeLedger,
  streamOf,
  type WholeLedger,
} from "../support/whole-ledger.ts";

const OLD = codesOf("8300385", 12, 5_000);

describe("stock that is older than the ledger", () => {
  let whole: WholeLedger;
  let maker: Principal;
  let pharmacy: Principal;
  let other: Principal;
  let product: number;
  let traced: number;
  let nth = 0;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    whole = await startWholeLedger((stop) => stops.unshift(stop));
    await whole.member("bureau", HUZHOU, "330500000001");
    maker = await whole.member("maker", HUZHOU, "M33050300501");
    pharmacy = await whole.member("pharmacy", HUZHOU, "P33050300201");
    other = await whole.member("pharmacy", HUZHOU, "P33050300202");
    product = await whole.product(maker, { prefix: "8300385" });
    traced = await whole.product(maker, { prefix: "8300386", flags: ["makerTracedOnly"] });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const asked = <R>(principal: Principal, request: R) => ({ principal, request, idempotencyKey: null });
  const stockTake = (change: Partial<DeclarationRequest> = {}): DeclarationRequest => ({
    documentNumber: `PD-${++nth}`,
    declaredAtSec: whole.nowSec(),
    product,
    batchNumber: "B1",
    madeOn: "2025-12-01",
    expiresOn: "2028-10-31",
    packCount: 4,
    ...change,
  });
  const declare = (request: DeclarationRequest, by = pharmacy) =>
    takeDeclaration(whole.take, asked(by, request));
  const batchOf = async (taken: ReturnType<typeof declare>): Promise<BatchId> =>
    // The result of a declaration names its batch by its 16 digits.
    (await whole.settle(taken)).mined?.result["batch"] as BatchId;
  const sell = (code: string | undefined, by: Principal) => {
    nth += 1;
    const request = {
      documentNumber: `RX-${nth}`,
      till: "",
      dispensedAtSec: whole.nowSec(),
      person: null,
      identification: "none",
      prescription: null,
      lines: [{ code: code ?? "", units: null, priceFen: "100" }],
    } as const;
    return takeDispense(whole.take, asked(by, request));
  };

  it("is opened, filled and sealed by one command that carries its codes", async () => {
    const request = stockTake({ codes: OLD.slice(0, 4) });
    const batch = await batchOf(declare(request));
    expect(await whole.answers.batch(pharmacy, batch)).toMatchObject({
      status: "sealed",
      provenance: "declared",
      manifestCount: 4,
      maker: { id: pharmacy.institution },
    });
    const again = await declare(request);
    expect(again.mined?.result["batch"]).toBe(batch);
    await whole.settle(sell(OLD[0], pharmacy));
  });

  it("or is followed by its manifest and sealed as any batch is", async () => {
    const batch = await batchOf(declare(stockTake({ batchNumber: "B2" })));
    const upload = { batch, labelsHash: null, codes: streamOf(OLD.slice(4, 8)) };
    await whole.settle(takeManifest(whole.take, asked(pharmacy, upload)));
    await whole.settle(takePlain(whole.take, asked(pharmacy, { kind: "seal-batch", batch })));
    await whole.settle(sell(OLD[4], pharmacy));
  });

  it("is refused whole when one of its codes is bad, and nothing of it happened", async () => {
    const codes = [OLD[8] ?? "", "83003860000000000001", OLD[8] ?? "", "x"];
    const { facts } = await refusalOf(declare(stockTake({ batchNumber: "B3", codes })));
    expect(facts["lines"]).toMatchObject([
      { line: 2, failure: "trace-code-foreign" },
      { line: 3, failure: "trace-code-repeated" },
      { line: 4, failure: "trace-code-malformed" },
    ]);
    const short = stockTake({ batchNumber: "B3", codes: OLD.slice(8, 10) });
    expect((await refusalOf(declare(short))).code).toBe("manifest-incomplete");
    await whole.settle(declare({ ...short, packCount: 2 }));
  });

  it("of two holders who declared one code, one sells it", async () => {
    const codes = OLD.slice(10, 12);
    await whole.settle(declare(stockTake({ batchNumber: "B4", codes, packCount: 2 })));
    await whole.settle(declare(stockTake({ batchNumber: "B4", codes, packCount: 2 }), other));
    await whole.settle(sell(codes[0], other));
    expect((await refusalOf(sell(codes[0], pharmacy))).code).toBe("declared-key-spent");
    await whole.settle(sell(codes[1], pharmacy));
    expect((await refusalOf(sell(codes[1], other))).code).toBe("declared-key-spent");
  });

  it("is not sold where the product must be traced to its maker, unless the region only warns", async () => {
    const codes = codesOf("8300386", 2);
    await whole.settle(declare(stockTake({ product: traced, batchNumber: "T1", codes, packCount: 2 })));
    expect((await refusalOf(sell(codes[0], pharmacy))).code).toBe("maker-trace-required");
  });

  it("is recalled with the maker's batch of the same number", async () => {
    const made = await whole.batch(maker, { product, number: "B1", codes: codesOf("8300385", 3) });
    const request = { batch: made, recalledAtSec: whole.nowSec(), reason: "含量不合格" };
    const commands = await takeRecall(whole.take, asked(maker, request));
    expect(commands).toHaveLength(2);
    for (const command of commands) await whole.settle(Promise.resolve(command));
    expect((await refusalOf(sell(OLD[1], pharmacy))).code).toBe("batch-not-sellable");
    expect(await whole.answers.batch(maker, made)).toMatchObject({
      status: "recalled",
      recalled: { reason: "含量不合格", by: { id: maker.institution } },
    });
    await whole.settle(sell(OLD[5], pharmacy));
    const strangers = takeRecall(whole.take, asked(other, request));
    expect((await refusalOf(strangers)).code).toBe("recall-not-allowed");
  });
});
