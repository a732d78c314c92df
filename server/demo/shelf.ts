import type { DemoProduct } from "./formulary.ts";
import type { Random } from "./random.ts";

/** One box on a shelf; `expiresOn` is a day of the demo, its last. */
export type ShelfPack = {
  readonly code: string;
  readonly product: DemoProduct;
  readonly unitsLeft: number;
  readonly expiresOn: number;
};

export type Shelf = ShelfPack[];

/** Takes the next whole packs of some products off a shelf, in the order they stand there. */
export function takeRun(
  shelf: Shelf,
  random: Random,
  most: { readonly kinds: number; readonly packs: number },
): ShelfPack[] {
  const kinds = [...new Set(shelf.map((pack) => pack.product))];
  const chosen = new Set<DemoProduct>();
  while (chosen.size < Math.min(most.kinds, kinds.length)) chosen.add(random.pick(kinds));
  const taken: ShelfPack[] = [];
  for (const product of chosen) {
    const whole = shelf.filter((pack) => pack.product === product && pack.unitsLeft === product.unitsPerPack);
    taken.push(...whole.slice(0, most.packs));
  }
  const gone = new Set(taken);
  const left = shelf.filter((pack) => !gone.has(pack));
  shelf.splice(0, shelf.length, ...left);
  return taken;
}
