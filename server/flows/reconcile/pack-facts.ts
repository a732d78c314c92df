import type { CustodyStep } from "../../domain/drug-rows.ts";
import type { InstitutionId, PackRef } from "../../domain/ids.ts";
import type { BatchFact, OtherSale, PackFact, ProductFact } from "../../domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import type { SaleFact } from "../../domain/reconcile/sale-fact.ts";
import { parseTraceCode } from "../../domain/trace-code.ts";
import { findPacks, missingEpochs } from "../find-packs.ts";
import type { FeedClaims } from "./feed-claims.ts";
import type { LedgerReading } from "./ledger-reading.ts";
import { nearCodesOfCode } from "./near-codes-of-code.ts";
import type { PurchasePrices } from "./purchase-prices.ts";
import type { SaleBooks } from "./sales-of-claim.ts";

export type SoldReading = LedgerReading & SaleBooks & { readonly prices: PurchasePrices };

export type PackReading = SoldReading & { readonly feed: FeedClaims };

export type ClaimedPacks = {
  readonly claim: FeedClaim;
  readonly institution: InstitutionId | null;
  readonly sales: readonly SaleFact[];
  /** When the packs had to be there: at the sale, else at the end of the day of the claim. */
  readonly atSec: number;
};

export type PackFacts = {
  readonly packs: readonly PackFact[];
  readonly refs: readonly PackRef[];
  readonly hasMissingKeys: boolean;
};

/** What the ledger knows of each code of a claim and of its sales. */
export async function packFactsOf(reading: PackReading, of: ClaimedPacks): Promise<PackFacts> {
  const codes = [...new Set([...of.claim.traceCodes, ...of.sales.flatMap((sale) => sale.codes)])];
  const readable = codes.filter((code) => parseTraceCode(code).ok);
  const found = await findPacks(readable, reading);
  const packsOf = new Map(readable.map((code, at) => [code, found[at] ?? []]));
  const packs: PackFact[] = [];
  let hasUnknown = false;
  for (const code of codes) {
    const own = packsOf.get(code);
    hasUnknown ||= own?.length === 0;
    packs.push(await packFact(reading, of, { code, packs: own ?? null }));
  }
  const hasMissingKeys = hasUnknown && (await missingEpochs(reading)).length > 0;
  return { packs, refs: [...packsOf.values()].flat(), hasMissingKeys };
}

type Named = { readonly code: string; readonly packs: readonly PackRef[] | null };

async function packFact(reading: PackReading, of: ClaimedPacks, named: Named): Promise<PackFact> {
  const { code, packs } = named;
  // Whoever sold it must have had it, whoever claims it.
  const keeper = of.sales.find(({ codes }) => codes.includes(code))?.institution ?? of.institution;
  const steps = await stepsOf(reading, packs ?? []);
  const held = keeper !== null && holds(steps, keeper, of.atSec);
  return {
    ...(await recordedFact(reading, { sales: of.sales, keeper, steps }, named)),
    claims: reading.feed.ofCode(of.claim, code),
    nearHeld: held || keeper === null ? [] : await nearHeld(reading, code, keeper, of.atSec),
  };
}

/** What the ledger knows of each code of a recorded dispense, whatever was claimed of it. */
export async function soldPackFacts(
  reading: SoldReading,
  of: { readonly seller: InstitutionId; readonly sales: readonly SaleFact[] },
): Promise<readonly PackFact[]> {
  const codes = [...new Set(of.sales.flatMap((sale) => sale.codes))];
  const found = codes.every((code) => parseTraceCode(code).ok) ? await findPacks(codes, reading) : [];
  const facts: PackFact[] = [];
  for (const [at, packs] of found.entries()) {
    const steps = await stepsOf(reading, packs);
    const recorded = { sales: of.sales, keeper: of.seller, steps };
    const fact = await recordedFact(reading, recorded, { code: codes[at] ?? "", packs });
    facts.push({ ...fact, claims: [], nearHeld: [] });
  }
  return facts;
}

async function recordedFact(
  reading: SoldReading,
  of: {
    readonly sales: readonly SaleFact[];
    readonly keeper: InstitutionId | null;
    readonly steps: readonly CustodyStep[];
  },
  named: Named,
): Promise<Omit<PackFact, "claims" | "nearHeld">> {
  const { code, packs } = named;
  const { sales, keeper, steps } = of;
  const own = steps.filter((step) => step.by === keeper && TAKES.has(step.kind));
  const identity = identityOf(packs);
  const [only] = identity === "known" ? (packs ?? []) : [];
  const batch = only === undefined ? null : await reading.view.batch(only.batch);
  return {
    code,
    identity,
    product: batch === null ? null : await productFact(reading, batch.product),
    batch: batch === null ? null : batchFact(batch),
    receivedAtSec: own.map(({ occurredAtSec }) => occurredAtSec).sort((a, b) => a - b),
    isDeclaredOnly: own[0]?.kind === "declared",
    returnsAtSec: returnsOf(reading, keeper, named),
    otherSales: await otherSales(reading, packs ?? [], sales),
    purchase:
      only === undefined || batch === null || keeper === null
        ? "unstated"
        : await reading.prices.of(only, { keeper, steps, batch }),
  };
}

