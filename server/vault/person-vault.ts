import type { Hex32 } from "../domain/ids.ts";
import type { PersonName } from "../domain/ports.ts";
import { createDataKeys, type PersonKeys } from "./data-keys.ts";
import { createInTurn } from "./in-turn.ts";
import { commitment, hex, keyedWord } from "./keyed-words.ts";
import { openText, sealText } from "./sealed-text.ts";
import type { ServerSecrets } from "./secrets.ts";

/** Who a commitment stands for, and the salt that proves it. */
export type PersonOpening = { readonly person: PersonName; readonly salt: Hex32 };

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
  return {
    commit: (person, documentKey) => {
      const name = nameOf(person);
      // One at a time for one person: two receipts at once must not make two data keys.
      return inTurn(name, async () => {
        const { number, key } = (await dataKeys.find(name)) ?? (await dataKeys.make(name));
        const { scheme, value } = normalised(person);
        const salt = hex(keyedWord(key, "personSalt", documentKey));
        const opening: PersonOpening = { person: { scheme, value }, salt };
        return {
          commitment: commitment("personCommitment", scheme, value, salt),
          sealedOpening: `${number}.${sealText(key, JSON.stringify(opening), documentKey)}`,
        };
      });
    },
    erase: (person) => {
      const name = nameOf(person);
      return inTurn(name, () => dataKeys.erase(name));
    },
    open: async (sealedOpening, documentKey) => {
      const point = sealedOpening.indexOf(".");
      // commit wrote the number before the first point.
      const key = await dataKeys.keyOf(sealedOpening.slice(0, point) as Hex32);
      if (key === null) return null;
      // Only commit seals under a data key, and what it seals is an opening.
      return JSON.parse(openText(key, sealedOpening.slice(point + 1), documentKey)) as PersonOpening;
    },
  };
}

export type PersonVault = {
  commit(
    person: PersonName,
    documentKey: Hex32,
  ): Promise<{ readonly commitment: Hex32; readonly sealedOpening: string }>;
  /** Deletes the data key: every salt that came from it, and every opening under it, is gone with it. */
  erase(person: PersonName): Promise<"erased" | "unknown">;
  /** Null: the person's data key was erased. */
  open(sealedOpening: string, documentKey: Hex32): Promise<PersonOpening | null>;
};

/**
 * One person, one name: the last sign of a resident number is typed as x and X, and some keyboards are
 * full-width.
 */
function normalised({ scheme, value }: PersonName): PersonName {
  return { scheme, value: value.normalize("NFKC").trim().toUpperCase() };
}
