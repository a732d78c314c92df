import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { DECOMMISSION_REASONS } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import { type DecommissionContent, ledgerCall } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { wordOfLine, wordOfRun } from "../../domain/pack-words.ts";
import { RUNS_PER_CONSIGNMENT_MAX } from "../../domain/request-limits.ts";
import { placeRuns } from "./cut-runs.ts";
import { parcelFromOf } from "./plan-dispenses.ts";

type Decommission = Extract<CommandBody, { kind: "decommission-packs" }>;

/**
 * Whole packs in runs, each inside one parcel, and the rest of opened ones line by line; no parcel changes.
 */
export async function planDecommission(
  body: Decommission,
  institution: InstitutionId,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  const pieces = await placeRuns(body.runs, view);
  if (pieces.length > RUNS_PER_CONSIGNMENT_MAX) {
    fail("request-size-wrong", { what: "runs", count: pieces.length, max: RUNS_PER_CONSIGNMENT_MAX });
  }
  const content: DecommissionContent = {
    institution,
    documentKey: body.documentKey,
    occurredAtSec: body.occurredAtSec,
    reason: DECOMMISSION_REASONS.indexOf(body.reason),
    runs: pieces.map(({ run }) => wordOfRun(run)),
    remnants: body.remnants.map((line) => wordOfLine({ ...line, priceFen: 0n })),
  };
  const remnantFroms: number[] = [];
  for (const line of body.remnants) remnantFroms.push(await parcelFromOf(line, view));
  const runFroms = pieces.map(({ parcelFrom }) => parcelFrom);
  return [ledgerCall("drugLedger", "decommissionPacks", content, runFroms, remnantFroms)];
}
