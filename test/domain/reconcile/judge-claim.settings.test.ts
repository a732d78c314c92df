import { describe, expect, test } from "vitest";
import type { VisitFact } from "../../../server/domain/reconcile/claim-facts.ts";
import type { SiteFacts } from "../../../server/domain/reconcile/site-facts.ts";
import { THRESHOLDS_DEFAULT, type Thresholds } from "../../../server/domain/reconcile/thresholds.ts";
import { type CaseChange, caseOf, local, PACK, pack, sale, shop, told } from "./support/claim-cases.ts";

type Row = readonly [title: string, change: CaseChange, expected: readonly string[]];

const set = (change: Partial<Thresholds>): CaseChange => ({
  thresholds: { ...THRESHOLDS_DEFAULT, ...change },
});

/** A pack of 24 that cost so much, billed at 10 yuan. */
const bought = (fen: bigint, of: "purchase" | "procurement" = "purchase"): CaseChange => ({
  ...set({ marginBpsMax: 1_500, procurementMarginBpsMax: 10_000 }),
  packs: [pack(PACK, { purchase: { fen, of } })],
});
const tablets = (count: bigint, lineFen: bigint): CaseChange => ({
  claim: { totalFen: lineFen },
  sales: [sale({ of: "units", countE4: count * 10_000n, lineFen })],
});

const MARGIN: readonly Row[] = [
  ["at 15 % above the purchase", bought(870n), []],
  ["a fen that rounding explains above 15 %", bought(869n), []],
  ["above 15 %", bought(868n), ["margin_exceeded"]],
  ["twice the maker's price, and a fen that rounding explains", bought(500n, "procurement"), []],
  ["more than that", bought(499n, "procurement"), ["margin_exceeded"]],
  ["above 15 % of the maker's procurement price", bought(868n, "procurement"), []],
  ["no margin allowed", { ...bought(998n), ...set({ marginBpsMax: 0 }) }, ["margin_exceeded"]],
  [
    "no margin allowed, and a fen that rounding explains",
    { ...bought(999n), ...set({ marginBpsMax: 0 }) },
    [],
  ],
  ["no margin allowed, and none taken", { ...bought(1000n), ...set({ marginBpsMax: 0 }) }, []],
  ["a region that states no margin", { ...bought(1n), ...set({ marginBpsMax: null }) }, []],
  [
    "a region that states no margin above the maker's price",
    { ...bought(1n, "procurement"), ...set({ marginBpsMax: 1_500 }) },
    [],
  ],
  ["below the purchase", bought(2000n), []],
  ["nobody stated a price", { packs: [pack(PACK, { purchase: "unstated" })] }, []],
  [
    "the price can not be opened here",
    { packs: [pack(PACK, { purchase: "hidden" })], unseen: ["purchase-prices"] },
    [],
  ],
  ["6 of 24 tablets at their share", { ...bought(1000n), ...tablets(6n, 250n) }, []],
  ["6 of 24 tablets, each rounded up to the fen", { ...bought(1000n), ...tablets(6n, 290n) }, []],
  ["6 of 24 tablets at more", { ...bought(1000n), ...tablets(6n, 291n) }, ["margin_exceeded"]],
];

const visit = (openedAt: string, kind: VisitFact["kind"] = "outpatient"): VisitFact => ({
  kind,
  openedAtSec: local(openedAt),
  endedAtSec: null,
});
const prescribed = {
  id: 3,
  name: "",
  unitsPerPack: 24,
  isHighValue: false,
  mustBeMakerTraced: false,
  isPrescriptionOnly: true,
};
const ofPrescription = { packs: [pack(PACK, { product: prescribed })] };
const always = set({ visitDemand: "always" });
const onlyPrescription = { ...set({ visitDemand: "prescription-only" }), ...ofPrescription };

