import { z } from "zod";
import { fail } from "../../domain/failure.ts";
import { FAILURES } from "../../domain/failure-catalogue.ts";
import type { ReconciliationRow } from "../../domain/reconcile/reconciliation-store.ts";
import type { ToldAnchors } from "../../domain/reconcile/told-anchors.ts";
import type { Reconciliations } from "../../flows/reconcile/open-reconciliations.ts";
import {
  findingsCsv,
  findingsJson,
  foremostInstitutions,
  REPORT_POLICY,
  reportHtml,
} from "../../flows/reconcile/tell-report.ts";
import { findingsWorkbook } from "../../flows/reconcile/tell-workbook.ts";
import type { Doors } from "../doors.ts";
import { cursorOf, pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  anchorList,
  anchorsQuery,
  feedFaultList,
  findingList,
  findingsDocument,
  findingsQuery,
  reconciliationAnswer,
  reconciliationDetail,
  reconciliationList,
  reconciliationQuery,
} from "../schemas/reconciliations.ts";
import { wireOf } from "../wire.ts";
import { findingOnTheWire } from "./finding-wire.ts";
import { ok } from "./replies.ts";

const subject = "Reconciliation";
const access = ["bureau", "auditor"] as const;
const params = z.strictObject({ id: z.string().regex(/^[0-9a-f]{32}$/) });

const begin = guardedRoute({
  method: "POST",
  path: "/v1/reconciliations",
  operation: "beginReconciliation",
  summary: "Reconcile 对账: hold what a fund was asked to pay against the ledger",
  subject,
  access,
  writes: "no",
  query: reconciliationQuery,
  takesFeedStream: true,
  answers: [
    {
      status: 202,
      description: "The feed is kept and will be judged; the same feed is the same reconciliation.",
      schema: reconciliationAnswer,
    },
  ],
  failures: [
    "feed-columns-wrong",
    "feed-institution-missing",
    "block-not-reached",
    "reconciliation-outside-region",
    "upload-cut-off",
    "not-ready",
  ],
  async handle({ principal, query, feed }, doors) {
    const { format, name = format, institution: institutionCode = null, block = null, region = null } = query;
    if (format === "nhsa-3202" && institutionCode === null) fail("feed-institution-missing", {});
    const asked = { principal, format, name, institutionCode, block, region, ...feed(format) };
    const row = await reconciliationsOf(doors).begin(asked);
    return { status: 202, body: told(row), headers: { Location: `/v1/reconciliations/${row.id}` } };
  },
});

const list = guardedRoute({
  method: "GET",
  path: "/v1/reconciliations",
  operation: "listReconciliations",
  summary: "Reconciliations, newest first: one's own; an auditor sees all",
  subject,
  access,
  writes: "no",
  query: z.strictObject(pageQuery),
  answers: [ok(reconciliationList, "A page of reconciliations.")],
  failures: [],
  async handle({ principal, query }, doors) {
    const { rows, next } = await reconciliationsOf(doors).list(principal, pageOf(query, doors.limits));
    return { status: 200, body: { rows: rows.map(told), next: cursorOf(next) } };
  },
});

const read = guardedRoute({
  method: "GET",
  path: "/v1/reconciliations/{id}",
  operation: "readReconciliation",
  summary: "How far a reconciliation came, and what it sums up to",
  subject,
  access,
  writes: "no",
  params,
  answers: [ok(reconciliationDetail, "The reconciliation.")],
  failures: ["not-found"],
  async handle({ principal, params: { id } }, doors) {
    const whole = await reconciliationsOf(doors).whole(principal, id);
    const institutions = wireOf(await foremostInstitutions(whole));
    return { status: 200, body: { ...told(whole.row), ...anchorsOf(whole.anchors), institutions } };
  },
});

const findings = guardedRoute({
  method: "GET",
  path: "/v1/reconciliations/{id}/findings",
  operation: "listFindings",
  summary: "What was found, in the order of the feed",
  subject,
  access,
  writes: "no",
  params,
  query: z.strictObject({ ...pageQuery, ...findingsQuery }),
  answers: [ok(findingList, "A page of findings.")],
  failures: ["not-found"],
  async handle({ principal, params: { id }, query }, doors) {
    const { kind = null, verdict = null } = query;
    const asked = { filter: { kind, verdict }, page: pageOf(query, doors.limits) };
    const reconciliations = reconciliationsOf(doors);
    const { asOf, digests } = await reconciliations.read(principal, id);
    const { rows, next } = await reconciliations.findings(principal, id, asked);
    const findingsDigest = digests?.findings ?? null;
    return {
      status: 200,
      body: { rows: rows.map(findingOnTheWire), next: cursorOf(next), asOf, findingsDigest },
    };
  },
});

