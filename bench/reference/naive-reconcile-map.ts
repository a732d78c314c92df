import type { InstitutionFact, PackFact } from "../../server/domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../server/domain/reconcile/feed-claim.ts";
import type { LedgerSale, World } from "../reconcile-world.ts";

const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;
const [RETURNS_MAX, PURCHASE_MAX, PACKS_MAX, PURCHASES_MAX, WINDOW_DAYS, PER_DAY_MAX] = [
  3,
  500_000n,
  12,
  6,
  30,
  4,
];

const GOODS = [
  "never_received",
  "duplicate_code",
  "expired",
  "recalled",
  "refund_cycle",
  "suspended_institution",
];
const REPEATS = ["refund_cycle", "duplicate_code", "same_invoice_twice", "manual_repeats_direct", "no_sale"];
const LEFT_OUT: Record<string, string[]> = {
  product_mismatch: GOODS,
  returned_and_claimed: GOODS,
  over_quantity: REPEATS,
  over_frequency: REPEATS,
};

type Purchase = { claimedOn: string; boughtOn: number; packs: Map<number, number> };

type Maps = {
  readonly institutionByCode: Map<string, InstitutionFact>;
  readonly salesBySettlement: Map<string, LedgerSale[]>;
  readonly salesByReceipt: Map<string, LedgerSale[]>;
  readonly packByCode: Map<string, PackFact>;
  readonly claimsBySettlement: Map<string, FeedClaim[]>;
  readonly claimsByReceipt: Map<string, FeedClaim[]>;
  readonly claimsByCode: Map<string, FeedClaim[]>;
};

/**
 * The same classification with a Map for whatever has to be looked up: of each claim its row and what is
 * wrong with it, where something is.
 */
export function classifyWithMaps(world: World): Map<number, string> {
  const maps = mapsOf(world);
  const purchasesByPerson = new Map<string, Purchase[]>();
  const found = new Map<number, string>();
  for (const claim of world.claims) {
    const institution = maps.institutionByCode.get(claim.institutionCode) ?? null;
    const sales = salesOf(maps, claim, institution);
    const sameInvoice = sameInvoiceOf(maps, claim, sales);
    const packs = new Map<string, PackFact>();
    for (const code of claim.traceCodes) {
      const pack = maps.packByCode.get(code);
      if (pack !== undefined) packs.set(code, pack);
    }
    for (const sold of sales) for (const pack of sold.packs) packs.set(pack.code, pack);
    const { claimsByCode } = maps;
    const kinds = kindsOf({ claim, institution, sales, sameInvoice, packs, claimsByCode });
    if (!sameInvoice.some((other) => isEarlier(other, claim))) {
      for (const kind of personKinds(purchasesByPerson, { claim, sales, packs })) kinds.add(kind);
    }
    const told = [...kinds].filter((kind) => !LEFT_OUT[kind]?.some((other) => kinds.has(other)));
    if (told.length > 0) found.set(claim.row, told.sort().join(" "));
  }
  return found;
}

function mapsOf(world: World): Maps {
  const maps: Maps = {
    institutionByCode: new Map(world.institutions.map((each) => [each.code, each])),
    salesBySettlement: new Map(),
    salesByReceipt: new Map(),
    packByCode: new Map(),
    claimsBySettlement: new Map(),
    claimsByReceipt: new Map(),
    claimsByCode: new Map(),
  };
  for (const sold of world.sales) {
    const { settlementId, institution, receiptNumber } = sold.sale;
    if (settlementId !== null) push(maps.salesBySettlement, settlementId, sold);
    push(maps.salesByReceipt, `${institution} ${receiptNumber}`, sold);
    for (const pack of sold.packs) maps.packByCode.set(pack.code, pack);
  }
  for (const pack of world.shelf) maps.packByCode.set(pack.code, pack);
  for (const claim of world.claims) {
    const { settlementId, institutionCode, receiptNumber, traceCodes } = claim;
    if (settlementId !== null) push(maps.claimsBySettlement, settlementId, claim);
    if (receiptNumber !== null) push(maps.claimsByReceipt, `${institutionCode} ${receiptNumber}`, claim);
    for (const code of traceCodes) push(maps.claimsByCode, code, claim);
  }
  return maps;
}

function salesOf(maps: Maps, claim: FeedClaim, institution: InstitutionFact | null): LedgerSale[] {
  if (claim.channel === "direct" && claim.settlementId !== null) {
    return maps.salesBySettlement.get(claim.settlementId) ?? [];
  }
  if (institution === null || claim.receiptNumber === null) return [];
  return maps.salesByReceipt.get(`${institution.id} ${claim.receiptNumber}`) ?? [];
}

function sameInvoiceOf(maps: Maps, claim: FeedClaim, sales: LedgerSale[]): FeedClaim[] {
  const others = new Set<FeedClaim>();
  const settlements = new Set([claim.settlementId, ...sales.map(({ sale }) => sale.settlementId)]);
  const receipts = new Set([claim.receiptNumber, ...sales.map(({ sale }) => sale.receiptNumber)]);
  for (const id of settlements) {
    if (id !== null) for (const other of maps.claimsBySettlement.get(id) ?? []) others.add(other);
  }
  for (const number of receipts) {
    if (number === null) continue;
    const name = `${claim.institutionCode} ${number}`;
    for (const other of maps.claimsByReceipt.get(name) ?? []) others.add(other);
  }
  others.delete(claim);
  return [...others];
}

