import { type DemoInstitution, demoInstitutions } from "./cast.ts";
import { DEMO_DAYS, type DemoPlan, type DemoSlot, type DemoStep } from "./demo-plan.ts";
import { type DemoProduct, demoProducts } from "./formulary.ts";
import { type Arrival, sales, supply } from "./plan-trade.ts";
import { type Random, seededRandom } from "./random.ts";
import type { Shelf } from "./shelf.ts";

const SEED = 20_250_701;

const PACKS_PER_BATCH = [90, 120, 150, 140] as const;
const MAKER_WAVES = [2, 11, 29];
const SUPPLY_WAVES = [4, 9, 14, 19, 24, 29];

/** One batch expires in the middle of the demo, so that its last boxes can be refused. */
const EXPIRING_PRODUCT = 2;
const EXPIRY_DAY = 22;

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
 * The first whole pack of a batch still good that a pharmacy sold to a resident and claimed, offered again by
 * the same shop. A resident's fund pays a pharmacy's receipts from the first fen: the story has money in it.
 */
function secondSale(slots: readonly DemoSlot[], expiringPrefix: string): DispenseStep {
  for (const step of slots.flatMap((slot) => slot.steps)) {
    if (step.kind !== "dispense" || !step.by.startsWith("P")) continue;
    if (step.claim?.insuranceType !== "390" || step.claim.isSuspended) continue;
    const line = step.lines.find((one) => one.units === null && !one.code.startsWith(expiringPrefix));
    if (line !== undefined)
      return {
        ...step,
        document: `${step.document}-2`,
        lines: [line],
        claim: null,
        refused: "pack-already-dispensed",
      };
  }
  throw new Error("the demo sold no whole pack");
}

/**
 * The first receipt of a region that a fund was asked to pay for a person whose benefits are not suspended.
 */
export function firstClaimed(
  { slots }: DemoPlan,
  regionOf: (code: string) => number,
  { principal }: { readonly principal: { readonly region: number } },
): DispenseStep {
  for (const step of slots.flatMap((slot) => slot.steps)) {
    if (step.kind !== "dispense" || step.claim === null || step.claim.isSuspended) continue;
    if (step.refused === null && regionOf(step.by) === principal.region) return step;
  }
  throw new Error("the demo claimed nothing");
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
      claim: null,
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
