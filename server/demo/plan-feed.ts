import type { RegionCode } from "../domain/ids.ts";
import type { FeedChannel } from "../domain/reconcile/feed-claim.ts";
import { CLAIM_COLUMNS } from "../domain/reconcile/feeds/read-claim-row.ts";
import type { FindingKind } from "../domain/reconcile/finding.ts";
import type { DemoPlan, DemoStep } from "./demo-plan.ts";

/** A claim of the feed that the demo's auditor reconciles; `day` counts from the ledger's first. */
export type DemoFeedClaim = {
  readonly claimId: string;
  readonly institution: string;
  readonly patient: string | null;
  readonly insuredRegion: RegionCode;
  readonly day: number;
  readonly receiptNumber: string;
  readonly codes: readonly string[];
  readonly totalFen: bigint;
  readonly channel: FeedChannel;
  /** What somebody slipped in, to be found; empty: an honest claim. */
  readonly planted: readonly FindingKind[];
};

type Sale = Extract<DemoStep, { kind: "dispense" }>;
type DatedSale = { readonly sale: Sale; readonly day: number };

/** One in so many of the shops' claims is tampered with: what was slipped in lies across the month. */
const TAMPERED_EVERY = 22;

/**
 * What the funds were asked for in the demo's month: a claim for each receipt that was claimed on the
 * ledger, some tampered with, some invented. One receipt is left out. From the plan alone.
 */
export function planFeed(plan: DemoPlan): readonly DemoFeedClaim[] {
  const regionOf = new Map(plan.institutions.map(({ code, region }) => [code, region]));
  const claimOf = ({ sale, day }: DatedSale): DemoFeedClaim => ({
    claimId: `QD-${sale.by}-${sale.document}`,
    institution: sale.by,
    patient: sale.person,
    insuredRegion: regionOf.get(sale.by) ?? 0,
    day,
    receiptNumber: sale.document,
    codes: sale.lines.map(({ code }) => code),
    totalFen: sale.lines.reduce((sum, { priceFen }) => sum + priceFen, 0n),
    channel: "direct",
    planted: [],
  });
  const sales = plan.slots.flatMap(({ day, steps }) =>
    steps.flatMap((step) => (step.kind === "dispense" ? [{ sale: step, day }] : [])),
  );
  const honest = sales.filter(({ sale }) => sale.claim !== null && sale.refused === null).map(claimOf);
  const refused = sales.filter(({ sale }) => sale.refused !== null).map((sale) => plantedOn(sale, claimOf));
  const [, ...told] = honest;
  return [...tamperedWith(told, unsoldOf(plan)), ...invented(plan, told), ...refused].toSorted(
    (a, b) => a.day - b.day || (a.claimId < b.claimId ? -1 : 1),
  );
}

/** A sale that the ledger refused, claimed all the same. */
function plantedOn(dated: DatedSale, claimOf: (dated: DatedSale) => DemoFeedClaim): DemoFeedClaim {
  const kind = dated.sale.refused === "batch-expired" ? "expired" : "duplicate_code";
  return { ...claimOf(dated), planted: [kind] };
}

type Tampering = (claim: DemoFeedClaim, unsold: string | undefined) => DemoFeedClaim;

const TAMPERINGS: readonly Tampering[] = [
  (claim) => ({ ...claim, totalFen: claim.totalFen * 3n, planted: ["amount_mismatch"] }),
  (claim) => ({ ...claim, patient: `${claim.insuredRegion}99000000000000`, planted: ["wrong_patient"] }),
  (claim) => ({ ...claim, day: claim.day - 3, planted: ["claim_before_sale"] }),
  (claim, unsold) =>
    unsold === undefined
      ? claim
      : { ...claim, codes: [...claim.codes, unsold], planted: ["quantity_mismatch"] },
  (claim) => ({
    ...claim,
    codes: claim.codes.map((code, at) => (at === 0 ? withWrongDigit(code) : code)),
    planted: ["near_code"],
  }),
];

