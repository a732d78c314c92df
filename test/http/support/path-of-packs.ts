import type { Member } from "../../chain/support/test-ledger.ts";
import { addParty, ask, type Party, WAIT, type WholeServer } from "./whole-server.ts";

/** 20 digits of 码上放心: the product's seven, a number, and four that only their platform can check. */
export function traceCodeOf(n: number): string {
  return `${DRUG_ID}${String(n).padStart(13, "0")}`;
}

const DRUG_ID = "8300385";

export type Consortium = {
  readonly bureau: Party;
  readonly maker: Party;
  readonly pharmacy: Party;
  readonly other: Party;
  readonly product: number;
};

/** A bureau, a maker with a product, and two pharmacies with agreements, all through the API's own doors. */
export async function foundConsortium(server: WholeServer): Promise<Consortium> {
  const bureau = await addParty(server, { kind: "bureau", code: "B33050000001" });
  const maker = await addParty(server, { kind: "maker", code: "M33050000001", bureau });
  const pharmacy = await addAgreedPharmacy(server, bureau, "P33050000001");
  const other = await addAgreedPharmacy(server, bureau, "P33050000002");
  const admitted = await ask(server, "POST", "/v1/products", {
    key: bureau.key,
    headers: { ...WAIT, "Idempotency-Key": "product-1" },
    json: {
      maker: maker.institution,
      unitsPerPack: 24,
      flags: ["splitAllowed"],
      name: "阿莫西林胶囊",
      unit: "粒",
      codes: [
        { scheme: "trace-prefix", value: DRUG_ID },
        // Of class 甲 in the catalogue that is shipped, with a ceiling of 12.80 yuan.
        { scheme: "nhsa", value: "XA10AAD001A00101010001" },
      ],
    },
  });
  if (admitted.status !== 201) throw new Error(JSON.stringify(admitted.body));
  return { bureau, maker, pharmacy, other, product: Number(admitted.body["id"]) };
}

async function addAgreedPharmacy(server: WholeServer, bureau: Party, code: string): Promise<Party> {
  const pharmacy = await addParty(server, { kind: "pharmacy", code, bureau: bureau satisfies Member });
  const signed = await ask(server, "POST", `/v1/institutions/${pharmacy.institution}/agreement`, {
    key: bureau.key,
    headers: { ...WAIT, "Idempotency-Key": `agreement-${code}` },
    json: { action: "sign", fromAt: "2025-01-01T00:00:00Z", validUntilAt: "2035-01-01T00:00:00Z" },
  });
  if (signed.status !== 201) throw new Error(JSON.stringify(signed.body));
  return pharmacy;
}

export type Goods = { readonly batch: string; readonly codes: readonly string[] };

let batchCount = 0;

/** A sealed batch in its maker's hands. */
export async function makeBatch(server: WholeServer, consortium: Consortium, asked: Batch): Promise<Goods> {
  batchCount += 1;
  const { maker, product } = consortium;
  const codes = Array.from({ length: asked.packCount }, (_, n) => traceCodeOf(batchCount * 1_000_000 + n));
  const opened = await ask(server, "POST", "/v1/batches", {
    key: maker.key,
    headers: WAIT,
    json: {
      product,
      batchNumber: `B${batchCount}`,
      packCount: asked.packCount,
      madeOn: "2025-01-01",
      expiresOn: asked.expiresOn ?? "2028-10-31",
      priceFen: "9900",
    },
  });
  if (opened.status !== 201) throw new Error(JSON.stringify(opened.body));
  const batch = String(opened.body["id"]);
  const manifest = await ask(server, "PUT", `/v1/batches/${batch}/manifest`, {
    key: maker.key,
    headers: { ...WAIT, "Content-Type": "application/x-ndjson" },
    body: codes.map((code) => `${JSON.stringify(code)}\n`).join(""),
  });
  if (manifest.status !== 201) throw new Error(JSON.stringify(manifest.body));
  const sealed = await ask(server, "POST", `/v1/batches/${batch}/seal`, { key: maker.key, headers: WAIT });
  if (sealed.status !== 201) throw new Error(JSON.stringify(sealed.body));
  return { batch, codes };
}

type Batch = { readonly packCount: number; readonly expiresOn?: string };

/** Sends packs and lets the receiver take them all over. */
export async function deliver(
  server: WholeServer,
  delivery: {
    readonly from: Party;
    readonly to: Party;
    readonly codes: readonly string[];
    readonly number: string;
  },
): Promise<string> {
  const { from, to, codes, number } = delivery;
  const shipped = await ask(server, "POST", "/v1/consignments", {
    key: from.key,
    headers: WAIT,
    json: {
      documentNumber: number,
      receiver: to.institution,
      shippedAt: instantOf(server),
      lines: [{ codes, unitPriceFen: "9900", invoiceNumber: `INV-${number}` }],
    },
  });
  if (shipped.status !== 201) throw new Error(JSON.stringify(shipped.body));
  const id = String(shipped.body["id"]);
  const received = await ask(server, "POST", `/v1/consignments/${id}/receipt`, {
    key: to.key,
    headers: WAIT,
    json: { receivedAt: instantOf(server), codes: "all" },
  });
  if (received.status !== 201) throw new Error(JSON.stringify(received.body));
  return id;
}

/** The chain's present, as a till would state it. */
export function instantOf({ test }: Pick<WholeServer, "test">): string {
  return `${new Date(test.clock.nowMs()).toISOString().slice(0, 19)}Z`;
}

/** A receipt for one person. */
export function receipt(
  server: Pick<WholeServer, "test">,
  documentNumber: string,
  codes: readonly string[],
): { readonly [name: string]: unknown; readonly documentNumber: string } {
  return {
    documentNumber,
    dispensedAt: instantOf(server),
    person: { scheme: "resident-id", value: "11010519491231002X" },
    prescription: { number: "Rx-1", prescriber: "D-7" },
    lines: codes.map((code) => ({ code, units: null, priceFen: "12800" })),
  };
}
