import { z } from "zod";
import { ALERT_WORDS, type Alert, SEVERITY_OF_ALERT } from "../../domain/alerts/alert.ts";
import { ROLES } from "../../domain/principal.ts";
import { cursorOf, pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import { alertAnswer, alertIdInPath, alertList, alertsQuery } from "../schemas/alerts.ts";
import { wireOf } from "../wire.ts";
import { ok } from "./replies.ts";

const subject = "Alerts";

const list = guardedRoute({
  method: "GET",
  path: "/v1/alerts",
  operation: "listAlerts",
  summary: "What the asker must look at, the worst first",
  subject,
  access: ROLES,
  writes: "no",
  query: z.strictObject({ ...pageQuery, ...alertsQuery }),
  answers: [ok(alertList, "A page of alerts.")],
  failures: [],
  async handle({ principal, query }, doors) {
    const isAcknowledged = query.acknowledged === undefined ? null : query.acknowledged === "yes";
    const asked = { filter: { isAcknowledged }, page: pageOf(query, doors.limits) };
    const { rows, next } = await doors.alerts.list(principal, asked);
    return { status: 200, body: { rows: rows.map(told), next: cursorOf(next) } };
  },
});

const acknowledge = guardedRoute({
  method: "POST",
  path: "/v1/alerts/{id}/acknowledgement",
  operation: "acknowledgeAlert",
  summary: "Say that somebody of the institution has looked at it",
  subject,
  access: ROLES,
  writes: "record",
  params: z.strictObject({ id: alertIdInPath }),
  answers: [ok(alertAnswer, "The alert, with who looked first.")],
  failures: ["not-found"],
  async handle({ principal, params: { id } }, doors) {
    return { status: 200, body: told(await doors.alerts.acknowledge(principal, id)) };
  },
});

function told({ facts, ...alert }: Alert): object {
  const { kind } = alert;
  // Facts are told as they were found.
  return { ...wireOf(alert), severity: SEVERITY_OF_ALERT[kind], words: ALERT_WORDS[kind], facts };
}

export const ALERT_ROUTES: readonly Route[] = [list, acknowledge];