const faults = guardedRoute({
  method: "GET",
  path: "/v1/reconciliations/{id}/faults",
  operation: "listFeedFaults",
  summary: "Rows of the feed that could not be read, and why",
  subject,
  access,
  writes: "no",
  params,
  query: z.strictObject(pageQuery),
  answers: [ok(feedFaultList, "A page of faults, in the order of the feed.")],
  failures: ["not-found"],
  async handle({ principal, params: { id }, query }, doors) {
    const page = pageOf(query, doors.limits);
    const { rows, next } = await reconciliationsOf(doors).faults(principal, id, page);
    return { status: 200, body: { rows, next: cursorOf(next) } };
  },
});

const HTML = "text/html; charset=utf-8";

const report = guardedRoute({
  method: "GET",
  path: "/v1/reconciliations/{id}/report.html",
  operation: "readReconciliationReport",
  summary: "The report as one page that can be sent",
  subject,
  access,
  writes: "no",
  params,
  answers: [{ status: 200, description: "The report.", schema: z.string(), contentType: HTML }],
  failures: ["not-found"],
  async handle({ principal, params: { id } }, doors) {
    const whole = await reconciliationsOf(doors).whole(principal, id);
    const headers = { "Content-Security-Policy": REPORT_POLICY };
    return { status: 200, contentType: HTML, headers, body: reportHtml(whole) };
  },
});

const CSV = "text/csv; charset=utf-8";

const table = guardedRoute({
  method: "GET",
  path: "/v1/reconciliations/{id}/findings.csv",
  operation: "readFindingsTable",
  summary: "Every finding as a table for spreadsheets",
  subject,
  access,
  writes: "no",
  params,
  answers: [{ status: 200, description: "The table.", schema: z.string(), contentType: CSV }],
  failures: ["not-found"],
  async handle({ principal, params: { id } }, doors) {
    const whole = await reconciliationsOf(doors).whole(principal, id);
    const headers = { "Content-Disposition": `attachment; filename="findings-${id}.csv"` };
    return { status: 200, contentType: CSV, headers, body: findingsCsv(whole) };
  },
});

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const workbook = guardedRoute({
  method: "GET",
  path: "/v1/reconciliations/{id}/findings.xlsx",
  operation: "readFindingsWorkbook",
  summary: "Summary, institutions, rules and the first findings as a workbook",
  subject,
  access,
  writes: "no",
  params,
  answers: [{ status: 200, description: "The workbook.", schema: z.string(), contentType: XLSX }],
  failures: ["not-found"],
  async handle({ principal, params: { id } }, doors) {
    const whole = await reconciliationsOf(doors).whole(principal, id);
    const headers = { "Content-Disposition": `attachment; filename="findings-${id}.xlsx"` };
    const body = await doors.writeWorkbook(await findingsWorkbook(whole));
    return { status: 200, contentType: XLSX, headers, body };
  },
});

const document = guardedRoute({
  method: "GET",
  path: "/v1/reconciliations/{id}/findings.json",
  operation: "readFindingsDocument",
  summary: "Every finding as one JSON array",
  subject,
  access,
  writes: "no",
  params,
  answers: [ok(findingsDocument, "The findings.")],
  failures: ["not-found"],
  async handle({ principal, params: { id } }, doors) {
    const whole = await reconciliationsOf(doors).whole(principal, id);
    return { status: 200, body: findingsJson(whole) };
  },
});

const anchors = guardedRoute({
  method: "POST",
  path: "/v1/reconciliations/anchors/query",
  operation: "queryAnchors",
  summary: "What institutions anchored of a feed at a block",
  subject,
  access,
  writes: "no",
  body: anchorsQuery,
  answers: [ok(anchorList, "Each institution's word, in the order of the chain.")],
  failures: [],
  async handle({ body }, doors) {
    const { sha256, format, institution: institutionCode, block } = body;
    const rows = await reconciliationsOf(doors).anchorsOf({ sha256, format, institutionCode }, block);
    return { status: 200, body: { rows: wireOf(rows) } };
  },
});

function reconciliationsOf({ reconciliations }: Doors): Reconciliations {
  return reconciliations ?? fail("not-ready", { missing: "reconciliations" });
}

function anchorsOf({ digest, anchor, others }: ToldAnchors) {
  const reason = anchor?.reason ?? null;
  const named = reason === null ? null : { ...reason, title: FAILURES[reason.code].title };
  return wireOf({ digest, anchor: anchor === null ? null : { ...anchor, reason: named }, others });
}

/** The row without what only this server needs to go on. */
function told(kept: ReconciliationRow) {
  const { feed: _, begunAt: __, begunAtMs: ___, digests: ____, anchoring: _____, failure, ...row } = kept;
  const named = failure === null ? null : { ...failure, title: FAILURES[failure.code].title };
  return wireOf({ ...row, failure: named });
}

export const RECONCILIATION_ROUTES: readonly Route[] = [
  begin,
  list,
  read,
  findings,
  faults,
  report,
  table,
  workbook,
  document,
  anchors,
];
