import { ZONES } from "../server/domain/business-day.ts";
import type { InstitutionFact, PackFact, ProductFact } from "../server/domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../server/domain/reconcile/feed-claim.ts";
import type { SaleFact } from "../server/domain/reconcile/sale-fact.ts";

export const ZONE = ZONES["Asia/Shanghai"];

export const START_SEC = Date.parse("2026-08-01T00:00:00+08:00") / 1000;
export const DAY_SEC = 86_400;
export const DAYS = 90;
export const SHOP_COUNT = 200;
export const FIRST_SHOP = 10;
export const SUSPENDED_SHOPS = 2;
export const PRODUCT_COUNT = 60;
export const BATCH_COUNT = 3_000;
export const REGION = 330_500;

export const INSTITUTIONS = Array.from({ length: SHOP_COUNT }, (_, nth) => shopOf(nth));
export const PRODUCTS = Array.from({ length: PRODUCT_COUNT }, (_, nth) => productOf(nth + 1));
export const BATCHES = Array.from({ length: BATCH_COUNT }, (_, nth) => ({
  batchNumber: `B${nth}`,
  expiresAtSec: START_SEC + DAY_SEC * (400 + (nth % 300)),
  recalledAtSec: null,
}));
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** A claim and what it is for. */
export type Made = { claim: Mutable<FeedClaim>; sale: Mutable<SaleFact>; packs: Mutable<PackFact>[] };

export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state += 0x6d2b_79f5;
    state |= 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word ^= word + Math.imul(word ^ (word >>> 7), 61 | word);
    return Math.floor((((word ^ (word >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export function shopOf(nth: number): InstitutionFact {
  const isSuspended = nth < SUSPENDED_SHOPS;
  return {
    id: FIRST_SHOP + nth,
    code: shopCode(nth),
    kind: "pharmacy",
    region: REGION,
    agreementAt: () => (isSuspended ? "suspended" : "active"),
    tellsAtOnce: true,
  };
}

export function shopCode(nth: number): string {
  return `P330500${String(nth).padStart(5, "0")}`;
}

export function productOf(id: number): ProductFact {
  return {
    id,
    name: `药品 ${id}`,
    unitsPerPack: 24,
    isHighValue: false,
    mustBeMakerTraced: false,
    isPrescriptionOnly: false,
  };
}

export function codeOf(serial: number): string {
  const mixed = String((serial * 7_919 + 13) % 10_000_000_019).padStart(11, "0");
  return decoded(`cn:8${mixed}${mixed.slice(3)}`);
}

/** As a text comes out of a decoder: in one piece, and no two of a claim and its sale the same object. */
export function decoded(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}

export function packOf(
  code: string,
  of: Pick<PackFact, "product" | "batch"> & { readonly soldAtSec: number },
): Mutable<PackFact> {
  return {
    code,
    identity: "known",
    product: of.product,
    batch: of.batch,
    receivedAtSec: [of.soldAtSec - 20 * DAY_SEC],
    isDeclaredOnly: false,
    returnsAtSec: [],
    otherSales: [],
    claims: [],
    purchase: "unstated",
    nearHeld: [],
  };
}
