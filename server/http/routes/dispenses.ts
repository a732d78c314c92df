import { z } from "zod";
import type { DispenseAnswer } from "../../domain/answers.ts";
import { ROLES } from "../../domain/principal.ts";
import type { DispenseRequest } from "../../domain/requests.ts";
import { takeDispenseAndClaim } from "../../flows/claims/take-dispense-and-claim.ts";
import { takeDispense } from "../../flows/take/take-dispense.ts";
import { pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import { dispenseAnswer, dispenseList, dispenseRequest } from "../schemas/dispenses.ts";
import { hex32 } from "../schemas/primitives.ts";
import { secOf, wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { claimOfReceiptOf } from "./claim-wire.ts";
import { listReply, ok, writeAnswers } from "./replies.ts";

const subject = "Dispenses";

const record = guardedRoute({
  method: "POST",
  path: "/v1/dispenses",
  operation: "recordDispense",
  summary: "Record a receipt 发药: packs, or units of an opened pack, handed to one person",
  subject,
  access: ["pharmacy", "hospital"],
  writes: "key-optional",
  body: dispenseRequest,
  answers: writeAnswers(dispenseAnswer),
  failures: [
    "trace-code-malformed",
    "trace-code-unknown",
    "product-barcode-scanned",
    "not-in-custody",
    "pack-already-dispensed",
    "batch-expired",
    "batch-in-quarantine",
    "maker-trace-required",
    "pack-frozen",
    "declared-key-spent",
    "sku-unmapped",
    "sku-of-other-product",
    "claim-person-missing",
    "evidence-needs-confirmation",
    "agreement-not-active",
    "rule-set-not-in-force",
    "region-has-no-bureau",
    "idempotency-body-differs",
  ],
  async handle(call, doors) {
    const dispense = dispenseOf(call.body);
    const command = await (call.body.claim === undefined
      ? takeDispense(doors.take, { ...call, request: dispense })
      : takeDispenseAndClaim(doors.claims, {
          ...call,
          request: { dispense, claim: claimOfReceiptOf(call.body.claim) },
        }));
    return answerWrite(command, call, doors, async ({ result }) => {
      const id = dispenseIdOf(result);
      const recorded = await doors.answer.dispense(call.principal, id);
      return { location: `/v1/dispenses/${id}`, body: dispenseOnTheWire(recorded) };
    });
  },
});

const list = guardedRoute({
  method: "GET",
  path: "/v1/dispenses",
  operation: "listDispenses",
  summary: "One's dispenses, newest first",
  subject,
  access: ROLES,
  writes: "no",
  query: z.strictObject(pageQuery),
  answers: [ok(dispenseList, "A page of dispenses.")],
  failures: [],
  handle: async ({ principal, query }, doors) =>
    listReply(await doors.answer.dispenses(principal, pageOf(query, doors.limits)), dispenseOnTheWire),
});

const read = guardedRoute({
  method: "GET",
  path: "/v1/dispenses/{id}",
  operation: "readDispense",
  summary: "One dispense",
  subject,
  access: ROLES,
  writes: "no",
  params: z.strictObject({ id: hex32 }),
  answers: [ok(dispenseAnswer, "The dispense.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: dispenseOnTheWire(await doors.answer.dispense(principal, id)),
  }),
});

export const DISPENSE_ROUTES: readonly Route[] = [record, list, read];

function dispenseOf(body: z.output<typeof dispenseRequest>): DispenseRequest {
  const { documentNumber, till, dispensedAt, person, prescription, lines } = body;
  return {
    documentNumber,
    till: till ?? "",
    dispensedAtSec: secOf(dispensedAt),
    person: person === null ? null : { scheme: person.scheme, value: person.value },
    identification: person === null ? "none" : (person.identification ?? "card"),
    prescription: prescription ?? null,
    lines: lines.map(({ code, units, priceFen, sku }) => ({
      code,
      units: units ?? null,
      priceFen,
      ...(sku === undefined ? {} : { sku }),
    })),
  };
}

/** A till reads a line at a glance: the product is its name, and its number stands beside it. */
export function dispenseOnTheWire(dispense: DispenseAnswer): z.input<typeof dispenseAnswer> {
  const { lines, reversals, ...rest } = wireOf(dispense);
  return {
    ...rest,
    reversals: reversals.map((each) => ({ ...each, lines: [...each.lines] })),
    lines: lines.map(({ product, ...line }) => ({
      ...line,
      product: product.name,
      productId: product.id,
      unit: product.unit,
    })),
  };
}

/** One receipt is one dispense; a bulk command names several. */
function dispenseIdOf(result: { readonly [name: string]: unknown }): z.output<typeof hex32> {
  const { dispense, dispenses } = result;
  return hex32.parse(dispense ?? (Array.isArray(dispenses) ? dispenses[0] : undefined));
}
