import { z } from "zod";
import { ROLES } from "../../domain/principal.ts";
import { takeBatch } from "../../flows/take/take-batch.ts";
import { takeManifest } from "../../flows/take/take-manifest.ts";
import { takePlain } from "../../flows/take/take-plain.ts";
import { pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  batchAnswer,
  batchList,
  batchRequest,
  productAnswer,
  productList,
  productRequest,
} from "../schemas/drugs.ts";
import { batchId, hex32, productInPath } from "../schemas/primitives.ts";
import { wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { listReply, ok, writeAnswers } from "./replies.ts";

const product = z.strictObject({ id: productInPath });
const batch = z.strictObject({ id: batchId });
/** Makers, and whoever declares stock older than the ledger. */
const HOLDERS = ["maker", "wholesaler", "pharmacy", "hospital"] as const;

const admitProduct = guardedRoute({
  method: "POST",
  path: "/v1/products",
  operation: "admitProduct",
  summary: "Admit a product of a maker, with its codes",
  subject: "Products",
  access: ["bureau"],
  writes: "key-required",
  body: productRequest,
  answers: writeAnswers(productAnswer),
  failures: ["product-code-taken", "product-code-malformed", "maker-wrong-kind"],
  async handle(call, doors) {
    const command = await takePlain(doors.take, {
      ...call,
      request: { kind: "admit-product", ...call.body },
    });
    return answerWrite(command, call, doors, async ({ result }) => {
      const id = Number(result["product"]);
      return { location: `/v1/products/${id}`, body: wireOf(await doors.answer.product(call.principal, id)) };
    });
  },
});

const listProducts = guardedRoute({
  method: "GET",
  path: "/v1/products",
  operation: "listProducts",
  summary: "The products of the ledger",
  subject: "Products",
  access: ROLES,
  writes: "no",
  query: z.strictObject(pageQuery),
  answers: [ok(productList, "A page of products, in the order of their numbers.")],
  failures: [],
  handle: async ({ principal, query }, doors) =>
    listReply(await doors.answer.products(principal, pageOf(query, doors.limits))),
});

const readProduct = guardedRoute({
  method: "GET",
  path: "/v1/products/{id}",
  operation: "readProduct",
  summary: "One product",
  subject: "Products",
  access: ROLES,
  writes: "no",
  params: product,
  answers: [ok(productAnswer, "The product.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: wireOf(await doors.answer.product(principal, id)),
  }),
});

const withdrawProduct = guardedRoute({
  method: "POST",
  path: "/v1/products/{id}/withdrawal",
  operation: "withdrawProduct",
  summary: "Withdraw a product: no batch of it is opened or dispensed any more",
  subject: "Products",
  access: ["bureau"],
  writes: "key-optional",
  params: product,
  answers: writeAnswers(productAnswer),
  failures: ["product-unknown", "product-not-in-status", "product-of-other-bureau"],
  async handle(call, doors) {
    const { id } = call.params;
    const command = await takePlain(doors.take, {
      ...call,
      request: { kind: "withdraw-product", product: id },
    });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/products/${id}`,
      body: wireOf(await doors.answer.product(call.principal, id)),
    }));
  },
});

const openBatch = guardedRoute({
  method: "POST",
  path: "/v1/batches",
  operation: "openBatch",
  summary: "Open a batch of one's product",
  subject: "Batches",
  access: ["maker"],
  writes: "key-optional",
  body: batchRequest,
  answers: writeAnswers(batchAnswer),
  failures: ["batch-already-opened", "batch-number-malformed", "batch-times-wrong", "product-of-other-maker"],
  async handle(call, doors) {
    const request = { ...call.body, priceFen: call.body.priceFen ?? null };
    const command = await takeBatch(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async ({ result }) => {
      const id = batchId.parse(result["batch"]);
      return { location: `/v1/batches/${id}`, body: wireOf(await doors.answer.batch(call.principal, id)) };
    });
  },
});

const listBatches = guardedRoute({
  method: "GET",
  path: "/v1/batches",
  operation: "listBatches",
  summary: "One's batches; a bureau and an auditor see those of every maker they oversee",
  subject: "Batches",
  access: ROLES,
  writes: "no",
  query: z.strictObject(pageQuery),
  answers: [ok(batchList, "A page of batches in a stable order.")],
  failures: [],
  handle: async ({ principal, query }, doors) =>
    listReply(await doors.answer.batches(principal, pageOf(query, doors.limits))),
});

const readBatch = guardedRoute({
  method: "GET",
  path: "/v1/batches/{id}",
  operation: "readBatch",
  summary: "One batch",
  subject: "Batches",
  access: ROLES,
  writes: "no",
  params: batch,
  answers: [ok(batchAnswer, "The batch.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: wireOf(await doors.answer.batch(principal, id)),
  }),
});

const putManifest = guardedRoute({
  method: "PUT",
  path: "/v1/batches/{id}/manifest",
  operation: "putManifest",
  summary:
    "Put the trace codes of a batch, made or declared, on the ledger in the order of its packs, all or none",
  subject: "Batches",
  access: HOLDERS,
  writes: "key-optional",
  params: batch,
  query: z.strictObject({
    labelsHash: hex32.optional().describe("Hash of the document that tells which packs are in which case."),
  }),
  takesCodeStream: true,
  answers: writeAnswers(batchAnswer),
  failures: [
    "batch-unknown",
    "trace-code-malformed",
    "trace-code-foreign",
    "manifest-incomplete",
    "upload-cut-off",
  ],
  async handle(call, doors) {
    const { id } = call.params;
    const request = { batch: id, labelsHash: call.query.labelsHash ?? null, codes: call.codes };
    const command = await takeManifest(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/batches/${id}`,
      body: wireOf(await doors.answer.batch(call.principal, id)),
    }));
  },
});

const sealBatch = guardedRoute({
  method: "POST",
  path: "/v1/batches/{id}/seal",
  operation: "sealBatch",
  summary: "Seal a batch whose manifest is complete: from here on it can be shipped",
  subject: "Batches",
  access: HOLDERS,
  writes: "key-optional",
  params: batch,
  answers: writeAnswers(batchAnswer),
  failures: ["batch-unknown", "batch-not-in-status", "manifest-incomplete"],
  async handle(call, doors) {
    const { id } = call.params;
    const command = await takePlain(doors.take, { ...call, request: { kind: "seal-batch", batch: id } });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/batches/${id}`,
      body: wireOf(await doors.answer.batch(call.principal, id)),
    }));
  },
});

export const DRUG_ROUTES: readonly Route[] = [
  admitProduct,
  listProducts,
  readProduct,
  withdrawProduct,
  openBatch,
  listBatches,
  readBatch,
  putManifest,
  sealBatch,
];
