import type { OpeningHours, SiteFacts, SiteFactsRow } from "../../domain/reconcile/site-facts.ts";
import { type Thresholds, type ThresholdsRow, VISIT_DEMANDS } from "../../domain/reconcile/thresholds.ts";
import { fen, jsonRow, list, nullable, oneOf, record, text, whole } from "./shape.ts";

export const thresholdsCodec = jsonRow<ThresholdsRow>(
  "thresholds",
  record<ThresholdsRow>({
    fromDay: text,
    values: record<Thresholds>({
      returnsOfCodeMax: whole,
      purchaseFenMax: fen,
      packsOfProductMax: whole,
      purchasesOfProductMax: whole,
      windowDays: whole,
      claimsOfPersonPerDayMax: whole,
      toldWithinHours: whole,
      marginBpsMax: nullable(whole),
      procurementMarginBpsMax: nullable(whole),
      visitDemand: oneOf(VISIT_DEMANDS),
      visitWithinDays: whole,
      admissionsPerYearMax: whole,
      receiptsPerCounterHourMax: whole,
    }),
    setBy: whole,
    setAtMs: whole,
  }),
);

export const siteFactsCodec = jsonRow<SiteFactsRow>(
  "siteFacts",
  record<SiteFactsRow>({
    fromDay: text,
    facts: record<SiteFacts>({
      counterCount: whole,
      pharmacistCount: whole,
      hours: list(record<OpeningHours>({ weekday: whole, opensAtMin: whole, closesAtMin: whole })),
    }),
    setBy: whole,
    setAtMs: whole,
  }),
);