const VISITS: readonly Row[] = [
  ["nobody asks for one", ofPrescription, []],
  ["always wanted, and there was none", always, ["no_visit"]],
  ["twelve weeks before, to the second", { ...always, visits: [visit("2026-05-18 10:00:00")] }, []],
  ["a second longer ago", { ...always, visits: [visit("2026-05-18 09:59:59")] }, ["no_visit"]],
  ["in the second of the sale", { ...always, visits: [visit("2026-08-10 10:00:00")] }, []],
  ["only after it", { ...always, visits: [visit("2026-08-10 10:00:01")] }, ["no_visit"]],
  ["a stay does too", { ...always, visits: [visit("2026-08-01 10:00:00", "inpatient")] }, []],
  ["visits could not be looked at", { ...always, unseen: ["visits"] }, []],
  ["nobody is named", { ...always, claim: { person: null } }, []],
  ["a hospital's own pharmacy", { ...always, institution: { ...shop, kind: "hospital" } }, []],
  ["no prescription drug", set({ visitDemand: "prescription-only" }), []],
  ["a prescription drug without either", onlyPrescription, ["no_visit"]],
  [
    "a prescription drug, and the prescription is stated",
    { ...onlyPrescription, sales: [sale({ hasPrescription: true })] },
    [],
  ],
  ["a prescription drug after a visit", { ...onlyPrescription, visits: [visit("2026-08-01 10:00:00")] }, []],
];

const hospital = { institution: { ...shop, kind: "hospital" } } as const;
const stays = (count: number, from = "2026-01-05"): CaseChange => ({
  ...hospital,
  visits: Array.from({ length: count }, (_, at) => ({
    kind: "inpatient" as const,
    openedAtSec: local(`${from} 10:00:00`) + at * 86_400,
    endedAtSec: null,
  })),
});

const ADMISSIONS: readonly Row[] = [
  ["six in the year", stays(6), []],
  ["seven in the year", stays(7), ["frequent_admission"]],
  ["seven, of which one in the year before", stays(7, "2025-12-31"), []],
  ["seven, of which one after the claim", stays(7, "2026-08-05"), []],
  ["seven visits are no stays", { ...hospital, visits: stays(7).visits?.map(asVisit) ?? [] }, []],
  ["seven, and a pharmacy's claim", { ...stays(7), institution: shop }, []],
  [
    "three where two are let pass",
    { ...stays(3), ...set({ admissionsPerYearMax: 2 }) },
    ["frequent_admission"],
  ],
];

function asVisit(stay: VisitFact): VisitFact {
  return { ...stay, kind: "outpatient" };
}

/** Monday to Saturday 08:00 to 21:00; 2026-08-10 is a Monday. */
const SITE: SiteFacts = {
  counterCount: 2,
  pharmacistCount: 1,
  hours: [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opensAtMin: 480, closesAtMin: 1260 })),
};
const at = (text: string, change: Partial<SiteFacts> = {}): CaseChange => ({
  claim: { claimedOn: "2026-08-12" },
  site: { ...SITE, ...change },
  sales: [sale({ soldAtSec: local(text) })],
});

const SITES: readonly Row[] = [
  ["as many receipts as two counters write", { site: SITE, receiptsInHour: 120 }, []],
  ["one more", { site: SITE, receiptsInHour: 121 }, ["impossible_rate"]],
  ["the site is not known", { site: null, receiptsInHour: 5000 }, []],
  ["as it opens", at("2026-08-10 08:00:00"), []],
  ["a second before it opens", at("2026-08-10 07:59:59"), ["outside_hours"]],
  ["its last second", at("2026-08-10 20:59:59"), []],
  ["as it closes", at("2026-08-10 21:00:00"), ["outside_hours"]],
  ["on its day of rest", at("2026-08-09 10:00:00"), ["outside_hours"]],
  ["at 02:00 by a clock eight hours late", at("2026-08-10 02:00:00"), ["time_zone"]],
  [
    "after midnight, open until 02:00",
    at("2026-08-11 01:59:59", { hours: [{ weekday: 1, opensAtMin: 480, closesAtMin: 1560 }] }),
    [],
  ],
  [
    "after midnight, closed since 02:00",
    at("2026-08-11 07:00:00", { hours: [{ weekday: 1, opensAtMin: 480, closesAtMin: 1560 }] }),
    ["outside_hours"],
  ],
  ["no pharmacist, and no prescription drug", { site: { ...SITE, pharmacistCount: 0 } }, []],
  ["no pharmacist", { site: { ...SITE, pharmacistCount: 0 }, ...ofPrescription }, ["no_pharmacist"]],
  ["one pharmacist", { site: SITE, ...ofPrescription }, []],
];

describe.each([
  ["a margin above the purchase", MARGIN],
  ["a visit before a purchase", VISITS],
  ["admissions in a year", ADMISSIONS],
  ["what a site can do", SITES],
])("%s", (_, rows) => {
  test.each(rows)("%s", (_title, change, expected) => {
    expect(told(caseOf(change))).toEqual(expected);
  });
});