/** Claims of shops, some of them with something changed, each kind of change in turn. */
function tamperedWith(
  claims: readonly DemoFeedClaim[],
  unsold: ReadonlyMap<string, readonly string[]>,
): DemoFeedClaim[] {
  let shops = 0;
  return claims.map((claim) => {
    // The first one is for claims that are invented.
    const [, free] = unsold.get(claim.institution) ?? [];
    if (!claim.institution.startsWith("P") || free === undefined) return claim;
    shops += 1;
    const nth = shops / TAMPERED_EVERY;
    return Number.isInteger(nth) ? (TAMPERINGS[nth % TAMPERINGS.length]?.(claim, free) ?? claim) : claim;
  });
}

/** One digit typed wrongly, in the serial number. */
function withWrongDigit(code: string): string {
  const at = code.length - 6;
  return code.slice(0, at) + String((Number(code[at]) + 1) % 10) + code.slice(at + 1);
}

/**
 * Claims behind which no receipt stands, for boxes that lie on the shop's shelf; and a receipt that was
 * settled at the counter, filed on paper with the other region's fund.
 */
function invented(plan: DemoPlan, told: readonly DemoFeedClaim[]): DemoFeedClaim[] {
  const regions = [...new Set(told.map(({ insuredRegion }) => insuredRegion))];
  const priceOf = new Map(plan.products.map(({ product }) => [product.tracePrefix, product.priceFen]));
  const empty = [...unsoldOf(plan)].filter(([by]) => by.startsWith("P")).slice(0, INVENTED_COUNT);
  const boxes = empty.flatMap(([institution, codes], nth): DemoFeedClaim[] => {
    const [code] = codes;
    const like = told.findLast((claim) => claim.institution === institution);
    if (code === undefined || like === undefined) return [];
    const document = `RX-${KONGMAI}-${nth + 1}`;
    const totalFen = priceOf.get(code.slice(0, PREFIX_LENGTH)) ?? 0n;
    return [
      {
        ...like,
        claimId: `QD-${institution}-${document}`,
        receiptNumber: document,
        codes: [code],
        totalFen,
        planted: ["no_sale"],
      },
    ];
  });
  const counter = told.findLast(({ institution }) => institution.startsWith("P"));
  const other = regions.find((region) => region !== counter?.insuredRegion);
  if (counter === undefined || other === undefined) throw new Error("the demo's feed needs two regions");
  const paper: DemoFeedClaim = {
    ...counter,
    claimId: `SG-${counter.institution}-${counter.receiptNumber}`,
    insuredRegion: other,
    channel: "manual",
    planted: ["manual_repeats_direct", "claimed_across_regions"],
  };
  return [...boxes, paper];
}

const INVENTED_COUNT = 3;
const PREFIX_LENGTH = 7;
/** 空卖: sold on paper, the box still on the shelf. */
const KONGMAI = "KM";

/** Packs that a shop or hospital received and never handed out, in the order in which they came. */
function unsoldOf({ slots }: DemoPlan): ReadonlyMap<string, readonly string[]> {
  const unsold = new Map<string, Set<string>>();
  for (const step of slots.flatMap(({ steps }) => steps)) {
    if (step.kind === "receive") {
      const shelf = unsold.get(step.by) ?? new Set<string>();
      for (const code of step.codes) shelf.add(code);
      unsold.set(step.by, shelf);
    }
    if (step.kind === "dispense") for (const { code } of step.lines) unsold.get(step.by)?.delete(code);
  }
  return new Map([...unsold].map(([code, packs]) => [code, [...packs]]));
}

/** The feed as a fund hands it over: a table with the columns that docs/feeds.md tells. */
export function feedTable(claims: readonly DemoFeedClaim[], dayOf: (offset: number) => string): string {
  const rows = claims.map((claim) => cellsOf(claim, dayOf).join(","));
  return `${CLAIM_COLUMNS.join(",")}\n${rows.join("\n")}\n`;
}

function cellsOf(claim: DemoFeedClaim, dayOf: (offset: number) => string): string[] {
  const cells: Readonly<Record<(typeof CLAIM_COLUMNS)[number], string>> = {
    claim_id: claim.claimId,
    setl_id: "",
    receipt_no: claim.receiptNumber,
    institution: claim.institution,
    patient: claim.patient ?? "",
    insured_region: String(claim.insuredRegion),
    date: dayOf(claim.day),
    trace_codes: claim.codes.join("|"),
    total_fen: String(claim.totalFen),
    fund_fen: "",
    channel: claim.channel,
  };
  return CLAIM_COLUMNS.map((column) => cells[column]);
}
