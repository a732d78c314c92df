import { z } from "zod";
import type { InstitutionAnswer } from "../../domain/answers.ts";
import { fail } from "../../domain/failure.ts";
import type { Address, Hex, InstitutionId } from "../../domain/ids.ts";
import type { Principal } from "../../domain/principal.ts";
import { ROLES } from "../../domain/principal.ts";
import type { PlainRequest } from "../../domain/requests.ts";
import { takePlain } from "../../flows/take/take-plain.ts";
import type { Doors } from "../doors.ts";
import { pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  agreementAnswer,
  agreementRequest,
  institutionAnswer,
  institutionList,
  institutionRequest,
  operatorList,
  operatorRequest,
} from "../schemas/institutions.ts";
import { addressAnyCase, institutionInPath } from "../schemas/primitives.ts";
import { secOf, wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { listReply, ok, writeAnswers } from "./replies.ts";

const subject = "Institutions";
const params = z.strictObject({ id: institutionInPath });

const register = guardedRoute({
  method: "POST",
  path: "/v1/institutions",
  operation: "registerInstitution",
  summary: "Admit a bureau or auditor (consortium) or register an institution of one's region (bureau)",
  subject,
  access: ["consortium", "bureau"],
  writes: "key-required",
  body: institutionRequest,
  answers: writeAnswers(institutionAnswer),
  failures: ["institution-code-taken", "institution-kind-not-allowed", "region-has-bureau", "key-in-use"],
  async handle(call, doors) {
    const { principal, body } = call;
    const adminKey = lowerCase(body.adminKey ?? (await doors.keepKey(body.code, "admin")));
    const request = registration(principal, { ...body, adminKey });
    const command = await takePlain(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async (mined) => {
      const id = Number(mined.result["institution"]);
      return {
        location: `/v1/institutions/${id}`,
        body: await readInstitution(call.principal, id, doors.answer),
      };
    });
  },
});

const list = guardedRoute({
  method: "GET",
  path: "/v1/institutions",
  operation: "listInstitutions",
  summary: "The institutions of the ledger",
  subject,
  access: ROLES,
  writes: "no",
  query: z.strictObject(pageQuery),
  answers: [ok(institutionList, "A page of institutions, in the order of their numbers.")],
  failures: [],
  handle: async ({ principal, query }, doors) =>
    listReply(await doors.answer.institutions(principal, pageOf(query, doors.limits))),
});

const read = guardedRoute({
  method: "GET",
  path: "/v1/institutions/{id}",
  operation: "readInstitution",
  summary: "One institution, its agreement and, for its own, its operators",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(institutionAnswer, "The institution.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: await readInstitution(principal, id, doors.answer),
  }),
});

const readAgreement = guardedRoute({
  method: "GET",
  path: "/v1/institutions/{id}/agreement",
  operation: "readAgreement",
  summary: "An institution's agreement 定点协议 and its dated changes",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(agreementAnswer, "The agreement.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: agreementOf(await doors.answer.institution(principal, id)),
  }),
});

const changeAgreement = guardedRoute({
  method: "POST",
  path: "/v1/institutions/{id}/agreement",
  operation: "changeAgreement",
  summary: "Sign, suspend, reinstate or terminate an agreement",
  subject,
  access: ["bureau"],
  writes: "key-required",
  params,
  body: agreementRequest,
  answers: writeAnswers(agreementAnswer),
  failures: ["institution-outside-region", "agreement-not-in-status", "agreement-times-wrong"],
  async handle(call, doors) {
    const { id } = call.params;
    const command = await takePlain(doors.take, { ...call, request: agreementChange(id, call.body) });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/institutions/${id}/agreement`,
      body: agreementOf(await doors.answer.institution(call.principal, id)),
    }));
  },
});

const listOperators = guardedRoute({
  method: "GET",
  path: "/v1/institutions/{id}/operators",
  operation: "listOperators",
  summary: "The keys that may speak for an institution",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(operatorList, "Its operators; for itself, its bureau and auditors.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: operatorsOf(await doors.answer.institution(principal, id)),
  }),
});

const addOperator = guardedRoute({
  method: "POST",
  path: "/v1/institutions/{id}/operators",
  operation: "addOperator",
  summary: "Let a key speak for one's institution, for named acts, until a time",
  subject,
  access: ROLES,
  writes: "key-required",
  params,
  body: operatorRequest,
  answers: writeAnswers(operatorList),
  failures: ["acts-not-for-kind", "operator-time-in-past", "key-in-use"],
  async handle(call, doors) {
    const { principal, body } = call;
    const institution = ownInstitution(principal, call.params.id);
    const request = {
      kind: "add-operator",
      institution,
      key: lowerCase(
        body.key ??
          (await doors.keepKey(await codeOf(principal, institution, doors), body.signs ?? "operator")),
      ),
      acts: body.acts,
      validUntilSec: secOf(body.validUntilAt),
    } as const;
    const command = await takePlain(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/institutions/${institution}/operators`,
      body: operatorsOf(await doors.answer.institution(principal, institution)),
    }));
  },
});

