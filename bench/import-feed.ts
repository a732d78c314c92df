import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  codeOf,
  fault,
  KINDS,
  PRODUCTS,
  REGIONS,
  returnMessage,
  type Sold,
  saleMessage,
  timeText,
} from "./import-messages.ts";

/** A feed of the shape that regions send, made from a seed: two regions, goods on their way, sales. */
export type FeedWish = {
  readonly seed: number;
  readonly saleCount: number;
  /** One line in so many is bad in one of several ways; 0 for none. */
  readonly badEvery: number;
};

export async function writeFeed(directory: string, wish: FeedWish): Promise<void> {
  const feed = new Feed(wish);
  feed.run();
  await mkdir(directory, { recursive: true });
  const write = (name: string, lines: readonly string[]): Promise<void> =>
    writeFile(join(directory, name), `${lines.join("\n")}\n`);
  await write("institutions.csv", [
    "code,kind,name,region,region_name,insurance_region,insurance_region_name,suspended_from,suspended_to",
    ...REGIONS.flatMap(({ county, city, name }) =>
      KINDS.map((kind, at) => {
        const suspended = at === KINDS.length - 1 ? "2026-08-02,2026-08-03" : ",";
        const code = codeOf(kind, county, at);
        return `${code},${kind.charAt(0)},示例${at}号,${county},县,${city},${name},${suspended}`;
      }),
    ),
  ]);
  await write("products.csv", [
    "trace_prefix,nhsa_code,sku,name,maker,pack_units,unit,split_allowed",
    ...PRODUCTS.map(({ prefix, nhsa, sku, maker, isSplit }) =>
      [prefix, nhsa, sku, `示例片${sku}`, maker, 24, "片", isSplit ? 1 : 0].join(","),
    ),
  ]);
  await write("shipments.ndjson", feed.shipments);
  await write("sales-3505.ndjson", feed.sales);
  await write("returns-3506.ndjson", feed.returns);
}

const START_SEC = Date.UTC(2026, 7, 1) / 1000;
const PACKS_PER_SUPPLY = 24;
const PRODUCTS_PER_SUPPLY = 3;

type Stock = { readonly code: string; readonly codes: string[][] };

class Feed {
  readonly shipments: string[] = [];
  readonly sales: string[] = [];
  readonly returns: string[] = [];
  readonly #wish: FeedWish;
  readonly #random: () => number;
  readonly #wholesalers: readonly Stock[];
  readonly #sellers: readonly Stock[];
  #nowSec = START_SEC;
  #serial = 0;

