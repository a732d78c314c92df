import { z } from "zod";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId, RegionCode } from "../../domain/ids.ts";
import { ROLES } from "../../domain/principal.ts";
import { THRESHOLDS_DEFAULT } from "../../domain/reconcile/thresholds.ts";
import { keepSiteFacts, siteFactsOf } from "../../flows/keep/keep-site-facts.ts";
import { keepThresholds, thresholdsOf } from "../../flows/keep/keep-thresholds.ts";
import type { Doors } from "../doors.ts";
import { guardedRoute, type Reply, type Route } from "../route.ts";
import { institutionInPath } from "../schemas/primitives.ts";
import {
  siteFactsAnswer,
  siteFactsRequest,
  thresholdsAnswer,
  thresholdsRequest,
} from "../schemas/reconcile-rules.ts";
import { regionInPath } from "../schemas/regions.ts";
import { wireOf } from "../wire.ts";
import { ok } from "./replies.ts";

const subject = "Reconciliation";
const ofRegion = z.strictObject({ code: regionInPath });
const ofInstitution = z.strictObject({ id: institutionInPath });

const readThresholds = guardedRoute({
  method: "GET",
  path: "/v1/regions/{code}/reconciliation-rules",
  operation: "readReconciliationRules",
  summary: "What a region's fund lets pass unasked, by the day from which it holds",
  subject,
  access: ROLES,
  writes: "no",
  params: ofRegion,
  answers: [ok(thresholdsAnswer, "In the order of their days; the defaults hold before the first.")],
  failures: [],
  handle: ({ params: { code } }, doors) => tellThresholds(doors, code),
});

const putThresholds = guardedRoute({
  method: "PUT",
  path: "/v1/regions/{code}/reconciliation-rules",
  operation: "putReconciliationRules",
  summary: "Set what one's fund lets pass unasked, from a day on; stays with this server",
  subject,
  access: ["bureau"],
  writes: "no",
  params: ofRegion,
  body: thresholdsRequest,
  answers: [ok(thresholdsAnswer, "Kept; all rows of the region.")],
  failures: ["institution-outside-region"],
  async handle({ principal, params: { code }, body: { fromDay, values } }, doors) {
    if (code !== principal.region) {
      fail("institution-outside-region", { region: code, own: principal.region });
    }
    const set = { ...values, purchaseFenMax: BigInt(values.purchaseFenMax) };
    await keepThresholds(doors.take, { principal, fromDay, values: set });
    return tellThresholds(doors, code);
  },
});

const readFacts = guardedRoute({
  method: "GET",
  path: "/v1/institutions/{id}/site-facts",
  operation: "readSiteFacts",
  summary: "Counters, pharmacists and opening hours of a place of care, as its bureau stated them",
  subject,
  access: ROLES,
  writes: "no",
  params: ofInstitution,
  answers: [ok(siteFactsAnswer, "In the order of their days; none where nothing was stated here.")],
  failures: ["not-found"],
  handle: ({ params: { id } }, doors) => tellSiteFacts(doors, id),
});

const putFacts = guardedRoute({
  method: "PUT",
  path: "/v1/institutions/{id}/site-facts",
  operation: "putSiteFacts",
  summary: "State counters, pharmacists and opening hours of a site of one's region, from a day on",
  subject,
  access: ["bureau"],
  writes: "no",
  params: ofInstitution,
  body: siteFactsRequest,
  answers: [ok(siteFactsAnswer, "Kept; all rows of the site.")],
  failures: ["not-found", "institution-outside-region", "institution-kind-not-allowed"],
  async handle({ principal, params: { id: institution }, body: { fromDay, facts } }, doors) {
    await keepSiteFacts(doors.take, { principal, institution, fromDay, facts });
    return tellSiteFacts(doors, institution);
  },
});

async function tellThresholds(doors: Doors, region: RegionCode): Promise<Reply> {
  const rows = await thresholdsOf(doors.take, region);
  return { status: 200, body: wireOf({ region, defaults: THRESHOLDS_DEFAULT, rows }) };
}

async function tellSiteFacts(doors: Doors, institution: InstitutionId): Promise<Reply> {
  return { status: 200, body: wireOf({ institution, rows: await siteFactsOf(doors.take, institution) }) };
}

export const RECONCILE_RULE_ROUTES: readonly Route[] = [readThresholds, putThresholds, readFacts, putFacts];