function personKinds(
  purchasesByPerson: Map<string, Purchase[]>,
  of: { claim: FeedClaim; sales: LedgerSale[]; packs: Map<string, PackFact> },
): string[] {
  const { claim, sales, packs } = of;
  if (claim.person === null) return [];
  const name = `${claim.person.scheme} ${claim.person.value}`;
  const before = purchasesByPerson.get(name) ?? [];
  const boughtOn = dayOf(sales[0]?.sale.soldOn ?? claim.claimedOn);
  const bought = new Map<number, number>();
  for (const code of new Set(claim.traceCodes)) {
    const product = packs.get(code)?.product;
    if (product) bought.set(product.id, (bought.get(product.id) ?? 0) + 1);
  }
  const kinds: string[] = [];
  const sameDay = before.filter(({ claimedOn }) => claimedOn === claim.claimedOn).length + 1;
  if (sameDay > PER_DAY_MAX) kinds.push("over_frequency");
  for (const [product, count] of bought) {
    const inWindow = before.filter(
      (each) =>
        each.packs.has(product) && each.boughtOn > boughtOn - WINDOW_DAYS && each.boughtOn <= boughtOn,
    );
    if (inWindow.length + 1 > PURCHASES_MAX) kinds.push("over_frequency");
    const sum = inWindow.reduce((total, each) => total + (each.packs.get(product) ?? 0), count);
    if (sum > PACKS_MAX) kinds.push("over_quantity");
  }
  before.push({ claimedOn: claim.claimedOn, boughtOn, packs: bought });
  purchasesByPerson.set(name, before);
  return kinds;
}

function kindsOf(of: {
  claim: FeedClaim;
  institution: InstitutionFact | null;
  sales: LedgerSale[];
  sameInvoice: FeedClaim[];
  packs: Map<string, PackFact>;
  claimsByCode: Map<string, FeedClaim[]>;
}): Set<string> {
  const { claim, institution, sales, sameInvoice, packs, claimsByCode } = of;
  const kinds = new Set<string>();
  const sold = new Set<string>();
  let soldFen = 0n;
  for (const { sale } of sales) {
    for (const code of sale.codes) {
      sold.add(code);
      const pack = packs.get(code);
      if (pack === undefined) continue;
      const { batch, product } = pack;
      if (batch && sale.soldAtSec >= batch.expiresAtSec) kinds.add("expired");
      if (batch && batch.recalledAtSec !== null && sale.soldAtSec >= batch.recalledAtSec)
        kinds.add("recalled");
      if (institution && !pack.receivedAtSec.some((at) => at <= sale.soldAtSec)) kinds.add("never_received");
      if (product && sale.statedProduct !== null && sale.statedProduct !== product.id)
        kinds.add("product_mismatch");
    }
    soldFen += sale.lineFen ?? 0n;
    if (claim.claimedOn < sale.soldOn) kinds.add("claim_before_sale");
    if (institution && sale.institution !== institution.id) kinds.add("institution_mismatch");
    if (institution && isResting(institution, sale.soldAtSec)) kinds.add("suspended_institution");
    const { person } = sale;
    if (claim.person && person && person !== "closed" && person.scheme === claim.person.scheme) {
      if (person.value !== claim.person.value) kinds.add("wrong_patient");
    }
    if (sale.countE4 !== BigInt(sale.codes.length) * 10_000n) kinds.add("quantity_mismatch");
  }
  if (institution === null) kinds.add("unknown_institution");
  if (sales.length === 0) kinds.add("no_sale");
  else {
    if (soldFen !== claim.totalFen) kinds.add("amount_mismatch");
    if (soldFen > PURCHASE_MAX) kinds.add("large_purchase");
    if (claim.traceCodes.some((code) => !sold.has(code))) kinds.add("quantity_mismatch");
    for (const code of sold) if (!claim.traceCodes.includes(code)) kinds.add("quantity_mismatch");
    if (sales.every(({ sale }) => sale.returns.some(({ isWhole, isRefused }) => isWhole && !isRefused))) {
      kinds.add("returned_and_claimed");
    }
  }
  const untilSec = Math.max(dayEndSec(claim.claimedOn) - 1, ...sales.map(({ sale }) => sale.soldAtSec));
  for (const code of claim.traceCodes) {
    const pack = packs.get(code);
    if (pack === undefined) continue;
    if (institution && !sold.has(code) && !pack.receivedAtSec.some((at) => at <= untilSec)) {
      kinds.add("never_received");
    }
    const returns = new Set(pack.returnsAtSec);
    if (returns.size > RETURNS_MAX) kinds.add("refund_cycle");
    const earlier = (claimsByCode.get(code) ?? []).filter(
      (other) => other !== claim && isEarlier(other, claim) && !sameInvoice.includes(other),
    );
    const isForeign = earlier.some((other) => other.institutionCode !== claim.institutionCode);
    if (isForeign || (returns.size <= RETURNS_MAX && earlier.length > returns.size))
      kinds.add("duplicate_code");
  }
  if (claim.channel === "manual" && sameInvoice.some(({ channel }) => channel === "direct")) {
    kinds.add("manual_repeats_direct");
  }
  if (sameInvoice.some((other) => other.channel === claim.channel && isEarlier(other, claim))) {
    kinds.add("same_invoice_twice");
  }
  return kinds;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function isEarlier(one: FeedClaim, other: FeedClaim): boolean {
  if (one.claimedOn !== other.claimedOn) return one.claimedOn < other.claimedOn;
  if (one.claimId !== other.claimId) return one.claimId < other.claimId;
  return one.row < other.row;
}

function isResting(institution: InstitutionFact, atSec: number): boolean {
  const status = institution.agreementAt(atSec);
  return status === "suspended" || status === "terminated";
}

function dayOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function dayEndSec(day: string): number {
  return (Date.parse(`${day}T00:00:00Z`) + DAY_MS - ZONE_MS) / 1000;
}
