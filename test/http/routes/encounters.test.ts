import { createHash } from "node:crypto";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliver, instantOf, receipt } from "../support/path-of-packs.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { type Answered, addParty, ask, type Party, WAIT } from "../support/whole-server.ts";

const RESIDENT = "11010519491231002X";
const PERSON = { scheme: "resident-id", value: RESIDENT };
const SERVICE = {
  lineNumber: 1,
  itemCode: "001102000010000",
  name: "普通门诊诊查费",
  quantity: "1",
  priceFen: "2000",
  kind: "service",
  diagnosisCode: "J06.900",
};
const LOOSE = {
  lineNumber: 3,
  name: "散装中药饮片",
  quantity: "0.5",
  priceFen: "300",
  kind: "drug",
  exemption: "decoction-piece",
};

describe("encounters over HTTP", () => {
  let shop: Shop;
  let hospital: Party;
  let neighbour: Party;
  let dispense = "";
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    const { server, bureau, maker } = shop;
    hospital = await addParty(server, { kind: "hospital", code: "H33050000001", bureau });
    neighbour = await addParty(server, { kind: "hospital", code: "H33050000002", bureau });
    const codes = [shop.pack(10), shop.pack(11)];
    await deliver(server, { from: maker, to: hospital, codes, number: "D-H" });
    const sold = await send(hospital, "POST", "/v1/dispenses", receipt(server, "RX-1", [shop.pack(10)]));
    dispense = String(sold.body["id"]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const send = (by: Party, method: string, path: string, json: unknown): Promise<Answered> =>
    ask(shop.server, method, path, { key: by.key, json, headers: WAIT });
  const opening = (documentNumber: string, change: object = {}): object => ({
    documentNumber,
    kind: "outpatient",
    openedAt: instantOf(shop.server),
    person: PERSON,
    ...change,
  });
  const open = async (documentNumber: string): Promise<string> => {
    const { body } = await send(hospital, "POST", "/v1/encounters", opening(documentNumber));
    return `/v1/encounters/${String(body["id"])}`;
  };
  const drug = (change: object = {}): object => ({
    lineNumber: 2,
    itemCode: "XJ01CAA040E001010100001",
    name: "阿莫西林胶囊",
    quantity: "1",
    priceFen: "12800",
    kind: "drug",
    dispense,
    ...change,
  });
  const closing = (fees: readonly object[], change: object = {}): object => ({
    closedAt: instantOf(shop.server),
    fees,
    ...change,
  });

  it("an encounter is opened once, and its number is the hospital's to read", async () => {
    const asked = opening("MZ-1");
    const opened = await send(hospital, "POST", "/v1/encounters", asked);
    expect(opened).toMatchObject({
      status: 201,
      body: {
        status: "open",
        kind: "outpatient",
        identification: "card",
        closings: [],
        documentNumber: "MZ-1",
      },
    });
    const again = await send(hospital, "POST", "/v1/encounters", asked);
    expect(again.body["id"]).toBe(opened.body["id"]);
    const other = await send(hospital, "POST", "/v1/encounters", { ...asked, kind: "inpatient" });
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency-body-differs" } });
  });

  it("the e-voucher's token is there exactly when the person was known by it", async () => {
    const without = opening("MZ-2", { identification: "e-voucher" });
    expect(await send(hospital, "POST", "/v1/encounters", without)).toMatchObject({
      status: 422,
      body: { code: "encounter-voucher-wrong" },
    });
    const needless = opening("MZ-2", { voucherToken: "T" });
    expect(await send(hospital, "POST", "/v1/encounters", needless)).toMatchObject({
      body: { code: "encounter-voucher-wrong" },
    });
    const right = opening("MZ-2", { identification: "e-voucher", voucherToken: "T" });
    expect(await send(hospital, "POST", "/v1/encounters", right)).toMatchObject({
      status: 201,
      body: { identification: "e-voucher" },
    });
  });

  it("only hospitals open one, and it exists for its hospital and who watches over it", async () => {
    expect(await send(shop.pharmacy, "POST", "/v1/encounters", opening("MZ-3"))).toMatchObject({
      status: 403,
      body: { code: "role-not-permitted" },
    });
    const path = await open("MZ-3");
    const seen = await ask(shop.server, "GET", path, { key: shop.bureau.key });
    expect(seen).toMatchObject({ status: 200, body: { documentNumber: null } });
    for (const { key } of [neighbour, shop.pharmacy]) {
      expect((await ask(shop.server, "GET", path, { key })).status).toBe(404);
    }
    const listed = async (key: string): Promise<unknown[]> =>
      (await ask(shop.server, "GET", "/v1/encounters", { key })).body["rows"] as unknown[];
    expect((await listed(hospital.key)).length).toBeGreaterThan(0);
    expect((await listed(shop.bureau.key)).length).toBe((await listed(hospital.key)).length);
    expect(await listed(neighbour.key)).toEqual([]);
  });

  it("a fee list whose drugs were not dispensed so is refused with every bad line", async () => {
    const path = `${await open("MZ-4")}/closing`;
    const unknown = `0x${"ab".repeat(32)}`;
    const fees = [
      { ...SERVICE, exemption: "granule" },
      drug({ priceFen: "12799" }),
      { ...LOOSE, exemption: undefined },
      drug({ lineNumber: 4, dispense: unknown }),
      drug({ lineNumber: 5, exemption: "granule" }),
    ];
    expect(await send(hospital, "POST", path, closing(fees))).toMatchObject({
      status: 422,
      body: {
        code: "encounter-fees-wrong",
        lines: [
          { line: 1, failure: "encounter-fees-wrong" },
          { line: 2, failure: "encounter-fees-wrong", statedFen: "12799", standingFen: "12800" },
          { line: 3, failure: "encounter-fees-wrong" },
          { line: 4, failure: "dispense-unknown" },
          { line: 5, failure: "encounter-fees-wrong" },
        ],
      },
    });
    const twice = closing([SERVICE, { ...LOOSE, lineNumber: 1 }]);
    expect(await send(hospital, "POST", path, twice)).toMatchObject({
      status: 400,
      body: { issues: [{ path: "body.fees.1.lineNumber" }] },
    });
    expect(await send(neighbour, "POST", path, closing([SERVICE]))).toMatchObject({
      status: 404,
      body: { code: "encounter-unknown" },
    });
    const early = closing([SERVICE], { closedAt: "2020-01-01T00:00:00Z" });
    expect(await send(hospital, "POST", path, early)).toMatchObject({
      status: 422,
      body: { code: "encounter-closed-before-opened" },
    });
  });

  it("a closed encounter proves each of its lines to its hospital, and is closed once", async () => {
    const path = await open("MZ-5");
    const asked = closing([SERVICE, drug(), LOOSE], { diagnosisGroup: "ES11" });
    const closed = await send(hospital, "POST", `${path}/closing`, asked);
    expect(closed).toMatchObject({
      status: 201,
      body: {
        status: "closed",
        closings: [
          { totalFen: "15100", serviceFen: "2000", feeLineCount: 3, diagnosisGroup: "ES11", reason: null },
        ],
      },
    });
    expect(await send(hospital, "POST", `${path}/closing`, asked)).toMatchObject({ status: 201 });
    expect(await send(hospital, "POST", `${path}/closing`, closing([SERVICE]))).toMatchObject({
      status: 409,
      body: { code: "encounter-not-in-state" },
    });
    const { body } = await ask(shop.server, "GET", `${path}/fees/2`, { key: hospital.key });
    const [root, commitment, proof] = [body["feeRoot"], body["commitment"], body["merkleProof"]];
    expect(body["line"]).toMatchObject({ lineNumber: 2, dispense, amountFen: "12800", quantityE4: "10000" });
    expect(root).toBe((closed.body["closings"] as { feeRoot: string }[])[0]?.feeRoot);
    expect(StandardMerkleTree.verify(String(root), ["bytes32"], [commitment], proof as string[])).toBe(true);
    expect(
      framed("caretrail/fee-line/v1", Buffer.from(String(body["salt"]).slice(2), "hex"), body["text"]),
    ).toBe(commitment);
    for (const [by, at, status] of [
      [hospital, 9, 404],
      [neighbour, 2, 404],
      [shop.bureau, 2, 403],
    ] as const) {
      expect((await ask(shop.server, "GET", `${path}/fees/${at}`, { key: by.key })).status).toBe(status);
    }
  });

  it("a correction may go back to what stood before, and sent again is the one that stands", async () => {
    const path = await open("MZ-6");
    const [one, two] = [closing([SERVICE]), closing([{ ...SERVICE, priceFen: "2500" }])];
    const reason = "漏记一项";
    const correct = (to: object): Promise<Answered> =>
      send(hospital, "POST", `${path}/correction`, { ...to, reason });
    expect(await correct(two)).toMatchObject({ status: 409, body: { code: "encounter-not-in-state" } });
    await send(hospital, "POST", `${path}/closing`, one);
    const totals = async (to: object): Promise<unknown> => {
      const { body } = await correct(to);
      return (body["closings"] as { totalFen: string }[]).map(({ totalFen }) => totalFen);
    };
    expect(await totals(two)).toEqual(["2000", "2500"]);
    expect(await totals(two)).toEqual(["2000", "2500"]);
    expect(await totals(one)).toEqual(["2000", "2500", "2000"]);
    expect(await totals(two)).toEqual(["2000", "2500", "2000", "2500"]);
    const seen = await ask(shop.server, "GET", path, { key: shop.bureau.key });
    expect(seen.body["closings"]).toMatchObject([{ reason: null }, { reason }, { reason }, { reason }]);
    const { body } = await ask(shop.server, "GET", `${path}/fees/1`, { key: hospital.key });
    expect(body["line"]).toMatchObject({ amountFen: "2500" });
  });

  it("an encounter is taken back with a reason, once", async () => {
    const path = await open("MZ-7");
    const cancel = (by: Party, reason: string): Promise<Answered> =>
      send(by, "POST", `${path}/cancellation`, { reason });
    expect(await cancel(neighbour, "挂错号")).toMatchObject({
      status: 404,
      body: { code: "encounter-unknown" },
    });
    const cancelled = await cancel(hospital, "挂错号");
    expect(cancelled).toMatchObject({
      status: 201,
      body: { status: "cancelled", cancelled: { reason: "挂错号" } },
    });
    expect(await cancel(hospital, "重复")).toMatchObject({
      status: 409,
      body: { code: "encounter-not-in-state" },
    });
    expect(await send(hospital, "POST", `${path}/closing`, closing([SERVICE]))).toMatchObject({
      body: { code: "encounter-not-in-state" },
    });
  });

  it("wrote nobody and nothing of anybody's health into the log, and met no bug", () => {
    expect(shop.server.logged.filter(({ level }) => level === "error")).toStrictEqual([]);
    expect(JSON.stringify(shop.server.logged)).not.toMatch(/11010519491231002|J06|诊查/);
  });
});

/** SHA-256 over the parts, each behind its length in 4 bytes. */
function framed(...parts: readonly unknown[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part), "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hash.update(length).update(bytes);
  }
  return `0x${hash.digest("hex")}`;
}
