import { fail } from "../failure.ts";
import type { Address, InstitutionId } from "../ids.ts";
import type { LedgerEvent, LogPlace } from "../ledger-event.ts";
import type { Origin } from "../read-model.ts";
import type { Current } from "./current.ts";

/** One event of the union by its name. */
export type EventOf<Name extends LedgerEvent["name"]> = Extract<LedgerEvent, { name: Name }>;

/** The row, or a stop: an event that presupposes a row which is not there was not meant for this index. */
export function standing<Row>(row: Row | null, table: string, id: string | number, event: LedgerEvent): Row {
  if (row === null) return doesNotFit(event, { table, id, found: "nothing" });
  return row;
}

export function doesNotFit(event: LedgerEvent, facts: { readonly [name: string]: string | number }): never {
  const { block, logIndex } = event.place;
  return fail("could-not-look", { missing: "read model", event: event.name, block, logIndex, ...facts });
}

export function originOf(place: LogPlace): Origin {
  return {
    block: place.block,
    logIndex: place.logIndex,
    recordedAtSec: place.timeSec,
    transactionHash: place.transactionHash,
  };
}

/** Signed by the bureau of the institution's region instead of by one of its own operators. */
export function isImportedFor(institution: InstitutionId, operator: Address, current: Current): boolean {
  const signer = current.operator(operator);
  return signer !== null && signer.institution !== institution;
}

/**
 * The word for a number of an enum on the chain; a number beyond the list is a contract this server does not
 * know.
 */
export function wordOf<Word extends string>(
  words: readonly Word[],
  index: number,
  field: string,
  event: LedgerEvent,
): Word {
  const word = words[index];
  if (word === undefined) return doesNotFit(event, { field, value: index });
  return word;
}
