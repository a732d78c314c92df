import type { Hex16 } from "../../domain/ids.ts";

const WORDS_PER_KEY = 4;

/**
 * A set of pack keys for an upload of known size: 16 bytes a place and at most two thirds full, so ten
 * million keys take 256 MB and not the gigabytes of a Set of strings. Keys are outputs of HMAC, so their
 * first bits are their hash.
 */
export function createKeySet(countMax: number): { add(key: Hex16): "added" | "already-there" } {
  let places = 16;
  while (places * 2 < countMax * 3) places *= 2;
  const words = new Uint32Array(places * WORDS_PER_KEY);
  let count = 0;
  let hasZero = false;

  const isAt = (place: number, key: readonly number[]): boolean =>
    key.every((word, at) => words[place * WORDS_PER_KEY + at] === word);

  const addZero = (): "added" | "already-there" => {
    if (hasZero) return "already-there";
    hasZero = true;
    return "added";
  };

  return {
    add(key) {
      const parts = [2, 10, 18, 26].map((from) => Number.parseInt(key.slice(from, from + 8), 16));
      // Four zero words mark a free place, so the key of zeros has a place of its own.
      if (parts.every((word) => word === 0)) return addZero();
      let place = (parts[0] ?? 0) & (places - 1);
      while (!isAt(place, FREE)) {
        if (isAt(place, parts)) return "already-there";
        place = (place + 1) & (places - 1);
      }
      if (count === countMax) throw new RangeError(`more than the ${countMax} keys this set was made for`);
      count += 1;
      words.set(parts, place * WORDS_PER_KEY);
      return "added";
    },
  };
}

const FREE = [0, 0, 0, 0] as const;
