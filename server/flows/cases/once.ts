import { canonicalJson, type Json } from "../../domain/canonical-json.ts";
import type { CaseId } from "../../domain/cases/case-number.ts";
import type { CaseRequest } from "../../domain/cases/case-records.ts";
import { fail } from "../../domain/failure.ts";
import type { CaseAsked, CasePorts } from "./case-ports.ts";

/** A request by its name, and what it did where it was done before. */
export type NamedRequest = {
  readonly request: Omit<CaseRequest, "auditCase">;
  readonly done: CaseId | null;
};

/** The same name again is the same request, or refused; without a name what is asked is the name. */
export async function nameRequest(
  { records, vault }: Pick<CasePorts, "records" | "vault">,
  { principal, idempotencyKey }: CaseAsked,
  content: Json,
): Promise<NamedRequest> {
  const { institution } = principal;
  const fingerprint = vault.hashBody(institution, canonicalJson(content));
  const key = idempotencyKey === null ? `content:${fingerprint}` : `key:${idempotencyKey}`;
  const before = await records.request(institution, key);
  if (before !== null && before.fingerprint !== fingerprint) fail("idempotency-body-differs", {});
  return { request: { institution, key, fingerprint }, done: before?.auditCase ?? null };
}
