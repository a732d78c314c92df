import { z } from "zod";
import { fail } from "../domain/failure.ts";
import type { PageRequest } from "../domain/ledger-view.ts";
import type { HttpLimits } from "./limits.ts";

const PAGE_ROWS_DEFAULT = 50;

/** Query of every list. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,3}$/)
    .optional()
    .describe("Rows of a page, at most 200; 50 unless said otherwise."),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,512}$/)
    .optional()
    .describe("`next` of the page before."),
};

/** The part of a list that is asked for. */
export function pageOf(
  query: { limit?: string | undefined; cursor?: string | undefined },
  limits: Pick<HttpLimits, "pageRowsMax">,
): PageRequest {
  const limit = query.limit === undefined ? PAGE_ROWS_DEFAULT : Number(query.limit);
  if (limit > limits.pageRowsMax) {
    fail("malformed-request", {
      issues: [{ path: "query.limit", problem: `at most ${limits.pageRowsMax}` }],
    });
  }
  return { limit, after: query.cursor === undefined ? null : placeOf(query.cursor) };
}

/** Outside a place in an order is opaque, so that nobody builds one. */
export function cursorOf(next: string | null): string | null {
  return next === null ? null : Buffer.from(next, "utf8").toString("base64url");
}

function placeOf(cursor: string): string {
  const place = Buffer.from(cursor, "base64url").toString("utf8");
  return cursorOf(place) === cursor ? place : fail("malformed-request", { issues: [NO_CURSOR] });
}

const NO_CURSOR = { path: "query.cursor", problem: "not a cursor that this server gave" };
