import { isFailure } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { Log } from "../../domain/ports.ts";
import type { AdjudicatedRegion, AdjudicatorLimits } from "./adjudicator.ts";
import { adjudicateQueue } from "./adjudicator.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import { createLeftClaims } from "./left-claims.ts";

export type Adjudicator = {
  /** Goes on until it is stopped; resolves when the last round has ended. */
  run(): Promise<void>;
  stop(): void;
};

/**
 * Works through the queues of the bureaus whose adjudicator's key this server keeps. What an earlier process
 * had sent is waited for first: a decision must start from what the one before it used up.
 */
export function createAdjudicator(parts: {
  readonly ports: ClaimPorts;
  readonly log: Log;
  readonly limits: AdjudicatorLimits & { readonly pollMs: number; readonly restMs: number };
  readonly newId: () => string;
  /** Institutions that an adjudicator's key is kept for. */
  readonly bureaus: () => readonly InstitutionId[];
  /** Commands that are on their way since before this process began. */
  readonly unfinished: () => Promise<readonly { readonly id: string; readonly operation: string }[]>;
}): Adjudicator {
  const { ports, log, limits, newId, bureaus, unfinished } = parts;
  const left = createLeftClaims(log);
  let isStopped = false;
  const isRunning = (): boolean => !isStopped;

  const waitForEarlier = async (): Promise<void> => {
    const earlier = (await unfinished()).filter(({ operation }) => DECIDING.has(operation));
    for (const { id } of earlier) {
      let isOpen = true;
      while (isOpen && isRunning()) {
        const { state } = await ports.submitter.settled(id, limits.pollMs);
        isOpen = state === "accepted" || state === "submitted";
      }
    }
  };

  // A bureau whose key was taken, or a paused ledger, neither stops the others nor is asked all the time.
  const restingUntilMs = new Map<InstitutionId, number>();
  const decideIn = async (region: AdjudicatedRegion): Promise<number> => {
    if ((restingUntilMs.get(region.bureau) ?? 0) > ports.clock.nowMs()) return 0;
    try {
      return await adjudicateQueue({ ports, left, limits, newId }, region);
    } catch (error) {
      if (!isRunning()) return 0;
      log.error({ err: error, region: region.region }, "adjudication failed");
      restingUntilMs.set(region.bureau, ports.clock.nowMs() + limits.restMs);
      return 0;
    }
  };

  const round = async (): Promise<number> => {
    let decidedCount = 0;
    for (const region of await regionsOf(ports, bureaus())) {
      if (isRunning()) decidedCount += await decideIn(region);
    }
    return decidedCount;
  };

  return {
    async run() {
      await waitForEarlier();
      while (isRunning()) {
        const seen = ports.reader.head()?.block ?? -1;
        try {
          if ((await round()) === 0) await ports.reader.reached(seen + 1, limits.pollMs);
        } catch (error) {
          if (!isRunning()) return;
          // Before the index holds its first block there is nothing to decide.
          if (!isFailure(error) || error.code !== "not-ready") {
            log.error({ err: error }, "adjudication round failed");
          }
          await ports.reader.reached(seen + 1, limits.pollMs);
        }
      }
    },
    stop() {
      isStopped = true;
    },
  };
}

const DECIDING: ReadonlySet<string> = new Set(["approve-claims", "reject-claims"]);

async function regionsOf(
  ports: ClaimPorts,
  bureaus: readonly InstitutionId[],
): Promise<readonly AdjudicatedRegion[]> {
  return ports.reader.view(async (view) => {
    const regions: AdjudicatedRegion[] = [];
    for (const id of bureaus) {
      const row = await view.institution(id);
      if (row?.kind === "bureau") regions.push({ bureau: id, region: row.region });
    }
    return regions;
  });
}
