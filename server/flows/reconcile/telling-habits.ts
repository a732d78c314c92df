import type { Zone } from "../../domain/business-day.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import {
  isOffsetAway,
  isToldAtOnce,
  type StatedTime,
} from "../../domain/reconcile/near-misses/shifted-time.ts";

type Telling = { readonly toldCount: number; readonly atOnceCount: number };

const NO_TELLING: Telling = { toldCount: 0, atOnceCount: 0 };

/** When institutions write their messages: as they sell, or a day's sales together. */
export class TellingHabits {
  readonly #zone: Zone;
  readonly #tellings = new Map<InstitutionId, Telling>();

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  add(institution: InstitutionId, stated: StatedTime): void {
    if (stated.toldAtSec === null) return;
    const { toldCount, atOnceCount } = this.#tellings.get(institution) ?? NO_TELLING;
    const isAtOnce = isToldAtOnce(stated) || isOffsetAway(stated, this.#zone);
    const counted = { toldCount: toldCount + 1, atOnceCount: atOnceCount + (isAtOnce ? 1 : 0) };
    this.#tellings.set(institution, counted);
  }

  /** At least half of its messages were written as it sold, by its own clock or one a zone's offset away. */
  tellsAtOnce(institution: InstitutionId): boolean {
    const { toldCount, atOnceCount } = this.#tellings.get(institution) ?? NO_TELLING;
    return atOnceCount * 2 >= toldCount;
  }
}
