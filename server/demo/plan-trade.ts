import type { DemoInstitution } from "./cast.ts";
import { DEMO_DAYS, type DemoClaim, type DemoSlot, type DemoStep } from "./demo-plan.ts";
import type { Random } from "./random.ts";
import { type Shelf, takeRun } from "./shelf.ts";

type DispenseStep = Extract<DemoStep, { kind: "dispense" }>;

/** Goods that are on their way and come to a shelf at the beginning of a day. */
export type Arrival = { readonly day: number; readonly at: string; readonly packs: Shelf };

export type World = {
  readonly institutions: readonly DemoInstitution[];
  readonly random: Random;
  readonly shelves: ReadonlyMap<string, Shelf>;
  readonly arrivals: Arrival[];
};

/** Goods go one hand further. */
export function supply(
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

/** What shops and hospitals hand out on one day. */
export function sales(day: number, { institutions, random, shelves }: World): DemoSlot[] {
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
        claim: person === null ? null : claimOf(person),
        refused: null,
      });
    }
    slots.push({ day, secondOfDay, steps });
  }
  return slots;
}

/** From the person's own digits, so that the rest of the plan stays what it was. */
function claimOf(person: string): DemoClaim {
  const digit = Number(person.at(-1) ?? "0");
  return { insuranceType: digit < 6 ? "310" : "390", isSuspended: digit === 7 && person.at(-2) !== "7" };
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
