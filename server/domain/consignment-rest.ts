import type { ConsignmentRow } from "./drug-rows.ts";
import type { PackRun } from "./ids.ts";
import { withoutRuns } from "./pack-runs.ts";

/** What of a consignment is still on its way: neither received, nor taken back, nor ever contested. */
export function inTransitOf({ runs, receipts, withdrawals, disputes }: ConsignmentRow): PackRun[] {
  return withoutRuns(runs, [
    ...receipts.flatMap(({ accepted }) => accepted),
    ...withdrawals.flatMap((withdrawal) => withdrawal.runs),
    ...disputes.filter(({ kind }) => kind === "opened").flatMap((dispute) => dispute.runs),
  ]);
}

/** What its two sides contest now. */
export function disputedOf({ disputes }: ConsignmentRow): PackRun[] {
  const runsOf = (wanted: "opened" | "resolved"): readonly PackRun[] =>
    disputes.filter(({ kind }) => kind === wanted).flatMap((dispute) => dispute.runs);
  return withoutRuns(runsOf("opened"), runsOf("resolved"));
}

/**
 * The parts of `runs` that lie inside `whole`, each inside one of its runs: neighbours there may be two
 * lines.
 */
export function runsWithin(runs: readonly PackRun[], whole: readonly PackRun[]): PackRun[] {
  return runs.flatMap((run) =>
    whole.flatMap((outer) => {
      const [from, to] = [Math.max(run.from, outer.from), Math.min(run.to, outer.to)];
      return run.batch === outer.batch && from < to ? [{ batch: run.batch, from, to }] : [];
    }),
  );
}
