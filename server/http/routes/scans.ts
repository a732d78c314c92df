import { fail } from "../../domain/failure.ts";
import { ROLES } from "../../domain/principal.ts";
import { guardedRoute, publicRoute, type Route } from "../route.ts";
import { checkAnswer, checkRequest, scanAnswer, scanRequest } from "../schemas/scans.ts";
import { secOf, wireOf } from "../wire.ts";
import { ok } from "./replies.ts";

const scan = guardedRoute({
  method: "POST",
  path: "/v1/scans",
  operation: "readScans",
  summary: "What is this scan? Its code, or its damage; with a purpose, whether the pack may be used for it",
  subject: "Packs",
  access: ROLES,
  writes: "no",
  body: scanRequest,
  answers: [ok(scanAnswer, "What it is: one for `scan`, a list for `scans`.")],
  failures: [],
  async handle({ principal, body }, doors) {
    const { scans, asOf } = await doors.answer.scans(principal, {
      scans: "scan" in body ? [body.scan] : body.scans,
      purpose: body.purpose ?? null,
      atSec: body.at === undefined ? null : secOf(body.at),
    });
    if ("scans" in body) return { status: 200, body: wireOf({ scans, asOf }) };
    const [only] = scans;
    if (only === undefined) return fail("internal");
    return { status: 200, body: wireOf({ ...only, asOf }) };
  },
});

const check = publicRoute({
  method: "POST",
  path: "/v1/checks",
  operation: "checkPack",
  summary: "Is this box what it says, and did this receipt hand it over? Asked without naming anybody",
  subject: "Packs",
  body: checkRequest,
  answers: [ok(checkAnswer, "What somebody with the box in hand may know.")],
  failures: ["trace-code-malformed", "product-barcode-scanned", "could-not-look"],
  async handle({ code, receiptToken }, doors) {
    return {
      status: 200,
      body: wireOf(await doors.answer.check({ code, receiptToken: receiptToken ?? null })),
    };
  },
});

export const SCAN_ROUTES: readonly Route[] = [scan, check];
