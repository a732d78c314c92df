import { randomBytes } from "node:crypto";
import type { Hex32 } from "../domain/ids.ts";
import type { IntentStore } from "../domain/intent-store.ts";
import { hex } from "./keyed-words.ts";
import { openText, sealText } from "./sealed-text.ts";

export type PersonKeys = Pick<IntentStore, "personKey" | "putPersonKey" | "erasePersonKey">;

/** A person's data key, and the random number that openings know it by. */
export type DataKey = { readonly number: Hex32; readonly key: Buffer };

/**
 * Data keys of persons, wrapped by the region's key. Two rows a person: the keyed name leads to a random
 * number, that number to the wrapped data key. An opening names only the number, so once the rows are erased
 * nothing leads from a document to a person, not even for somebody who holds every secret and guesses names.
 */
export function createDataKeys(regionKey: Uint8Array, rows: PersonKeys): DataKeys {
  const numberOf = async (name: Hex32): Promise<Hex32 | null> => {
    const sealed = await rows.personKey(name);
    // Only sealText over a number of ours opens under this key and name.
    return sealed === null ? null : (openText(regionKey, sealed, name) as Hex32);
  };
  const keyOf = async (number: Hex32): Promise<Buffer | null> => {
    const sealed = await rows.personKey(number);
    return sealed === null ? null : Buffer.from(openText(regionKey, sealed, number), "hex");
  };
  return {
    keyOf,
    async find(name) {
      const number = await numberOf(name);
      const key = number === null ? null : await keyOf(number);
      return number === null || key === null ? null : { number, key };
    },
    async make(name) {
      const number = hex(randomBytes(32));
      const key = randomBytes(32);
      // The key goes first: a number that leads nowhere would look like an erasure that was cut short.
      await rows.putPersonKey(number, sealText(regionKey, key.toString("hex"), number));
      await rows.putPersonKey(name, sealText(regionKey, number, name));
      return { number, key };
    },
    async erase(name) {
      const number = await numberOf(name);
      if (number === null) return "unknown";
      // The key goes first here too: cut short, an erasure has still erased.
      await rows.erasePersonKey(number);
      await rows.erasePersonKey(name);
      return "erased";
    },
  };
}

export type DataKeys = {
  keyOf(number: Hex32): Promise<Buffer | null>;
  find(name: Hex32): Promise<DataKey | null>;
  make(name: Hex32): Promise<DataKey>;
  erase(name: Hex32): Promise<"erased" | "unknown">;
};
