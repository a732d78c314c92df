import type { BatchId, Hex32, PackRun } from "../../server/domain/ids.ts";
import type { ParcelState } from "../../server/domain/lifecycles.ts";
import { BATCHES } from "./history-cast.ts";

export type ModelParcel = {
  readonly from: number;
  readonly to: number;
  readonly holder: number;
  readonly counterparty: number;
  readonly state: ParcelState;
  readonly consignment: Hex32 | null;
};
export type ModelPack = {
  units: number;
  isGone: boolean;
  isOpened: boolean;
  isFrozen: boolean;
  reversalCount: number;
  decommission: Hex32 | null;
  readonly custody: string[];
};

/** Single packs and the parcels they lie in, in the plainest way there is. */
export class ModelGoods {
  readonly parcels = new Map<BatchId, ModelParcel[]>();
  readonly packs = new Map<BatchId, ModelPack[]>();

  constructor() {
    for (const { batch, holder, packCount, provenance } of BATCHES) {
      const step = provenance === "maker" ? `opened ${holder}` : `declared ${holder}`;
      const whole = { from: 0, to: packCount, holder, counterparty: 0, consignment: null };
      this.parcels.set(batch, [{ ...whole, state: "held" }]);
      this.packs.set(
        batch,
        Array.from({ length: packCount }, () => newPack(step)),
      );
    }
  }

  /** Whole packs that a site has in hands and that are not gone. */
  goodsOf(site: number, batch: BatchId): number {
    const packs = this.packs.get(batch) ?? [];
    return packs.filter((pack, index) => !pack.isGone && this.holds(site, batch, index)).length;
  }

  pack(batch: BatchId, index: number): ModelPack {
    const pack = this.packs.get(batch)?.[index];
    if (pack === undefined) throw new Error(`no pack ${batch}/${index}`);
    return pack;
  }

  parcelAt(batch: BatchId, index: number): ModelParcel | undefined {
    return this.parcels.get(batch)?.find(({ from, to }) => from <= index && index < to);
  }

  holds(site: number, batch: BatchId, index: number): boolean {
    const parcel = this.parcelAt(batch, index);
    return parcel?.holder === site && parcel.state === "held";
  }

  /** Whether there was anything to divide. */
  split(batch: BatchId, from: number, splitIndex: number): boolean {
    const parcels = this.parcels.get(batch) ?? [];
    const at = parcels.findIndex((parcel) => parcel.from === from);
    const whole = parcels[at];
    if (whole === undefined || splitIndex <= whole.from || splitIndex >= whole.to) return false;
    parcels.splice(at, 1, { ...whole, to: splitIndex }, { ...whole, from: splitIndex });
    return true;
  }

  become({ batch, from, to }: PackRun, state: Omit<ModelParcel, "from" | "to">, step: string): void {
    const parcels = this.parcels.get(batch) ?? [];
    const at = parcels.findIndex((parcel) => parcel.from === from);
    parcels.splice(at, 1, { from, to, ...state });
    for (let index = from; index < to; index += 1) this.pack(batch, index).custody.push(step);
  }
}

function newPack(step: string): ModelPack {
  return {
    units: 0,
    isGone: false,
    isOpened: false,
    isFrozen: false,
    reversalCount: 0,
    decommission: null,
    custody: [step],
  };
}
