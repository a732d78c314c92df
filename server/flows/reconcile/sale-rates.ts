import type { InstitutionId } from "../../domain/ids.ts";

const HOUR_SEC = 3600;

/** Receipts by the hour of the clock, of the sites whose counters a bureau has stated. */
export class SaleRates {
  readonly #hours = new Map<InstitutionId, Map<number, number>>();

  watch(institution: InstitutionId): void {
    this.#hours.set(institution, new Map());
  }

  add(institution: InstitutionId, soldAtSec: number): void {
    const hours = this.#hours.get(institution);
    if (hours === undefined) return;
    const hour = Math.floor(soldAtSec / HOUR_SEC);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  }

  /** Of the busiest hour; 0 of a site that is not watched. */
  mostInHour(institution: InstitutionId): number {
    let most = 0;
    for (const count of this.#hours.get(institution)?.values() ?? []) most = Math.max(most, count);
    return most;
  }

  /** Null of a site that is not watched. */
  receiptsInHourOf(institution: InstitutionId, soldAtSec: number): number | null {
    return this.#hours.get(institution)?.get(Math.floor(soldAtSec / HOUR_SEC)) ?? null;
  }
}
