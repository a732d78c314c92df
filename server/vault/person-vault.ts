import type { Hex32 } from "../domain/ids.ts";
import type { PersonName, PersonOpening, Vault } from "../domain/ports.ts";
import { createDataKeys, type DataKey, type PersonKeys } from "./data-keys.ts";
import { createInTurn } from "./in-turn.ts";
import { commitment, hex, keyedWord } from "./keyed-words.ts";
import { openText, sealText } from "./sealed-text.ts";
import type { ServerSecrets } from "./secrets.ts";

/** Commitments to persons: the salt comes from the person's data key and the document. */
export function createPersonVault(
  secrets: Pick<ServerSecrets, "personNameKey" | "regionKey">,
  rows: PersonKeys,
): PersonVault {
  const dataKeys = createDataKeys(secrets.regionKey, rows);
  const inTurn = createInTurn();
  const nameOf = (person: PersonName): Hex32 => {
    const { scheme, value } = normalised(person);
    return hex(keyedWord(secrets.personNameKey, "person", scheme, value));
  };
  const dataKeyOf = (person: PersonName): Promise<DataKey> => {
    const name = nameOf(person);
    // One at a time for one person: two receipts at once must not make two data keys.
    return inTurn(name, async () => (await dataKeys.find(name)) ?? (await dataKeys.make(name)));
  };
  return {
    commit: async (person, documentKey) => {
      const { number, key } = await dataKeyOf(person);
      const { scheme, value } = normalised(person);
      const salt = hex(keyedWord(key, "personSalt", documentKey));
      const opening: PersonOpening = { person: { scheme, value }, salt };
      return {
        commitment: commitment("personCommitment", scheme, value, salt),
        sealedOpening: `${number}.${sealText(key, JSON.stringify(opening), documentKey)}`,
      };
    },
    number: async (person) => (await dataKeyOf(person)).number,
    knownNumber: (person) => {
      const name = nameOf(person);
      return inTurn(name, async () => (await dataKeys.find(name))?.number ?? null);
    },
    numberOf,
    erase: (person) => {
      const name = nameOf(person);
      return inTurn(name, () => dataKeys.erase(name));
    },
    open: async (sealedOpening, documentKey) => {
      const number = numberOf(sealedOpening);
      const key = await dataKeys.keyOf(number);
      if (key === null) return null;
      // Only commit seals under a data key, and what it seals is an opening.
      return JSON.parse(openText(key, sealedOpening.slice(number.length + 1), documentKey)) as PersonOpening;
    },
  };
}

export type PersonVault = {
  commit: Vault["commitPerson"];
  number: Vault["personNumber"];
  knownNumber: Vault["knownPersonNumber"];
  numberOf: Vault["personNumberOf"];
  /** Deletes the data key: every salt that came from it, and every opening under it, is gone with it. */
  erase(person: PersonName): Promise<"erased" | "unknown">;
  open: Vault["openPerson"];
};

function numberOf(sealedOpening: string): Hex32 {
  // commit wrote the number before the first point.
  return sealedOpening.slice(0, sealedOpening.indexOf(".")) as Hex32;
}

/**
 * One person, one name: the last sign of a resident number is typed as x and X, and some keyboards are
 * full-width.
 */
function normalised({ scheme, value }: PersonName): PersonName {
  return { scheme, value: value.normalize("NFKC").trim().toUpperCase() };
}
