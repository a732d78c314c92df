import { z } from "zod";
import { fail } from "../../domain/failure.ts";
import type { SkuRow } from "../../domain/kept-records.ts";
import type { LedgerReader } from "../../domain/ports.ts";
import { ROLES } from "../../domain/principal.ts";
import { cursorOf, pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import { institutionInPath } from "../schemas/primitives.ts";
import { skusAnswer, skusPutAnswer, skusRequest } from "../schemas/skus.ts";
import { ok } from "./replies.ts";

const subject = "Institutions";
const params = z.strictObject({ id: institutionInPath });
const HOLDERS = ["maker", "wholesaler", "pharmacy", "hospital"] as const;

const list = guardedRoute({
  method: "GET",
  path: "/v1/institutions/{id}/skus",
  operation: "listSkus",
  summary: "An institution's own product numbers 目录对照, for itself and who watches over it",
  subject,
  access: ROLES,
  writes: "no",
  params,
  query: z.strictObject(pageQuery),
  answers: [ok(skusAnswer, "A page of the mapping, in a stable order.")],
  failures: ["not-found"],
  async handle({ principal, params: { id }, query }, doors) {
    const page = pageOf(query, doors.limits);
    const { rows, next } = await doors.answer.skus(principal, { institution: id, page });
    return { status: 200, body: { rows, next: cursorOf(next) } };
  },
});

const put = guardedRoute({
  method: "PUT",
  path: "/v1/institutions/{id}/skus",
  operation: "putSkus",
  summary: "Say which products one's own numbers stand for, as in 3301; stays with this server",
  subject,
  access: HOLDERS,
  writes: "no",
  params,
  body: skusRequest,
  answers: [ok(skusPutAnswer, "Kept, in the place of the mapping before.")],
  failures: ["not-found", "product-unknown"],
  async handle({ principal, params: { id }, body: { skus } }, doors) {
    // Another's mapping does not exist for this one.
    if (principal.institution !== id) fail("not-found", { institution: id });
    requireOnce(skus);
    await requireProducts(doors.take.reader, skus);
    await doors.take.records.replaceSkus(id, skus);
    return { status: 200, body: { skuCount: skus.length } };
  },
});

const PROBLEMS_TOLD_MAX = 100;

function requireOnce(skus: readonly SkuRow[]): void {
  const firsts = new Map<string, number>();
  const issues = skus.flatMap(({ sku }, at) => {
    const first = firsts.get(sku);
    if (first === undefined) firsts.set(sku, at);
    return first === undefined
      ? []
      : [{ path: `body.skus.${at}.sku`, problem: `stands in skus.${first} too` }];
  });
  if (issues.length > 0) fail("malformed-request", { issues: issues.slice(0, PROBLEMS_TOLD_MAX) });
}

/** Every number must stand for a product of the ledger; all that do not are told. */
async function requireProducts(reader: LedgerReader, skus: readonly SkuRow[]): Promise<void> {
  const unknown = await reader.view(async (view) => {
    const products = new Map<number, boolean>();
    const missing: { line: number; sku: string; product: number }[] = [];
    for (const [at, { sku, product }] of skus.entries()) {
      const isKnown = products.get(product) ?? (await view.product(product)) !== null;
      products.set(product, isKnown);
      if (!isKnown) missing.push({ line: at + 1, sku, product });
    }
    return missing;
  });
  const [first] = unknown;
  if (first === undefined) return;
  fail("product-unknown", { product: first.product, lines: unknown.slice(0, PROBLEMS_TOLD_MAX) });
}

export const SKU_ROUTES: readonly Route[] = [list, put];
