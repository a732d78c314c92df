import type { RefusedAttempt } from "../../domain/command.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { ChainReading, ReadingMoment, ReconcilePorts } from "./reconcile-ports.ts";
import { createTextHash } from "./text-hash.ts";

/** Refused attempts of one reading, and which they were. */
export type AttemptsLookedAt = {
  readonly read: ReconcilePorts["attempts"];
  /** Over those that were read, in the order in which they were. */
  end(): { readonly digest: Hex32; readonly count: number };
};

/**
 * Lends the refused attempts that belong to a block: those that came before the next block did, and before
 * the reading began. Each institution's are read once; the digest tells two servers whether they looked at
 * the same ones, for refused attempts are on no chain.
 */
export function lookAtAttempts(
  ports: Pick<ReconcilePorts, "attempts">,
  moment: ReadingMoment,
  { nextBlockSec }: Pick<ChainReading, "nextBlockSec">,
): AttemptsLookedAt {
  const untilMs = untilOf(moment, nextBlockSec);
  const hash = createTextHash();
  hash.update(`${FORM}\n`);
  let count = 0;
  return {
    read: async (institution, page) => {
      const { rows, next } = await ports.attempts(institution, page);
      const found = rows.filter(({ atMs }) => atMs <= untilMs);
      for (const attempt of found.filter(saysSomething)) {
        hash.update(`${attempt.id} ${attempt.institution} ${attempt.code} ${attempt.atMs}\n`);
        count += 1;
      }
      return { rows: found, next };
    },
    end: () => ({ digest: `0x${hash.end()}`, count }),
  };
}

const FORM = "caretrail/attempts/v1";

/** A block's time is in whole seconds: what came within its second may have come before it. */
function untilOf({ begunAtMs, isNamed }: ReadingMoment, nextBlockSec: number | null): number {
  return isNamed && nextBlockSec !== null ? Math.min(begunAtMs, (nextBlockSec + 1) * 1_000 - 1) : begunAtMs;
}

/** What was neither a sale nor a return and names no pack decides nothing here. */
function saysSomething({ words, packs }: RefusedAttempt): boolean {
  return words !== null || packs.length > 0;
}
