import type { DispenseLine } from "../../domain/drug-rows.ts";
import type { BatchId, InstitutionId } from "../../domain/ids.ts";

/** Packs and units of one batch that an institution sold, without what came back. */
export type SoldTally = { readonly packs: number; readonly units: number };

/** Recorded sales by institution and batch: as many rows as batches were sold anywhere. */
export class SoldTallies {
  readonly #tallies = new Map<InstitutionId, Map<BatchId, SoldTally>>();

  add(institution: InstitutionId, lines: readonly DispenseLine[]): void {
    for (const line of lines) this.#count(institution, line, 1);
  }

  takeBack(institution: InstitutionId, lines: readonly DispenseLine[]): void {
    for (const line of lines) this.#count(institution, line, -1);
  }

  of(institution: InstitutionId): ReadonlyMap<BatchId, SoldTally> {
    return this.#tallies.get(institution) ?? new Map();
  }

  #count(institution: InstitutionId, { batch, units }: DispenseLine, sign: 1 | -1): void {
    const tallies = this.#tallies.get(institution) ?? new Map<BatchId, SoldTally>();
    this.#tallies.set(institution, tallies);
    const own = tallies.get(batch) ?? { packs: 0, units: 0 };
    const packs = own.packs + (units === 0 ? sign : 0);
    tallies.set(batch, { packs, units: own.units + sign * units });
  }
}
