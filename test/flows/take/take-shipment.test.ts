import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchId, Hex32 } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { ReceiveRequest, ShipRequest } from "../../../server/domain/requests.ts";
import { takeDispense } from "../../../server/flows/take/take-dispense.ts";
import { takeReceipt } from "../../../server/flows/take/take-receipt.ts";
import { takeShipment } from "../../../server/flows/take/take-shipment.ts";
import { codesOf, HUZHOU, refusalOf, startWholeLedger, type WholeLedger } from "../support/whole-ledger.ts";

const PREFIX = "8300387";
const CODES = codesOf(PREFIX, 60);
const code = (index: number): string => CODES[index] ?? "";

describe("goods on their way", () => {
  let whole: WholeLedger;
  let maker: Principal;
  let wholesaler: Principal;
  let pharmacy: Principal;
  let batch: BatchId;
  let nth = 0;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    whole = await startWholeLedger((stop) => stops.unshift(stop));
    await whole.member("bureau", HUZHOU, "330500000001");
    maker = await whole.member("maker", HUZHOU, "M33050300501");
    wholesaler = await whole.member("wholesaler", HUZHOU, "W33050300601");
    pharmacy = await whole.member("pharmacy", HUZHOU, "P33050300201");
    const product = await whole.product(maker, { prefix: PREFIX });
    batch = await whole.batch(maker, { product, number: "B1", codes: CODES });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const note = (indices: readonly (readonly number[])[], change: Partial<ShipRequest> = {}): ShipRequest => {
    nth += 1;
    return {
      documentNumber: `SH-${nth}`,
      receiver: wholesaler.institution,
      shippedAtSec: whole.nowSec(),
      lines: indices.map((line) => ({ codes: line.map(code), unitPriceFen: "1000", invoiceNumber: "INV-1" })),
      ...change,
    };
  };
  const ship = (request: ShipRequest, principal = maker) =>
    takeShipment(whole.take, { principal, request, idempotencyKey: null });
  const shipped = async (request: ShipRequest, principal = maker): Promise<Hex32> => {
    const { mined } = await whole.settle(ship(request, principal));
    // The result of a shipment names its consignment by its id.
    return mined?.result["consignment"] as Hex32;
  };
  const receive = (consignment: Hex32, codes: ReceiveRequest["codes"], principal = wholesaler) =>
    takeReceipt(whole.take, {
      principal,
      request: { consignment, receivedAtSec: whole.nowSec(), codes },
      idempotencyKey: null,
    });
  const holderOf = async (index: number): Promise<[number, string] | null> => {
    const parcel = await whole.take.reader.view((view) => view.parcelAt({ batch, index }));
    return parcel === null ? null : [parcel.holder, parcel.state];
  };
  const linesOf = (facts: { readonly [name: string]: unknown }): readonly [number, string][] =>
    // Facts of a refusal for lines, as failLines writes them.
    (facts["lines"] as readonly { line: number; failure: string }[]).map(({ line, failure }) => [
      line,
      failure,
    ]);

  it("go as the fewest runs, cut out of one parcel one after the other", async () => {
    const consignment = await shipped(
      note([
        [5, 3, 4, 10],
        [11, 20],
      ]),
    );
    const answer = await whole.answers.consignment(maker, consignment);
    expect(answer.runs.map(({ from, to }) => [from, to])).toEqual([
      [3, 6],
      [10, 11],
      [11, 12],
      [20, 21],
    ]);
    expect([answer.packCount, answer.outstandingCount, answer.state]).toEqual([6, 6, "shipped"]);
    expect(await holderOf(4)).toEqual([maker.institution, "in-transit"]);
    expect(await holderOf(6)).toEqual([maker.institution, "held"]);
  });

  it("the sender reads its own note's number, the receiver does not", async () => {
    const request = note([[0]]);
    const consignment = await shipped(request);
    expect((await whole.answers.consignment(maker, consignment)).documentNumber).toBe(request.documentNumber);
    expect((await whole.answers.consignment(wholesaler, consignment)).documentNumber).toBeNull();
    expect((await refusalOf(whole.answers.consignment(pharmacy, consignment))).code).toBe("not-found");
    const row = await whole.take.reader.view((view) => view.consignment(consignment));
    expect(await whole.store.opening(row?.documentKey ?? "0x")).not.toContain("INV-1");
    expect(row?.lineCommitments[0]).not.toBe(`0x${"0".repeat(64)}`);
  });

  it("are taken over in parts, and then all that is left", async () => {
    const consignment = await shipped(note([[30, 31, 32, 33, 34]]));
    await whole.settle(receive(consignment, [code(32)]));
    expect(await holderOf(32)).toEqual([wholesaler.institution, "held"]);
    expect(await holderOf(31)).toEqual([maker.institution, "in-transit"]);
    await whole.settle(receive(consignment, [code(34), code(30)]));
    await whole.settle(receive(consignment, "all"));
    const answer = await whole.answers.consignment(wholesaler, consignment);
    expect([answer.state, answer.outstandingCount, answer.receipts.length]).toEqual(["received", 0, 3]);
    expect((await refusalOf(receive(consignment, "all"))).code).toBe("consignment-not-in-state");
  });

  it("go on from several parcels in one run", async () => {
    for (const index of [40, 41]) await whole.settle(receive(await shipped(note([[index]])), "all"));
    const onward = note([[40, 41]], { receiver: pharmacy.institution });
    const consignment = await shipped(onward, wholesaler);
    expect((await whole.answers.consignment(wholesaler, consignment)).runs).toHaveLength(2);
    await whole.settle(receive(consignment, "all", pharmacy));
    expect(await holderOf(41)).toEqual([pharmacy.institution, "held"]);
  });

  it("a retried note gives the same command, though the goods are gone by now", async () => {
    const request = note([[45]]);
    const first = await whole.settle(ship(request));
    expect((await ship(request)).id).toBe(first.id);
    const changed = { ...request, receiver: pharmacy.institution };
    expect((await refusalOf(ship(changed))).code).toBe("idempotency-body-differs");
  });

  it("every code that cannot be shipped is told", async () => {
    await whole.settle(
      receive(await shipped(note([[50]], { receiver: pharmacy.institution })), "all", pharmacy),
    );
    const sale = {
      documentNumber: "RX-1",
      till: "",
      dispensedAtSec: whole.nowSec(),
      person: null,
      identification: "none",
      prescription: null,
      lines: [{ code: code(50), units: null, priceFen: "1" }],
    } as const;
    await whole.settle(
      takeDispense(whole.take, { principal: pharmacy, request: sale, idempotencyKey: null }),
    );
    const fromPharmacy = await refusalOf(ship(note([[50]]), pharmacy));
    expect(fromPharmacy.code).toBe("pack-already-dispensed");
    const request = note([[51, 52], [51], [50]]);
    expect(linesOf((await refusalOf(ship(request))).facts)).toEqual([
      [2, "trace-code-repeated"],
      [3, "not-in-custody"],
    ]);
  });

  it("a stranger's is unknown, the sender's own is for the other, other packs are told", async () => {
    const consignment = await shipped(note([[55, 56]]));
    expect((await refusalOf(receive(consignment, "all", pharmacy))).code).toBe("consignment-unknown");
    expect((await refusalOf(receive(consignment, "all", maker))).code).toBe("consignment-for-other");
    const { code: failure, facts } = await refusalOf(receive(consignment, [code(55), code(58)]));
    expect(failure).toBe("run-not-of-consignment");
    expect(linesOf(facts)).toEqual([[2, "run-not-of-consignment"]]);
  });

  it("what the ledger alone can refuse comes back as its failure", async () => {
    const { code: toSelf } = await refusalOf(ship(note([[57]], { receiver: maker.institution })));
    expect(toSelf).toBe("receiver-is-sender");
    const { code: toNobody } = await refusalOf(ship(note([[57]], { receiver: 999 })));
    expect(["institution-unknown", "receiver-cannot-hold-goods"]).toContain(toNobody);
  });
});
