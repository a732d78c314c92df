import type { Hex32 } from "../domain/ids.ts";
import type { Vault } from "../domain/ports.ts";

/**
 * The plain words of a dispense that its owner may read again. Who it was for stands apart, under their own
 * key.
 */
export type DispenseWords = {
  readonly number: string;
  readonly till: string;
  readonly prescription: { readonly number: string; readonly prescriber: string } | null;
  /** As written, in the order of the lines. */
  readonly codes: readonly string[];
};

/** The plain words of a delivery note, by line: what the commitments on the ledger stand for. */
export type ConsignmentWords = {
  readonly number: string;
  readonly lines: readonly { readonly unitPriceFen: string | null; readonly invoiceNumber: string | null }[];
};

type StoredOpening = { readonly person: string | null; readonly words: string };

/** A document's opening as the store keeps it: nothing of it can be read without the vault. */
export function sealDocument(
  vault: Vault,
  document: {
    readonly documentKey: Hex32;
    readonly person: string | null;
    readonly words: DispenseWords | ConsignmentWords;
  },
): { readonly documentKey: Hex32; readonly sealed: string } {
  const stored: StoredOpening = {
    person: document.person,
    words: vault.seal(JSON.stringify(document.words)),
  };
  return { documentKey: document.documentKey, sealed: JSON.stringify(stored) };
}

/**
 * `Words` is known from the kind of record that the document key was found on: only sealDocument writes
 * these.
 */
export function openWords<Words extends DispenseWords | ConsignmentWords>(
  vault: Vault,
  sealed: string,
): Words {
  const stored = JSON.parse(sealed) as StoredOpening;
  return JSON.parse(vault.open(stored.words)) as Words;
}
