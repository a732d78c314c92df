import { z } from "zod";
import { DUTIES, ROLES } from "../../domain/principal.ts";
import { hex32, instant, institutionId, region, text } from "./primitives.ts";

export const apiKeyRequest = z
  .strictObject({
    name: text(60).describe("Whose key it is, for the log: a till, a system, a person's desk."),
    duty: z.enum(DUTIES).optional().describe("Of a person of a bureau who decides claims; a clerk has none."),
  })
  .meta({ id: "ApiKeyRequest" });

const entry = {
  hash: hex32.describe("SHA-256 of the key: names it without showing it."),
  name: z.string(),
  institution: institutionId,
  role: z.enum(ROLES),
  duty: z.enum(DUTIES).nullable(),
  region,
  createdAt: instant,
  revokedAt: instant.nullable(),
};

export const apiKeyIssued = z
  .strictObject({
    ...entry,
    token: z.string().describe("The key itself. It is shown this once and kept nowhere."),
  })
  .meta({ id: "ApiKeyIssued" });

export const apiKeyList = z.strictObject({ rows: z.array(z.strictObject(entry)) }).meta({ id: "ApiKeyList" });