  constructor(wish: FeedWish) {
    this.#wish = wish;
    this.#random = randomFrom(wish.seed);
    const none = (): string[][] => PRODUCTS.map(() => []);
    this.#wholesalers = REGIONS.map(({ county }) => ({ code: codeOf("W", county, 1), codes: none() }));
    this.#sellers = REGIONS.flatMap(({ county }) =>
      KINDS.slice(2).map((kind, at) => ({ code: codeOf(kind, county, at + 2), codes: none() })),
    );
  }

  run(): void {
    for (const [product] of PRODUCTS.entries()) this.#make(product);
    while (this.sales.length < this.#wish.saleCount) this.#receipt();
  }

  /** A batch, half of it to each wholesaler. */
  #make(product: number): void {
    const { prefix, maker } = PRODUCTS[product] ?? PRODUCTS[0] ?? fault();
    const packs = Math.max(400, Math.ceil(this.#wish.saleCount / 3));
    const first = this.#next() * 10_000_000;
    const codes = Array.from(
      { length: packs },
      (_, at) => `${prefix}${String(first + at).padStart(13, "0")}`,
    );
    this.#event({
      event: "batch",
      batch: `BT${product}-${first}`,
      maker,
      trace_prefix: prefix,
      lot: `L${product}${first % 1_000_000_007}`,
      manu_date: "2026-05-01",
      expy_end: "2028-04-30",
      packs,
      ranges: [[codes[0], codes.at(-1)]],
    });
    const half = Math.floor(packs / 2);
    for (const [at, wholesaler] of this.#wholesalers.entries()) {
      const own = codes.slice(at * half, (at + 1) * half);
      this.#send(maker, wholesaler, [{ product, codes: own }]);
    }
  }

  #send(from: string, to: Stock, lines: readonly { product: number; codes: string[] }[]): void {
    const shipment = `SH${this.#next()}`;
    const told = lines.map(({ product, codes }) => ({ batch: `BT${product}`, packs: codes.length, codes }));
    this.#event({ event: "ship", shipment, from, to: to.code, doc_no: `DN-${shipment}`, lines: told });
    const missing = this.#random() < 0.02 ? [lines[0]?.codes.pop()] : undefined;
    this.#event({ event: "receive", shipment, by: to.code, ...(missing === undefined ? {} : { missing }) });
    for (const { product, codes } of lines) to.codes[product]?.push(...codes);
  }

  #receipt(): void {
    const place = Math.floor(this.#random() * this.#sellers.length);
    const seller = this.#sellers[place] ?? fault();
    const receipt = `R-${this.#next()}`;
    const person = this.#random() < 0.9 ? `3305009${Math.floor(this.#random() * 1e9)}` : "";
    const lineCount = 1 + Math.floor(this.#random() * 2);
    let atSec = this.#tick();
    const from = Math.floor(this.#random() * PRODUCTS.length);
    for (let line = 0; line < lineCount; line += 1) {
      const product = (from + line) % PRODUCTS.length;
      atSec = this.#sale({
        seller,
        wholesaler: place < KINDS.length - 2 ? 0 : 1,
        product,
        receipt,
        person,
        atSec,
      });
    }
  }

  #sale(of: Sold & { readonly seller: Stock; readonly wholesaler: number }): number {
    const { seller, product } = of;
    let { atSec } = of;
    const shelf = seller.codes[product] ?? fault();
    const packs = this.#random() < 0.15 ? 2 : 1;
    if (shelf.length < packs) {
      this.#supply(of.wholesaler, seller, product);
      // Goods that come after the sale was rung up can not be in it.
      atSec = this.#tick();
    }
    const codes = shelf.splice(0, packs);
    const message = saleMessage({
      ...of,
      atSec,
      msgid: `MS${this.#next()}`,
      institution: seller.code,
      codes,
    });
    this.sales.push(this.#spoiled(message, codes));
    if (this.#random() < 0.03 && this.#wish.badEvery === 0) this.#takeBack(of, seller, codes);
    return atSec;
  }

  #takeBack(of: Sold, seller: Stock, codes: readonly string[]): void {
    const msgid = `MR${this.#next()}`;
    const atSec = this.#tick();
    this.returns.push(returnMessage({ ...of, msgid, institution: seller.code, codes, atSec }));
    seller.codes[of.product]?.push(...codes);
  }

  #supply(from: number, to: Stock, product: number): void {
    const wholesaler = this.#wholesalers[from] ?? fault();
    const lines = Array.from(
      { length: PRODUCTS_PER_SUPPLY },
      (_, at) => (product + at) % PRODUCTS.length,
    ).map((each) => {
      const stock = wholesaler.codes[each] ?? fault();
      if (stock.length < PACKS_PER_SUPPLY) this.#make(each);
      return { product: each, codes: stock.splice(0, PACKS_PER_SUPPLY) };
    });
    this.#send(wholesaler.code, to, lines);
  }

  /** A bad line in the place of a good one: as torn, unknown or impossible as feeds are. */
  #spoiled(message: string, codes: readonly string[]): string {
    const { badEvery } = this.#wish;
    if (badEvery === 0 || this.sales.length % badEvery !== badEvery - 1) return message;
    const kinds: readonly ((text: string) => string)[] = [
      (text) => text.slice(0, -20),
      (text) => text.replaceAll("SKU-", "SKX-"),
      (text) => text.replace(/"fixmedins_code":"[^"]*"/, '"fixmedins_code":"P99999900001"'),
      (text) => text.replace(codes[0] ?? "", "81000010000000000000"),
      (text) =>
        text.replace(codes[0] ?? "", /"drug_trac_codg":"([0-9]{20})"/.exec(this.sales[0] ?? "")?.[1] ?? ""),
      (text) => text.replace('"sel_retn_cnt":"', '"__proto__":{},"sel_retn_cnt":"'),
    ];
    return (kinds[Math.floor(this.#random() * kinds.length)] ?? fault())(message);
  }

  #event(fields: object): void {
    const { event, ...rest } = Object.fromEntries(Object.entries(fields));
    this.shipments.push(JSON.stringify({ event, time: timeText(this.#tick()), ...rest }));
  }

  #tick(): number {
    this.#nowSec += 1 + Math.floor(this.#random() * 120);
    return this.#nowSec;
  }

  #next(): number {
    this.#serial += 1;
    return this.#serial;
  }
}

/** Mulberry32: the same seed gives the same feed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
