import type { FailureCode } from "../domain/failure-catalogue.ts";
import { type DemoInstitution, demoInstitutions } from "./cast.ts";
import { type DemoProduct, demoProducts } from "./formulary.ts";
import { type Random, seededRandom } from "./random.ts";
import { type Shelf, takeRun } from "./shelf.ts";

const SEED = 20_250_701;

/** Days that the demo looks back. */
export const DEMO_DAYS = 30;

const PACKS_PER_BATCH = [90, 120, 150, 140] as const;
const MAKER_WAVES = [2, 11, 29];
const SUPPLY_WAVES = [4, 9, 14, 19, 24, 29];

/** One batch expires in the middle of the demo, so that its last boxes can be refused. */
const EXPIRING_PRODUCT = 2;
const EXPIRY_DAY = 22;

export type DemoStep =
  | {
      readonly kind: "batch";
      readonly maker: string;
      readonly product: DemoProduct;
      readonly batchNumber: string;
      readonly madeOn: number;
      readonly expiresOn: number;
      readonly codes: readonly string[];
    }
  | {
      readonly kind: "ship";
      readonly from: string;
      readonly to: string;
      readonly document: string;
      readonly codes: readonly string[];
    }
  | {
      readonly kind: "receive";
      readonly from: string;
      readonly by: string;
      readonly document: string;
      readonly codes: readonly string[];
    }
  | {
      readonly kind: "dispense";
      readonly by: string;
      readonly document: string;
      readonly person: string | null;
      readonly lines: readonly {
        readonly code: string;
        readonly units: number | null;
        readonly priceFen: bigint;
      }[];
      /** The refusal that this attempt must meet; null when it must be recorded. */
      readonly refused: FailureCode | null;
    };

/** Steps of one moment; they touch different packs, so they may be sent side by side. `day` counts from 0. */
export type DemoSlot = {
  readonly day: number;
  readonly secondOfDay: number;
  readonly steps: readonly DemoStep[];
};

export type DemoPlan = {
  readonly institutions: readonly DemoInstitution[];
  readonly products: readonly { readonly maker: string; readonly product: DemoProduct }[];
  readonly slots: readonly DemoSlot[];
  /** A pack that went the whole way and that somebody tried to sell a second time. */
  readonly storyCode: string;
};

/** The whole demo, from the seed alone. */
export function planDemo(): DemoPlan {
  const random = seededRandom(SEED);
  const institutions = demoInstitutions();
  const makers = institutions.filter((one) => one.kind === "maker");
  const products = demoProducts().map((product, n) => ({ product, maker: makerOf(makers, n).code }));
  const shelves = new Map<string, Shelf>(institutions.map((one) => [one.code, []]));
  const slots: DemoSlot[] = [];
  slots.push({
    day: 1,
    secondOfDay: 9 * 3600,
    steps: products.map((row, n) => batchStep(row, n, random, shelves)),
  });
  const arrivals: Arrival[] = [];
  const world = { institutions, random, shelves, arrivals };
  for (let day = 2; day < DEMO_DAYS; day++) {
    for (const { at, packs } of arrivals.filter((one) => one.day === day)) shelves.get(at)?.push(...packs);
    if (MAKER_WAVES.includes(day)) slots.push(...supply({ day, from: "maker", to: "wholesaler" }, world));
    if (SUPPLY_WAVES.includes(day)) {
      slots.push(...supply({ day, from: "wholesaler", to: "pharmacy" }, world));
      slots.push(...supply({ day, from: "wholesaler", to: "hospital" }, world));
    }
    if (day > 5) slots.push(...sales(day, world));
  }
  const expiring = products[EXPIRING_PRODUCT]?.product.tracePrefix ?? "";
  const second = secondSale(slots, expiring);
  slots.push({ day: DEMO_DAYS - 1, secondOfDay: 20 * 3600, steps: [second, ...expiredSales(shelves)] });
  return { institutions, products, slots: inOrder(slots), storyCode: second.lines[0]?.code ?? "" };
}

type DispenseStep = Extract<DemoStep, { kind: "dispense" }>;

/**
 * The first whole pack of a batch still good that was sold to a named person, offered again by the same shop.
 */
function secondSale(slots: readonly DemoSlot[], expiringPrefix: string): DispenseStep {
  for (const step of slots.flatMap((slot) => slot.steps)) {
    if (step.kind !== "dispense" || step.person === null) continue;
    const line = step.lines.find((one) => one.units === null && !one.code.startsWith(expiringPrefix));
    if (line !== undefined)
      return { ...step, document: `${step.document}-2`, lines: [line], refused: "pack-already-dispensed" };
  }
  throw new Error("the demo sold no whole pack");
}

/** Boxes past their date that two shops try to sell all the same. */
function expiredSales(shelves: ReadonlyMap<string, Shelf>): DispenseStep[] {
  const attempts: DispenseStep[] = [];
  for (const [by, shelf] of shelves) {
    const pack = shelf.find((one) => one.expiresOn < DEMO_DAYS - 1);
    if (pack === undefined || !/^[HP]/.test(by)) continue;
    const lines = [{ code: pack.code, units: null, priceFen: pack.product.priceFen }];
    attempts.push({
      kind: "dispense",
      by,
      document: `RX-old-${by}`,
      person: null,
      lines,
      refused: "batch-expired",
    });
  }
  return attempts.slice(0, 2);
}

function inOrder(slots: readonly DemoSlot[]): DemoSlot[] {
  return slots.toSorted((a, b) => a.day - b.day || a.secondOfDay - b.secondOfDay);
}

