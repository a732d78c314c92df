import { z } from "zod";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId, ProductId } from "../../domain/ids.ts";
import { ROLES } from "../../domain/principal.ts";
import { requireProductOfSku } from "../../flows/take/require-product-of-sku.ts";
import { takeDeclaration } from "../../flows/take/take-declaration.ts";
import { takeDecommission } from "../../flows/take/take-decommission.ts";
import type { Doors } from "../doors.ts";
import { pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import { batchAnswer } from "../schemas/drugs.ts";
import { batchId, hex32, institutionInPath, productInPath } from "../schemas/primitives.ts";
import {
  declarationRequest,
  decommissionAnswer,
  decommissionList,
  decommissionRequest,
  stockList,
} from "../schemas/stock.ts";
import { secOf, wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { listReply, ok, writeAnswers } from "./replies.ts";

const subject = "Stock";
const HOLDERS = ["maker", "wholesaler", "pharmacy", "hospital"] as const;

const readStock = guardedRoute({
  method: "GET",
  path: "/v1/stock",
  operation: "readStock",
  summary: "What is on hand, with its mass balance 进销存: by batch, or by product",
  subject,
  access: [...HOLDERS, "bureau", "auditor"],
  writes: "no",
  query: z.strictObject({
    ...pageQuery,
    by: z.enum(["batch", "product"]).optional().describe("batch, unless said otherwise."),
    institution: institutionInPath
      .optional()
      .describe("Only this one's; it must be one's own or in one's care."),
    product: productInPath.optional().describe("Only this product's."),
  }),
  answers: [ok(stockList, "A page of stock, one institution after the other.")],
  failures: ["not-found"],
  handle: async ({ principal, query }, doors) =>
    listReply(
      await doors.answer.stock({
        principal,
        page: pageOf(query, doors.limits),
        by: query.by ?? "batch",
        institution: query.institution ?? null,
        product: query.product ?? null,
      }),
    ),
});

const declare = guardedRoute({
  method: "POST",
  path: "/v1/stock/declarations",
  operation: "declareStock",
  summary: "Declare stock older than the ledger, with its codes or to be followed by its manifest",
  subject,
  access: HOLDERS,
  writes: "key-optional",
  body: declarationRequest,
  answers: writeAnswers(batchAnswer),
  failures: [
    "product-unknown",
    "sku-unmapped",
    "batch-already-opened",
    "batch-number-malformed",
    "batch-times-wrong",
    "trace-code-malformed",
    "trace-code-foreign",
    "trace-code-repeated",
    "manifest-incomplete",
    "manifest-too-long",
    "idempotency-body-differs",
  ],
  async handle(call, doors) {
    const { declaredAt, sku, codes, product, ...words } = call.body;
    const request = {
      ...words,
      declaredAtSec: secOf(declaredAt),
      product: product ?? (await mapped(doors, call.principal.institution, sku)),
      ...(codes === undefined ? {} : { codes }),
    };
    const command = await takeDeclaration(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async ({ result }) => {
      const id = batchId.parse(result["batch"]);
      return { location: `/v1/batches/${id}`, body: wireOf(await doors.answer.batch(call.principal, id)) };
    });
  },
});

const decommission = guardedRoute({
  method: "POST",
  path: "/v1/packs/decommissions",
  operation: "decommissionPacks",
  summary: "Take packs out of the trade for good: destroyed, stolen, sampled, exported, expired",
  subject,
  access: HOLDERS,
  writes: "key-optional",
  body: decommissionRequest,
  answers: writeAnswers(decommissionAnswer),
  failures: [
    "trace-code-malformed",
    "trace-code-unknown",
    "trace-code-repeated",
    "not-in-custody",
    "pack-already-dispensed",
    "remnant-wrong",
    "idempotency-body-differs",
  ],
  async handle(call, doors) {
    const { occurredAt, lines, ...words } = call.body;
    const request = {
      ...words,
      occurredAtSec: secOf(occurredAt),
      lines: lines.map(({ code, units }) => ({ code, units: units ?? null })),
    };
    const command = await takeDecommission(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async ({ result }) => {
      const id = hex32.parse(result["decommission"]);
      const answer = await doors.answer.decommission(call.principal, id);
      return { location: `/v1/packs/decommissions/${id}`, body: wireOf(answer) };
    });
  },
});

const listDecommissions = guardedRoute({
  method: "GET",
  path: "/v1/packs/decommissions",
  operation: "listDecommissions",
  summary: "What was taken out of the trade, newest first",
  subject,
  access: ROLES,
  writes: "no",
  query: z.strictObject(pageQuery),
  answers: [ok(decommissionList, "A page of decommissions.")],
  failures: [],
  handle: async ({ principal, query }, doors) =>
    listReply(await doors.answer.decommissions(principal, pageOf(query, doors.limits))),
});

const readDecommission = guardedRoute({
  method: "GET",
  path: "/v1/packs/decommissions/{id}",
  operation: "readDecommission",
  summary: "One decommission",
  subject,
  access: ROLES,
  writes: "no",
  params: z.strictObject({ id: hex32 }),
  answers: [ok(decommissionAnswer, "The decommission.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: wireOf(await doors.answer.decommission(principal, id)),
  }),
});

/** The schema lets exactly one of product and sku through. */
function mapped(doors: Doors, institution: InstitutionId, sku: string | undefined): Promise<ProductId> {
  if (sku === undefined) return fail("malformed-request", { issues: [NEITHER] });
  return requireProductOfSku(doors.take.records, institution, sku);
}

const NEITHER = { path: "body.product", problem: "give product or sku" };

/** Before the route of one pack, whose code could be any text. */
export const STOCK_ROUTES: readonly Route[] = [
  readStock,
  declare,
  decommission,
  listDecommissions,
  readDecommission,
];
