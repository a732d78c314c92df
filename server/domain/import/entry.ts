import type { Facts } from "../failure.ts";
import type { FailureCode } from "../failure-catalogue.ts";

/**
 * What a line of a feed may be. Institutions and products come first; the others are merged by their times.
 */
export const ENTRY_KINDS = ["institution", "product", "shipment", "sale", "return"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/**
 * One line of a feed as it came; `text` of a row of CSV is its JSON. A line that is no text, or too long to
 * be sent, comes with its fault instead, so that it too is counted and told.
 */
export type ImportEntry = {
  readonly file: string;
  /** From 1, as an editor counts. */
  readonly line: number;
  readonly kind: EntryKind;
} & ({ readonly text: string } | { readonly fault: LineDamage; readonly bytes: number });

export const LINE_DAMAGES = ["not-utf-8", "too-long"] as const;
export type LineDamage = (typeof LINE_DAMAGES)[number];

/** A line that was not taken, for ever: where it stands, why, and the values that decided it. */
export type ImportRefusal = {
  /** The line's place in the order of the import, from 0. */
  readonly entry: number;
  readonly file: string;
  readonly line: number;
  readonly kind: EntryKind;
  readonly code: FailureCode;
  readonly facts: Facts;
};

/** `standing`: what the line says stood on the ledger already. */
export type EntryCounts = { readonly taken: number; readonly standing: number; readonly refused: number };

export type CountsByKind = Readonly<Record<EntryKind, EntryCounts>>;

const NOTHING: EntryCounts = { taken: 0, standing: 0, refused: 0 };

export const NO_COUNTS: CountsByKind = {
  institution: NOTHING,
  product: NOTHING,
  shipment: NOTHING,
  sale: NOTHING,
  return: NOTHING,
};

export function addCounts(one: CountsByKind, other: CountsByKind): CountsByKind {
  const sum = (kind: EntryKind): EntryCounts => ({
    taken: one[kind].taken + other[kind].taken,
    standing: one[kind].standing + other[kind].standing,
    refused: one[kind].refused + other[kind].refused,
  });
  return {
    institution: sum("institution"),
    product: sum("product"),
    shipment: sum("shipment"),
    sale: sum("sale"),
    return: sum("return"),
  };
}