const revokeOperator = guardedRoute({
  method: "DELETE",
  path: "/v1/institutions/{id}/operators/{key}",
  operation: "revokeOperator",
  summary: "Take a key's right to speak for one's institution",
  subject,
  access: ROLES,
  writes: "key-optional",
  params: z.strictObject({ id: institutionInPath, key: addressAnyCase }),
  answers: writeAnswers(operatorList),
  failures: ["operator-unknown", "operator-of-other"],
  async handle(call, doors) {
    const institution = ownInstitution(call.principal, call.params.id);
    const request = { kind: "revoke-operator", institution, key: lowerCase(call.params.key) } as const;
    const command = await takePlain(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/institutions/${institution}/operators`,
      body: operatorsOf(await doors.answer.institution(call.principal, institution)),
    }));
  },
});

export const INSTITUTION_ROUTES: readonly Route[] = [
  register,
  list,
  read,
  changeAgreement,
  readAgreement,
  addOperator,
  listOperators,
  revokeOperator,
];

async function readInstitution(
  principal: Principal,
  id: InstitutionId,
  answer: Doors["answer"],
): Promise<unknown> {
  return wireOf(await answer.institution(principal, id));
}

function agreementOf(institution: InstitutionAnswer): unknown {
  const { id, agreementNow, agreement, asOf } = institution;
  return wireOf({ institution: id, status: agreementNow, changes: agreement, asOf });
}

/** Who may see the institution but not its keys is told that there are none to see. */
function operatorsOf({ operators, asOf }: InstitutionAnswer): unknown {
  return operators === null ? fail("not-found") : wireOf({ rows: operators, next: null, asOf });
}

/** The signing admin key is the institution's own, so nobody else's operators can be named here. */
function ownInstitution(principal: Principal, id: InstitutionId): InstitutionId {
  return principal.institution === id ? id : fail("not-found");
}

function registration(
  principal: Principal,
  body: z.output<typeof institutionRequest> & { readonly adminKey: Hex },
): PlainRequest {
  const { kind, region, district, code, name } = body;
  const institution = { institutionKind: kind, district, code, name, adminKey: body.adminKey };
  if (principal.role === "bureau") return { kind: "register-institution", ...institution };
  if (region === undefined) {
    return fail("malformed-request", {
      issues: [{ path: "body.region", problem: "needed of a bureau or auditor" }],
    });
  }
  if (kind === "bureau") return { kind: "admit-bureau", region, ...institution };
  if (kind === "auditor") return { kind: "admit-auditor", region, ...institution };
  return fail("institution-kind-not-allowed", { kind, allowed: ["bureau", "auditor"] });
}

function agreementChange(
  institution: InstitutionId,
  change: z.output<typeof agreementRequest>,
): PlainRequest {
  const fromSec = secOf(change.fromAt);
  switch (change.action) {
    case "sign":
      return { kind: "sign-agreement", institution, fromSec, validUntilSec: secOf(change.validUntilAt) };
    case "suspend":
      return {
        kind: "suspend-agreement",
        institution,
        fromSec,
        untilSec: secOf(change.untilAt),
        reasonHash: change.reasonHash,
      };
    case "reinstate":
      return { kind: "reinstate-agreement", institution, fromSec };
    case "terminate":
      return { kind: "terminate-agreement", institution, fromSec, reasonHash: change.reasonHash };
  }
}

function lowerCase(hex: Hex): Address {
  return `0x${hex.slice(2).toLowerCase()}`;
}

async function codeOf(principal: Principal, id: InstitutionId, doors: Doors): Promise<string> {
  return (await doors.answer.institution(principal, id)).code;
}
