import { fail } from "../domain/failure.ts";
import type { Hex32 } from "../domain/ids.ts";
import { hex, keyedWord } from "./keyed-words.ts";

/** The word of an invoice in each epoch from the first: two bureaus that pay one invoice make the same. */
export function invoiceWordsOf(
  keys: ReadonlyMap<number, Buffer>,
  of: { readonly providerCode: string; readonly invoiceNumber: string; readonly epochCount: number },
): readonly Hex32[] {
  const provider = of.providerCode.normalize("NFKC").trim().toUpperCase();
  const invoice = canonicalInvoice(of.invoiceNumber);
  return Array.from({ length: of.epochCount }, (_, before) => {
    const key = keys.get(before + 1);
    if (key === undefined) {
      return fail("nullifier-keys-missing", { epochCount: of.epochCount, keyCount: keys.size });
    }
    return hex(keyedWord(key, "invoice", provider, invoice));
  });
}

/**
 * One invoice, one text: clerks type it full-width, in groups, with spaces or any of the dashes, and copy
 * signs along that nobody sees. The minus sign is no dash to Unicode.
 */
function canonicalInvoice(invoiceNumber: string): string {
  return invoiceNumber
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}\u2212]/gu, "");
}