/** Steps by which a pack comes into somebody's hands for the first time. */
const TAKES: ReadonlySet<CustodyStep["kind"]> = new Set(["opened", "declared", "received"]);
const COMES_BACK: ReadonlySet<CustodyStep["kind"]> = new Set(["withdrawn", "returned"]);

function identityOf(packs: readonly PackRef[] | null): PackFact["identity"] {
  if (packs === null) return "unreadable";
  if (packs.length === 0) return "unknown";
  return packs.length === 1 ? "known" : "contested";
}

async function stepsOf({ view }: LedgerReading, packs: readonly PackRef[]): Promise<readonly CustodyStep[]> {
  const steps: CustodyStep[] = [];
  for (const pack of packs) steps.push(...(await view.custodyOf(pack)));
  return steps;
}

/** Whether the institution had it in its hands then, whatever became of it by sales. */
function holds(steps: readonly CustodyStep[], institution: InstitutionId, atSec: number): boolean {
  let isHeld = false;
  for (const { by, kind, occurredAtSec } of steps) {
    if (by !== institution || occurredAtSec > atSec) continue;
    if (TAKES.has(kind) || COMES_BACK.has(kind)) isHeld = true;
    else if (kind === "shipped") isHeld = false;
  }
  return isHeld;
}

async function productFact({ view }: LedgerReading, id: number): Promise<ProductFact | null> {
  const row = await view.product(id);
  if (row === null) return null;
  const { name, unitsPerPack, flags } = row;
  return {
    id,
    name,
    unitsPerPack,
    isHighValue: flags.includes("highValue"),
    mustBeMakerTraced: flags.includes("makerTracedOnly"),
    isPrescriptionOnly: flags.includes("prescriptionOnly"),
  };
}

function batchFact(row: {
  readonly batchNumber: string;
  readonly expiresAtSec: number;
  readonly recalled: { readonly recalledAtSec: number } | null;
}): BatchFact {
  const { batchNumber, expiresAtSec, recalled } = row;
  return { batchNumber, expiresAtSec, recalledAtSec: recalled?.recalledAtSec ?? null };
}

/** A return that was told twice is one return. */
function returnsOf(
  { recorded, refused }: SaleBooks,
  institution: InstitutionId | null,
  { code, packs }: Named,
): readonly number[] {
  if (institution === null) return [];
  const times = [
    ...(packs ?? []).flatMap((pack) => recorded.returnsOf(institution, pack)),
    ...refused.returnsOf(institution, code).map(({ atSec }) => atSec),
  ];
  return [...new Set(times)].sort((a, b) => a - b);
}

async function otherSales(
  { view }: LedgerReading,
  packs: readonly PackRef[],
  sales: readonly SaleFact[],
): Promise<readonly OtherSale[]> {
  const own = new Set(
    sales.flatMap(({ standing }) => (standing.is === "recorded" ? [standing.dispense] : [])),
  );
  const others: OtherSale[] = [];
  for (const pack of packs) {
    for (const id of (await view.pack(pack)).dispenses) {
      const row = own.has(id) ? null : await view.dispense(id);
      if (row === null) continue;
      const isPack = (line: PackRef): boolean => line.batch === pack.batch && line.index === pack.index;
      const { reversals } = await view.aftermathOf(id);
      others.push({
        institution: row.institution,
        soldAtSec: row.dispensedAtSec,
        of: row.lines.some((line) => isPack(line) && line.units > 0) ? "units" : "packs",
        isReturned: reversals.some(({ lines }) => lines.some(isPack)),
      });
    }
  }
  return others.sort((a, b) => a.soldAtSec - b.soldAtSec);
}

/** Codes that were perhaps meant, of packs that the institution held then. */
async function nearHeld(
  reading: LedgerReading,
  code: string,
  institution: InstitutionId,
  atSec: number,
): Promise<readonly string[]> {
  const near = nearCodesOfCode(code);
  const found = await findPacks(near, reading);
  const held: string[] = [];
  for (const [at, packs] of found.entries()) {
    const name = near[at];
    if (name === undefined || packs.length === 0) continue;
    const isHeld = holds(await stepsOf(reading, packs), institution, atSec);
    if (isHeld && !(await isSoldBefore(reading, packs, atSec))) held.push(name);
  }
  return held;
}

/** What was sold whole before that, and did not come back, can not have been meant. */
async function isSoldBefore(
  reading: LedgerReading,
  packs: readonly PackRef[],
  atSec: number,
): Promise<boolean> {
  const sales = await otherSales(reading, packs, []);
  return sales.some(({ soldAtSec, of, isReturned }) => of === "packs" && !isReturned && soldAtSec < atSec);
}
