import { canonicalJson } from "../../domain/canonical-json.ts";
import type { CaseAttachment, CaseWords } from "../../domain/cases/audit-case.ts";
import { fail } from "../../domain/failure.ts";
import type { Vault } from "../../domain/ports.ts";

export const NO_WORDS: CaseWords = { note: null, legalBasis: null, bankReference: null, attachments: [] };

/** What somebody wrote may name a person: it lies sealed. */
export function sealWords({ seal }: Pick<Vault, "seal">, words: CaseWords): string {
  const { note, legalBasis, bankReference } = words;
  const attachments = words.attachments.map(({ name, sha256 }) => ({ name, sha256 }));
  return seal(canonicalJson({ note, legalBasis, bankReference, attachments }));
}

export function openWords({ open }: Pick<Vault, "open">, sealed: string): CaseWords {
  const words: unknown = JSON.parse(open(sealed));
  if (!isWords(words)) return fail("could-not-look", { missing: "words of a case" });
  return words;
}

function isWords(value: unknown): value is CaseWords {
  if (typeof value !== "object" || value === null) return false;
  const words: Partial<Record<keyof CaseWords, unknown>> = value;
  const { attachments } = words;
  return (
    [words.note, words.legalBasis, words.bankReference].every(isTextOrNull) &&
    Array.isArray(attachments) &&
    attachments.every(isAttachment)
  );
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isAttachment(value: unknown): value is CaseAttachment {
  if (typeof value !== "object" || value === null) return false;
  const { name, sha256 }: Partial<Record<keyof CaseAttachment, unknown>> = value;
  return typeof name === "string" && typeof sha256 === "string";
}
