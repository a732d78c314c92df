import { z } from "zod";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { ApiKeyRow } from "../../domain/intent-store.ts";
import { DUTIES, type Principal, ROLES } from "../../domain/principal.ts";
import type { Doors } from "../doors.ts";
import { guardedRoute, type Route } from "../route.ts";
import { apiKeyIssued, apiKeyList, apiKeyRequest } from "../schemas/api-keys.ts";
import { hex32, institutionInPath } from "../schemas/primitives.ts";
import { wireOf } from "../wire.ts";
import { ok } from "./replies.ts";

const subject = "API keys";
const params = z.strictObject({ id: institutionInPath });
const path = "/v1/institutions/{id}/api-keys";

const issue = guardedRoute({
  method: "POST",
  path,
  operation: "issueApiKey",
  summary: "Make an API key for an institution: by itself, its bureau, or the consortium",
  subject,
  access: ROLES,
  writes: "no",
  params,
  body: apiKeyRequest,
  answers: [{ status: 201, description: "The key, shown this once.", schema: apiKeyIssued }],
  failures: ["not-found", "role-not-permitted", "institution-kind-not-allowed"],
  async handle({ principal, params: { id }, body: { name, duty } }, doors) {
    const { kind, region } = await governed(principal, id, doors);
    const role = ROLES.find((each) => each === kind) ?? fail("institution-kind-not-allowed", { kind });
    if (duty !== undefined && role !== "bureau") fail("institution-kind-not-allowed", { kind });
    const holder = { name, institution: id, role, region, duty: duty ?? null };
    const { token, row } = await doors.apiKeys.issue(holder);
    return {
      status: 201,
      body: { ...onTheWire(row, role), token },
      headers: { "Cache-Control": "no-store" },
    };
  },
});

const list = guardedRoute({
  method: "GET",
  path,
  operation: "listApiKeys",
  summary: "The API keys of an institution, without the keys themselves",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(apiKeyList, "Its keys, revoked ones too.")],
  failures: ["not-found", "role-not-permitted"],
  async handle({ principal, params: { id } }, doors) {
    await governed(principal, id, doors);
    return { status: 200, body: { rows: (await keysOf(id, doors)).flatMap((row) => entryOf(row)) } };
  },
});

const revoke = guardedRoute({
  method: "DELETE",
  path: `${path}/{hash}`,
  operation: "revokeApiKey",
  summary: "Take an API key's right to speak for its institution, at once",
  subject,
  access: ROLES,
  writes: "no",
  params: z.strictObject({ id: institutionInPath, hash: hex32 }),
  answers: [ok(apiKeyList, "Its keys as they are now.")],
  failures: ["not-found", "role-not-permitted"],
  async handle({ principal, params: { id, hash } }, doors) {
    await governed(principal, id, doors);
    const row = (await keysOf(id, doors)).find((each) => each.hash === hash);
    await doors.apiKeys.revoke(row ?? fail("not-found"));
    return { status: 200, body: { rows: (await keysOf(id, doors)).flatMap((each) => entryOf(each)) } };
  },
});

export const API_KEY_ROUTES: readonly Route[] = [issue, list, revoke];

/** The institution, when the principal may decide who speaks for it on this server. */
async function governed(principal: Principal, id: InstitutionId, doors: Doors) {
  const institution = await doors.answer.institution(principal, id);
  const isOwn = principal.institution === id && principal.role !== "consortium";
  const isItsBureau = principal.role === "bureau" && principal.region === institution.region;
  if (!isOwn && !isItsBureau && principal.role !== "consortium") {
    fail("role-not-permitted", { roles: ["consortium", "bureau of its region", "itself"] });
  }
  return institution;
}

async function keysOf(id: InstitutionId, doors: Doors): Promise<readonly ApiKeyRow[]> {
  return (await doors.apiKeys.all()).filter((row) => row.institution === id);
}

function entryOf(row: ApiKeyRow) {
  const role = ROLES.find((each) => row.roles.includes(each));
  return role === undefined ? [] : [onTheWire(row, role)];
}

function onTheWire(row: ApiKeyRow, role: Principal["role"]) {
  const { hash, name, institution, region, createdAtMs, revokedAtMs } = row;
  const duty = DUTIES.find((each) => row.roles.includes(each)) ?? null;
  return wireOf({ hash, name, institution, role, duty, region, createdAtMs, revokedAtMs });
}
