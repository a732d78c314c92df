import { parseConfig } from "../server/config.ts";
import type { ClaimRow } from "../server/domain/claims/claim-rows.ts";
import type { LedgerView } from "../server/domain/ledger-view.ts";
import { openData } from "../server/wire-data.ts";
import type { Offered } from "./claims-offer.ts";

export type Decided = {
  readonly offeredAtMs: number;
  readonly acceptedAtMs: number;
  /** Null when it was not decided. */
  readonly ended: Ended | null;
};

type Ended = {
  readonly verdict: "approved" | "rejected";
  /** The time of the claim's block, and of the decision's. */
  readonly submittedAtMs: number;
  readonly decidedAtMs: number;
  /** When the decision's block was first seen in the index. */
  readonly seenAtMs: number;
  readonly blocksBetween: number;
  /**
   * What no server could save: to the first second after the acceptance, and one block more for the decision,
   * which can not stand in the claim's.
   */
  readonly blockWaitMs: number;
};

/**
 * What became of the claims, as the server that was stopped has it on its disk: its times are exact to the
 * ms.
 */
export async function decidedOf(
  directory: string,
  of: {
    readonly offered: Offered;
    readonly seenAtMs: ReadonlyMap<number, number>;
    readonly region: number;
  },
): Promise<readonly Decided[]> {
  const data = await openData(parseConfig({ CARETRAIL_DATA: directory }));
  const decided: Decided[] = [];
  await data.index.reader.view(async (view) => {
    for (const [id, offeredAtMs] of of.offered.commands) {
      const command = await data.intents.command(id);
      if (command === null) throw new Error("an acknowledged command is lost");
      const { acceptedAtMs } = command;
      const claim = command.mined?.result["claims"];
      const row = Array.isArray(claim) ? await rowOf(view, claim[0]) : null;
      const ended = row === null ? null : endedOf(row, of.seenAtMs, acceptedAtMs);
      decided.push({ offeredAtMs, acceptedAtMs, ended });
    }
  });
  await data.close();
  return decided;
}

function rowOf(view: LedgerView, id: unknown): Promise<ClaimRow | null> {
  if (typeof id !== "string" || !id.startsWith("0x")) throw new Error("a command that names no claim");
  return view.claim(`0x${id.slice(2)}`);
}

function endedOf(row: ClaimRow, seenAtMs: ReadonlyMap<number, number>, acceptedAtMs: number): Ended | null {
  const step = row.steps.find(({ kind }) => kind === "approved" || kind === "rejected");
  const seen = step === undefined ? undefined : seenAtMs.get(step.origin.block);
  if (step === undefined || seen === undefined) return null;
  return {
    verdict: step.kind === "approved" ? "approved" : "rejected",
    submittedAtMs: row.origin.recordedAtSec * 1_000,
    decidedAtMs: step.origin.recordedAtSec * 1_000,
    seenAtMs: seen,
    blocksBetween: step.origin.block - row.origin.block,
    blockWaitMs: Math.ceil(acceptedAtMs / 1_000) * 1_000 - acceptedAtMs + 1_000,
  };
}
