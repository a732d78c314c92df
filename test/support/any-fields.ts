import type fc from "fast-check";
import type { LedgerFact } from "../../server/domain/ledger-event.ts";

/** The fields of an event, each any value that its type has. */
type Fields<Name extends LedgerFact["name"]> = {
  [Field in Exclude<keyof Extract<LedgerFact, { name: Name }>, "name">]: fc.Arbitrary<
    Extract<LedgerFact, { name: Name }>[Field]
  >;
};

export type FieldsOf<Name extends LedgerFact["name"]> = { readonly [Each in Name]: Fields<Each> };
