import type { Address, BatchId, Hex32, PackRun } from "../../server/domain/ids.ts";
import type { LedgerFact } from "../../server/domain/ledger-event.ts";
import type { ParcelState } from "../../server/domain/lifecycles.ts";
import { BATCHES, BUREAU, hex, operatorOf } from "./history-cast.ts";
import { ModelGoods, type ModelPack, type ModelParcel } from "./model-goods.ts";

/** Whole numbers below a bound: from a seed, or from a tape that fast-check shortens. */
export type Choose = (below: number) => number;

/** What a random history chooses with, and what it has told of the call at hand. */
export class HistoryTeller {
  readonly goods = new ModelGoods();
  readonly choose: Choose;
  facts: LedgerFact[] = [];
  #recordCount = 0;

  constructor(choose: Choose) {
    this.choose = choose;
  }

  /** A held pack that fits, and whose it is. */
  packIn(fits: (pack: ModelPack) => boolean): { batch: BatchId; index: number; site: number } | null {
    const { batch } = this.oneOf(BATCHES) ?? BATCHES[0];
    const packs = this.goods.packs.get(batch) ?? [];
    const found = packs.flatMap((pack, index) => {
      const parcel = this.goods.parcelAt(batch, index);
      return parcel?.state === "held" && fits(pack) ? [{ batch, index, site: parcel.holder }] : [];
    });
    return this.oneOf(found);
  }

  wholeIn(state: ParcelState): { run: PackRun; parcel: ModelParcel } | null {
    const { batch } = this.oneOf(BATCHES) ?? BATCHES[0];
    const parcel = this.oneOf((this.goods.parcels.get(batch) ?? []).filter((each) => each.state === state));
    return parcel === null ? null : { run: { batch, from: parcel.from, to: parcel.to }, parcel };
  }

  /**
   * Any run inside one parcel that fits; the splits that the contract would make are told before it moves.
   */
  runIn(fits: (parcel: ModelParcel) => boolean): { run: PackRun; parcel: ModelParcel } | null {
    const { batch } = this.oneOf(BATCHES) ?? BATCHES[0];
    const parcel = this.oneOf((this.goods.parcels.get(batch) ?? []).filter(fits));
    if (parcel === null) return null;
    const from = parcel.from + this.choose(parcel.to - parcel.from);
    const to = from + 1 + this.choose(parcel.to - from);
    this.split(batch, parcel.from, from);
    this.split(batch, from, to);
    return { run: { batch, from, to }, parcel };
  }

  split(batch: BatchId, from: number, splitIndex: number): void {
    if (!this.goods.split(batch, from, splitIndex)) return;
    this.facts.push({ name: "ParcelSplit", batch, from, splitIndex });
  }

  /** Now and then a bureau records for the site. */
  operator(site: number): Address {
    return operatorOf(this.choose(4) === 0 ? BUREAU : site);
  }

  newId(): Hex32 {
    this.#recordCount += 1;
    return hex(this.#recordCount, 32);
  }

  oneOf<Item>(items: readonly Item[]): Item | null {
    return items.length === 0 ? null : (items[this.choose(items.length)] ?? null);
  }
}
