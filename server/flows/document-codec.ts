import type { FeeDocument } from "../domain/claims/fee-line.ts";
import type { Hex32 } from "../domain/ids.ts";
import type { Vault } from "../domain/ports.ts";
import type { SaleWords } from "../domain/requests.ts";
import type { BasisDocument, ClaimDocument } from "./claims/claim-words.ts";

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
  readonly nhsa?: SaleWords;
};

/** The plain words of a delivery note, by line: what the commitments on the ledger stand for. */
export type ConsignmentWords = {
  readonly number: string;
  readonly lines: readonly { readonly unitPriceFen: string | null; readonly invoiceNumber: string | null }[];
};

/** What the maker is to be paid for a pack of a batch, which the ledger has a commitment to. */
export type BatchWords = { readonly priceFen: string };

/** The plain words of a return, a decommission or a stock take: its number, and the codes as written. */
export type DocumentWords = { readonly number: string; readonly codes: readonly string[] };

/** The plain words of an encounter; its fee list stands apart, under the list's root. */
export type EncounterWords = { readonly number: string; readonly voucherToken: string | null };

/** Why something was contested, recalled or held: the ledger has a commitment to it. */
export type ReasonWords = { readonly reason: string };

/** Every kind of words that an opening may hold. */
export type Words =
  | DispenseWords
  | ConsignmentWords
  | BatchWords
  | DocumentWords
  | ReasonWords
  | EncounterWords
  | FeeDocument
  | ClaimDocument
  | BasisDocument;

type StoredOpening = { readonly person: string | null; readonly words: string };

/** A document's opening as the store keeps it: nothing of it can be read without the vault. */
export function sealDocument(
  vault: Vault,
  document: {
    readonly documentKey: Hex32;
    readonly person: string | null;
    readonly words: Words;
  },
): { readonly documentKey: Hex32; readonly sealed: string } {
  const stored: StoredOpening = {
    person: document.person,
    words: vault.seal(JSON.stringify(document.words)),
  };
  return { documentKey: document.documentKey, sealed: JSON.stringify(stored) };
}

/**
 * `Opened` is known from the kind of record that the document key was found on: only sealDocument writes
 * these.
 */
export function openWords<Opened extends Words>(vault: Pick<Vault, "open">, sealed: string): Opened {
  return openStored<Opened>(vault, sealed).words;
}

/** The words, and who they are about: sealed under that person's own key. */
export function openStored<Opened extends Words>(
  vault: Pick<Vault, "open">,
  sealed: string,
): { readonly person: string | null; readonly words: Opened } {
  const stored = JSON.parse(sealed) as StoredOpening;
  return { person: stored.person, words: JSON.parse(vault.open(stored.words)) as Opened };
}
