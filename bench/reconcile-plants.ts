import { businessDayOf } from "../server/domain/business-day.ts";
import type { OtherSale, PackFact } from "../server/domain/reconcile/claim-facts.ts";
import {
  codeOf,
  DAY_SEC,
  FIRST_SHOP,
  type Made,
  PRODUCTS,
  packOf,
  REGION,
  SHOP_COUNT,
  START_SEC,
  shopCode,
  ZONE,
} from "./reconcile-goods.ts";

/** How many purchases of one person are planted one after the other. */
export const REACH_ON = 6;

const EXPIRED = { batchNumber: "OLD", expiresAtSec: START_SEC - DAY_SEC, recalledAtSec: null };
const RECALLED = {
  batchNumber: "BAD",
  expiresAtSec: START_SEC + 900 * DAY_SEC,
  recalledAtSec: START_SEC - 3600,
};

type Plant = (made: Made, world: Making, nth: number) => void;

type Making = {
  readonly random: (below: number) => number;
  /** By place; those of the stretch and some around it. */
  readonly made: ReadonlyMap<number, Made>;
  readonly shelf: PackFact[];
};

const soldFirst = ({ sale }: Made): OtherSale => ({
  institution: sale.institution,
  soldAtSec: sale.soldAtSec,
  of: "packs",
  isReturned: false,
});

/** An earlier purchase of another shop that nothing was planted in: plants stand far from each other. */
const earlier = ({ made, random }: Making, nth: number): Made => {
  const one = made.get(nth - 7 - random(3));
  if (one === undefined) throw new Error("no earlier purchase");
  return one;
};

/** One of each kind. */
export const PLANTS: readonly Plant[] = [
  ({ claim }, _, nth) => {
    claim.settlementId = `${REGION}${"9".repeat(16)}${String(nth).padStart(8, "0")}`;
    claim.channel = "direct";
    claim.receiptNumber = `X${nth}`;
  },
  (made, world, nth) => {
    const first = earlier(world, nth);
    made.packs = first.packs.map((pack) => ({ ...pack, receivedAtSec: [], otherSales: [soldFirst(first)] }));
    first.packs = first.packs.map((pack) => ({ ...pack, otherSales: [soldFirst(made)] }));
    made.sale.codes = first.sale.codes;
    made.sale.countE4 = first.sale.countE4;
    made.sale.statedProduct = first.sale.statedProduct;
    made.claim.traceCodes = first.claim.traceCodes;
  },
  ({ claim }) => {
    claim.totalFen *= 3n;
  },
  ({ claim, packs, sale }, { shelf }, nth) => {
    const code = codeOf(nth * 4 + 3);
    const { product = null, batch = null } = packs[0] ?? {};
    shelf.push(packOf(code, { product, batch, soldAtSec: sale.soldAtSec }));
    claim.traceCodes = [...claim.traceCodes, code];
  },
  ({ sale }) => {
    sale.statedProduct = PRODUCTS.find(({ id }) => id !== sale.statedProduct)?.id ?? null;
  },
  ({ claim, sale }) => {
    claim.institutionCode = shopCode((sale.institution + 1 - FIRST_SHOP) % SHOP_COUNT);
    claim.settlementId ??= `${REGION}${"8".repeat(24)}`;
    sale.settlementId = claim.settlementId;
    claim.channel = "direct";
  },
  ({ claim, sale }) => {
    claim.person = { scheme: "psn-no", value: `${REGION}980000000000000000` };
    sale.person = { scheme: "psn-no", value: `${REGION}970000000000000000` };
  },
  ({ claim, sale }) => {
    claim.claimedOn = businessDayOf(sale.soldAtSec - 3 * DAY_SEC, ZONE);
  },
  ({ claim }, world, nth) => {
    const first = earlier(world, nth).claim;
    const { receiptNumber, institutionCode, traceCodes, totalFen, fundFen, person, claimedOn } = first;
    Object.assign(claim, {
      receiptNumber,
      institutionCode,
      traceCodes,
      totalFen,
      fundFen,
      person,
      claimedOn,
    });
    claim.channel = "manual";
    claim.settlementId = null;
  },
  ({ claim, sale, packs }) => {
    sale.returns = [{ atSec: sale.soldAtSec + 600, isRefused: false, isWhole: true }];
    for (const pack of packs) pack.returnsAtSec = [sale.soldAtSec + 600];
    claim.claimedOn = businessDayOf(sale.soldAtSec + DAY_SEC, ZONE);
  },
  ({ packs, sale }) => {
    for (const pack of packs)
      pack.returnsAtSec = [1, 2, 3, 4, 5].map((day) => sale.soldAtSec - day * DAY_SEC);
  },
  (made) => {
    made.packs = made.packs.map((pack) => ({ ...pack, batch: EXPIRED }));
  },
  (made) => {
    made.packs = made.packs.map((pack) => ({ ...pack, batch: RECALLED }));
  },
  (made) => {
    made.packs = made.packs.map((pack) => ({ ...pack, receivedAtSec: [] }));
  },
  ({ claim }, world, nth) => {
    const { claim: first } = earlier(world, nth);
    const { claimId, row } = claim;
    Object.assign(claim, first, { claimId, row });
  },
  ({ claim, sale }) => {
    sale.institution = FIRST_SHOP;
    claim.institutionCode = shopCode(0);
  },
  ({ claim }) => {
    claim.institutionCode = "P99999999999";
  },
  (_, { made }, nth) => {
    const person = { scheme: "psn-no", value: `${REGION}96${String(nth).padStart(18, "0")}` };
    for (let at = nth; at < nth + REACH_ON; at += 1) {
      const one = made.get(at);
      if (one === undefined) continue;
      one.claim.person = person;
      one.sale.person = person;
    }
  },
  ({ claim, sale }) => {
    claim.totalFen = 600_000n;
    sale.lineFen = 600_000n;
  },
];
