import type { PersonHistory } from "../../domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import { NumberList } from "./growing-lists.ts";
import type { HashWords } from "./hash-words.ts";
import { createWordTable } from "./word-table.ts";

/** What one claim bought: whole packs of each product, and on which day. */
export type Bought = {
  readonly claim: FeedClaim;
  readonly boughtOn: string;
  readonly packs: ReadonlyMap<number, number>;
};

/** Stands in the place of a product where the claim itself is meant. */
const WHOLE_CLAIM = 0;
const DAY_MS = 86_400_000;

/** What persons claimed so far in the feed; of a person only the keyed hash is held. */
export class PersonHistories {
  readonly #hashWords: HashWords;
  readonly #byPerson = createWordTable();
  readonly #days = new NumberList(4);
  readonly #products = new NumberList(4);
  readonly #packs = new NumberList(4);

  constructor(hashWords: HashWords) {
    this.#hashWords = hashWords;
  }

  /** Adds the claim, and tells what stood before it, with it. Null where the person is unknown. */
  add({ claim, boughtOn, packs }: Bought, windowDays: number): PersonHistory | null {
    const { person, claimedOn } = claim;
    if (person === null) return null;
    const word = this.#hashWords("person", person.scheme, person.value);
    const before = this.#byPerson.of(word);
    const day = dayNumber(claimedOn);
    const claimsOfDay = before.filter(
      (at) => this.#products.at(at) === WHOLE_CLAIM && this.#days.at(at) === day,
    ).length;
    const until = dayNumber(boughtOn);
    const packsInWindow = [...packs].map(([product, count]) => {
      const earlier = before.filter(
        (at) =>
          this.#products.at(at) === product &&
          this.#days.at(at) > until - windowDays &&
          this.#days.at(at) <= until,
      );
      const sum = earlier.reduce((total, at) => total + this.#packs.at(at), 0);
      return { product, packs: sum + count, purchases: earlier.length + 1 };
    });
    const add = (at: number, product: number, count: number): void => {
      this.#byPerson.add(word, this.#days.length);
      this.#days.push(at);
      this.#products.push(product);
      this.#packs.push(count);
    };
    add(day, WHOLE_CLAIM, 0);
    for (const [product, count] of packs) add(until, product, count);
    return { claimsOfDay, packsInWindow };
  }
}

function dayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}
