import { z } from "zod";
import { THRESHOLD_WORDS } from "../../domain/reconcile/threshold-words.ts";
import { type Thresholds, VISIT_DEMANDS } from "../../domain/reconcile/thresholds.ts";
import { day, fen, instant, institutionId, region } from "./primitives.ts";

const COUNT_MAX = 1_000_000;
const HOURS_MAX = 28;
const DAY_MIN = 1_440;

const wordsOf = (name: keyof Thresholds): string => {
  const { chinese, unit, source } = THRESHOLD_WORDS[name];
  return `${chinese}: ${unit}. Serves ${source}.`;
};
const whole = (name: keyof Thresholds, min = 0) => z.int().min(min).max(COUNT_MAX).describe(wordsOf(name));

const thresholds = z
  .strictObject({
    returnsOfCodeMax: whole("returnsOfCodeMax"),
    purchaseFenMax: fen.describe(wordsOf("purchaseFenMax")),
    packsOfProductMax: whole("packsOfProductMax"),
    purchasesOfProductMax: whole("purchasesOfProductMax"),
    windowDays: whole("windowDays", 1),
    claimsOfPersonPerDayMax: whole("claimsOfPersonPerDayMax"),
    toldWithinHours: whole("toldWithinHours"),
    marginBpsMax: whole("marginBpsMax").nullable(),
    procurementMarginBpsMax: whole("procurementMarginBpsMax").nullable(),
    visitDemand: z.enum(VISIT_DEMANDS).describe(wordsOf("visitDemand")),
    visitWithinDays: whole("visitWithinDays"),
    admissionsPerYearMax: whole("admissionsPerYearMax"),
    receiptsPerCounterHourMax: whole("receiptsPerCounterHourMax", 1),
  })
  .meta({ id: "ReconciliationThresholds", description: "What a fund lets pass unasked." });

const setting = {
  fromDay: day.describe("It holds for claims dated from this day on, until the next row's day."),
};
const setter = { setBy: institutionId, setAt: instant };

export const thresholdsRequest = z
  .strictObject({ ...setting, values: thresholds })
  .meta({ id: "ReconciliationRulesRequest" });

export const thresholdsAnswer = z
  .strictObject({
    region,
    defaults: thresholds.describe("What holds before the first row."),
    rows: z.array(z.strictObject({ ...setting, values: thresholds, ...setter })),
  })
  .meta({ id: "ReconciliationRules", description: "Of claims on the region's fund, with who set them." });

const openingHours = z.strictObject({
  weekday: z.int().min(1).max(7).describe("1 Monday … 7 Sunday."),
  opensAtMin: z.int().min(0).max(DAY_MIN).describe("Minutes of the day."),
  closesAtMin: z
    .int()
    .min(1)
    .max(2 * DAY_MIN)
    .describe("Minutes; beyond 1440 it is open into the next day."),
});

const siteFacts = z
  .strictObject({
    counterCount: z.int().min(1).max(COUNT_MAX).describe("结算柜台 where receipts are written."),
    pharmacistCount: z.int().min(0).max(COUNT_MAX).describe("执业药师."),
    hours: z.array(openingHours).max(HOURS_MAX).describe("营业时间; a weekday that is missing is closed."),
  })
  .meta({ id: "SiteFacts" });

export const siteFactsRequest = z
  .strictObject({ ...setting, facts: siteFacts })
  .meta({ id: "SiteFactsRequest" });

export const siteFactsAnswer = z
  .strictObject({
    institution: institutionId,
    rows: z.array(z.strictObject({ ...setting, facts: siteFacts, ...setter })),
  })
  .meta({ id: "SiteFactsRows", description: "What its bureau stated to this server, and since when." });