function makerOf(makers: readonly DemoInstitution[], n: number): DemoInstitution {
  const maker = makers[n % makers.length];
  if (maker === undefined) throw new Error("the demo has no maker");
  return maker;
}

function batchStep(
  row: { readonly product: DemoProduct; readonly maker: string },
  n: number,
  random: Random,
  shelves: Map<string, Shelf>,
): DemoStep {
  const count = PACKS_PER_BATCH[n % PACKS_PER_BATCH.length] ?? 100;
  const serial = 100_000_000 + random.below(800_000_000);
  const codes = Array.from(
    { length: count },
    (_, i) => `${row.product.tracePrefix}${serial + i}${random.digits(4)}`,
  );
  const expiresOn = n === EXPIRING_PRODUCT ? EXPIRY_DAY : 500 + n * 7;
  shelves.get(row.maker)?.push(
    ...codes.map((code) => ({
      code,
      product: row.product,
      unitsLeft: row.product.unitsPerPack,
      expiresOn,
    })),
  );
  return {
    kind: "batch",
    maker: row.maker,
    product: row.product,
    batchNumber: `L2026${String(n + 1).padStart(3, "0")}`,
    madeOn: -20 - (n % 30),
    expiresOn,
    codes,
  };
}

/** Goods that are on their way and come to a shelf at the beginning of a day. */
type Arrival = { readonly day: number; readonly at: string; readonly packs: Shelf };

type World = {
  readonly institutions: readonly DemoInstitution[];
  readonly random: Random;
  readonly shelves: ReadonlyMap<string, Shelf>;
  readonly arrivals: Arrival[];
};

function supply(
  wave: {
    readonly day: number;
    readonly from: DemoInstitution["kind"];
    readonly to: DemoInstitution["kind"];
  },
  { institutions, random, shelves, arrivals }: World,
): DemoSlot[] {
  const { day, from, to } = wave;
  const shipped: DemoStep[] = [];
  const received: DemoStep[] = [];
  for (const receiver of institutions.filter((one) => one.kind === to)) {
    for (const sender of institutions.filter(
      (one) => one.kind === from && (from === "maker" || one.region === receiver.region),
    )) {
      const codes = takeRun(
        shelves.get(sender.code) ?? [],
        random,
        from === "maker" ? { kinds: 12, packs: 14 } : { kinds: 9, packs: 4 },
      );
      if (codes.length === 0) continue;
      const document = `SX-${sender.code}-${String(day).padStart(2, "0")}-${receiver.code}`;
      shipped.push({
        kind: "ship",
        from: sender.code,
        to: receiver.code,
        document,
        codes: codes.map((pack) => pack.code),
      });
      const short = random.below(12) === 0 ? 1 : 0;
      const accepted = codes.slice(0, codes.length - short);
      if (day + 1 >= DEMO_DAYS || accepted.length === 0) continue;
      received.push({
        kind: "receive",
        from: sender.code,
        by: receiver.code,
        document,
        codes: accepted.map((pack) => pack.code),
      });
      arrivals.push({ day: day + 1, at: receiver.code, packs: accepted });
    }
  }
  const arrival: DemoSlot[] =
    received.length === 0 ? [] : [{ day: day + 1, secondOfDay: 8 * 3600, steps: received }];
  return [{ day, secondOfDay: 15 * 3600, steps: shipped }, ...arrival];
}

function sales(day: number, { institutions, random, shelves }: World): DemoSlot[] {
  const slots: DemoSlot[] = [];
  for (const secondOfDay of [11 * 3600, 18 * 3600]) {
    const steps: DemoStep[] = [];
    for (const seller of institutions.filter((one) => one.kind === "pharmacy" || one.kind === "hospital")) {
      if (random.below(3) === 0) continue;
      const lines = linesOf(shelves.get(seller.code) ?? [], 1 + random.below(3), day, random);
      if (lines.length === 0) continue;
      const person = random.below(6) === 0 ? null : `${seller.region}99${random.digits(12)}`;
      steps.push({
        kind: "dispense",
        by: seller.code,
        document: `RX-${day}-${secondOfDay / 3600}-${seller.code.slice(-3)}`,
        person,
        lines,
        refused: null,
      });
    }
    slots.push({ day, secondOfDay, steps });
  }
  return slots;
}

type Line = DispenseStep["lines"][number];

function linesOf(shelf: Shelf, count: number, day: number, random: Random): Line[] {
  const lines: Line[] = [];
  for (let n = 0; n < count && shelf.length > 0; n++) {
    const at = random.below(shelf.length);
    const pack = shelf[at];
    if (pack === undefined || lines.some((line) => line.code === pack.code)) continue;
    if (day > pack.expiresOn) continue;
    const opened = pack.unitsLeft < pack.product.unitsPerPack;
    const splits = pack.product.flags.includes("splitAllowed") && (opened || random.below(4) === 0);
    if (!splits) {
      shelf.splice(at, 1);
      lines.push({ code: pack.code, units: null, priceFen: pack.product.priceFen });
      continue;
    }
    const units = Math.min(pack.unitsLeft, 1 + random.below(6));
    lines.push({
      code: pack.code,
      units,
      priceFen: (pack.product.priceFen * BigInt(units)) / BigInt(pack.product.unitsPerPack),
    });
    if (units === pack.unitsLeft) shelf.splice(at, 1);
    else shelf[at] = { ...pack, unitsLeft: pack.unitsLeft - units };
  }
  return lines;
}
