import { z } from "zod";
import { fail } from "../../domain/failure.ts";
import { FAILURES } from "../../domain/failure-catalogue.ts";
import type { ImportRow } from "../../domain/import/import-store.ts";
import type { Imports } from "../../flows/import/open-imports.ts";
import type { Doors } from "../doors.ts";
import { cursorOf, pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  entriesRequest,
  importAnswer,
  importEndAnswer,
  importEndRequest,
  importRefusalList,
  importRequest,
} from "../schemas/imports.ts";
import { wireOf } from "../wire.ts";
import { ok } from "./replies.ts";

const subject = "Imports";
const params = z.strictObject({ id: z.string().regex(/^[0-9a-f]{32}$/) });

const begin = guardedRoute({
  method: "POST",
  path: "/v1/imports",
  operation: "beginImport",
  summary: "Begin the import of a feed, or find it as far as it came",
  subject,
  access: ["consortium"],
  writes: "no",
  body: importRequest,
  answers: [ok(importAnswer, "The import; the same files give the same one.")],
  failures: [],
  handle: async ({ body }, doors) => reply(await importsOf(doors).begin(body.files)),
});

const take = guardedRoute({
  method: "POST",
  path: "/v1/imports/{id}/entries",
  operation: "importEntries",
  summary: "Record the next lines of a feed; lines that were sent before are passed over",
  subject,
  access: ["consortium"],
  writes: "no",
  params,
  body: entriesRequest,
  largeBody: true,
  answers: [
    ok(importAnswer, "Every line was seen to its end: it stands on the ledger, or is among the refusals."),
  ],
  failures: ["not-found", "not-ready"],
  handle: async ({ params: { id }, body }, doors) =>
    reply(await importsOf(doors).take(id, body.from, body.entries)),
});

const read = guardedRoute({
  method: "GET",
  path: "/v1/imports/{id}",
  operation: "readImport",
  summary: "How far an import came",
  subject,
  access: ["consortium"],
  writes: "no",
  params,
  answers: [ok(importAnswer, "The import.")],
  failures: ["not-found"],
  handle: async ({ params: { id } }, doors) => reply(await importsOf(doors).read(id)),
});

const refusals = guardedRoute({
  method: "GET",
  path: "/v1/imports/{id}/refusals",
  operation: "listImportRefusals",
  summary: "The lines of a feed that were not taken, and why",
  subject,
  access: ["consortium"],
  writes: "no",
  params,
  query: z.strictObject(pageQuery),
  answers: [ok(importRefusalList, "A page of refusals, in the order of the feed.")],
  failures: ["not-found"],
  async handle({ params: { id }, query }, doors) {
    const page = await importsOf(doors).refusals(id, pageOf(query, doors.limits));
    const rows = page.rows.map((row) => ({ ...row, reason: FAILURES[row.code].title }));
    return { status: 200, body: { rows, next: cursorOf(page.next) } };
  },
});

const end = guardedRoute({
  method: "POST",
  path: "/v1/imports/{id}/end",
  operation: "endImport",
  summary: "End an import: all its lines were sent; keys to read with are written",
  subject,
  access: ["consortium"],
  writes: "no",
  params,
  body: importEndRequest,
  answers: [ok(importEndAnswer, "The import as it ended.")],
  failures: ["not-found"],
  async handle({ params: { id }, body }, doors) {
    const { row, credentials } = await importsOf(doors).end(id, body.entryCount);
    return { status: 200, body: { ...wireOf(row), credentials } };
  },
});

/** The embedded ledger of a demo is built by its builder alone, and has no door for imports. */
function importsOf({ imports }: Doors): Imports {
  return imports ?? fail("not-ready", { missing: "imports" });
}

function reply(row: ImportRow) {
  return { status: 200, body: wireOf(row) };
}

export const IMPORT_ROUTES: readonly Route[] = [begin, take, read, refusals, end];
