import { claimLimitsOf } from "../domain/claims/claim-limits.ts";
import type { LedgerView } from "../domain/ledger-view.ts";
import type { DemoPorts, Member } from "./demo-ports.ts";

/**
 * Waits until the adjudicator has decided what it may of a region's queue, so that the demo's clock does not
 * run ahead of it. What it leaves to persons stays; after the time is up the demo goes on.
 */
export async function awaitDecisions(ports: DemoPorts, bureau: Member): Promise<void> {
  const { region } = bureau.principal;
  const { reader, clock } = ports.claims;
  const untilMs = clock.nowMs() + DECISIONS_MS_MAX;
  while (clock.nowMs() < untilMs) {
    if (!(await reader.view((view) => isWaitingForRules(view, region)))) return;
    await reader.reached((reader.head()?.block ?? 0) + 1, LOOK_MS);
  }
}

const DECISIONS_MS_MAX = 20_000;
const LOOK_MS = 200;
const QUEUE_MAX = 200;

async function isWaitingForRules(view: LedgerView, region: number): Promise<boolean> {
  const { automaticFenMax } = claimLimitsOf(await view.claimRules(region));
  const { rows } = await view.claimQueue(region, "submitted", { limit: QUEUE_MAX, after: null });
  return rows.some(({ content }) => content.channel === "direct" && content.requestedFen <= automaticFenMax);
}
