import { businessDayOf } from "../server/domain/business-day.ts";
import type { InstitutionFact, PackFact } from "../server/domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../server/domain/reconcile/feed-claim.ts";
import type { SaleFact } from "../server/domain/reconcile/sale-fact.ts";
import {
  BATCH_COUNT,
  BATCHES,
  codeOf,
  DAY_SEC,
  DAYS,
  decoded,
  FIRST_SHOP,
  INSTITUTIONS,
  type Made,
  type Mutable,
  PRODUCT_COUNT,
  PRODUCTS,
  packOf,
  REGION,
  randomFrom,
  SHOP_COUNT,
  START_SEC,
  SUSPENDED_SHOPS,
  shopCode,
  ZONE,
} from "./reconcile-goods.ts";
import { PLANTS, REACH_ON } from "./reconcile-plants.ts";

/** A dispense as the ledger tells it, decoded: its line, and its packs at the shop that sold them. */
export type LedgerSale = { readonly sale: SaleFact; readonly packs: readonly PackFact[] };

/** A stretch of a feed, and of the ledger beside it. */
export type World = {
  readonly institutions: readonly InstitutionFact[];
  readonly sales: readonly LedgerSale[];
  /** Packs that claims name and nobody sold. */
  readonly shelf: readonly PackFact[];
  readonly claims: readonly FeedClaim[];
};

const SEED = 20_260_801;
/** How far before itself a plant reaches. */
const REACH_BACK = 10;
const EVERY = 87;

/**
 * Claims and facts from one place to another of so many: the same ones whatever stretches they are made in.
 * One claim in EVERY is planted with one of the kinds that a join decides.
 */
export function makeWorld(count: number, from = 0, to = count): World {
  const made = new Map<number, Made>();
  for (let nth = Math.max(0, from - 2 * REACH_BACK); nth < Math.min(count, to + 2 * REACH_BACK); nth += 1) {
    made.set(nth, purchaseOf(nth, count));
  }
  const shelf: PackFact[] = [];
  for (let nth = Math.max(EVERY, from - REACH_ON); nth < Math.min(count, to + REACH_BACK); nth += 1) {
    const one = made.get(nth);
    if (nth % EVERY !== 0 || one === undefined) continue;
    PLANTS[(nth / EVERY) % PLANTS.length]?.(one, { random: randomFrom(nth), made, shelf }, nth);
  }
  const own: Made[] = [];
  for (let nth = from; nth < to; nth += 1) {
    const one = made.get(nth);
    if (one !== undefined) own.push(one);
  }
  return {
    institutions: INSTITUTIONS,
    sales: own.map(({ sale, packs }) => ({ sale, packs })),
    shelf,
    claims: own.map(({ claim }) => claim),
  };
}

function purchaseOf(nth: number, count: number): Made {
  const random = randomFrom(Math.imul(nth + 1, 0x9e37_79b1) ^ SEED);
  const shop = SUSPENDED_SHOPS + random(SHOP_COUNT - SUSPENDED_SHOPS);
  const day = Math.floor((nth * DAYS) / count);
  const soldAtSec = START_SEC + day * DAY_SEC + 8 * 3600 + random(12 * 3600);
  const codes = codesOf(nth, random(100));
  const product = random(PRODUCT_COUNT);
  const batch = BATCHES[product + PRODUCT_COUNT * random(BATCH_COUNT / PRODUCT_COUNT)] ?? null;
  const packs = codes.map((code) => packOf(code, { product: PRODUCTS[product] ?? null, batch, soldAtSec }));
  return madeOf({ nth, shop, soldAtSec, codes, packs, random, personCount: Math.ceil(count * 0.56) });
}

function codesOf(nth: number, dice: number): string[] {
  const count = dice < 78 ? 1 : dice < 95 ? 2 : 3;
  // Serials far apart: no code is a slip of another.
  return Array.from({ length: count }, (_, at) => codeOf(nth * 4 + at));
}

function madeOf(of: {
  readonly nth: number;
  readonly shop: number;
  readonly soldAtSec: number;
  readonly codes: readonly string[];
  readonly packs: Mutable<PackFact>[];
  readonly random: (below: number) => number;
  readonly personCount: number;
}): Made {
  const { nth, shop, soldAtSec, codes, packs, random } = of;
  const soldOn = businessDayOf(soldAtSec, ZONE);
  const stamp = soldOn.replaceAll("-", "");
  const isCash = random(100) < 2;
  const number = String(nth).padStart(8, "0");
  const settlementId = isCash ? null : decoded(`${REGION}${stamp}00000000${number}`);
  const receiptNumber = decoded(`R${stamp}-${number}`);
  const name = `${REGION}99${String(random(of.personCount) * 7_919).padStart(18, "0")}`;
  const person = { scheme: "psn-no", value: decoded(name) };
  const fen = BigInt(500 + random(20_000) * codes.length);
  return {
    claim: {
      row: nth + 1,
      claimId: `C${String(nth + 1).padStart(9, "0")}`,
      channel: isCash ? "manual" : "direct",
      settlementId: settlementId === null ? null : decoded(settlementId),
      receiptNumber: decoded(receiptNumber),
      institutionCode: decoded(shopCode(shop)),
      person: random(50) === 0 ? null : { scheme: "psn-no", value: decoded(name) },
      insuredRegion: REGION,
      claimedOn: businessDayOf(soldAtSec + (isCash || random(20) === 0 ? random(4) * DAY_SEC : 0), ZONE),
      traceCodes: codes.map(decoded),
      totalFen: fen,
      fundFen: (fen * 7n) / 10n,
    },
    sale: {
      standing: { is: "recorded", dispense: `0x${nth.toString(16).padStart(64, "0")}`, block: 9 },
      institution: FIRST_SHOP + shop,
      receiptNumber,
      settlementId,
      soldAtSec,
      toldAtSec: soldAtSec + 2,
      lateSec: 0,
      hasPrescription: false,
      soldOn,
      codes,
      of: "packs",
      statedProduct: packs[0]?.product?.id ?? null,
      countE4: BigInt(codes.length) * 10_000n,
      lineFen: fen,
      exactE8: null,
      person: isCash ? null : person,
      returns: [],
    },
    packs,
  };
}
