import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { DISPUTE_OUTCOMES } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, InstitutionId, PackRun } from "../../domain/ids.ts";
import { type ConsignmentContent, ledgerCall } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { wordOfRun } from "../../domain/pack-words.ts";
import { RUNS_PER_CONSIGNMENT_MAX } from "../../domain/request-limits.ts";
import { type CutRun, cutRuns } from "./cut-runs.ts";

type Ship = Extract<CommandBody, { kind: "ship-consignment" }>;
type Answering = Extract<
  CommandBody,
  {
    readonly kind:
      | "receive-consignment"
      | "withdraw-consignment"
      | "dispute-consignment"
      | "answer-dispute"
      | "resolve-dispute";
  }
>;

/** A run that lies in several parcels goes as several, each with the commitment of its line. */
export async function planShipment(
  body: Ship,
  institution: InstitutionId,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  const pieces = await cutRuns(body.runs, view);
  requireFewRuns(pieces);
  const content: ConsignmentContent = {
    sender: institution,
    receiver: body.receiver,
    documentKey: body.documentKey,
    shippedAtSec: body.shippedAtSec,
    runs: pieces.map(({ run }) => wordOfRun(run)),
    lineCommitments: pieces.map(({ source }) => {
      const commitment = body.lineCommitments[source];
      if (commitment === undefined) throw new Error("a run without its line commitment");
      return commitment;
    }),
  };
  return [ledgerCall("drugCustody", "shipConsignment", content, parcelFromsOf(pieces))];
}

/** The ledger keeps only a consignment's id: its content is passed again, as the index saw it shipped. */
export async function planAnswer(body: Answering, view: LedgerView): Promise<readonly LedgerCall[]> {
  const content = await contentOf(body.consignment, view);
  switch (body.kind) {
    case "receive-consignment": {
      const { words, froms } = await cutForCall(body.accepted, view);
      return [ledgerCall("drugCustody", "receiveConsignment", content, body.receivedAtSec, words, froms)];
    }
    case "withdraw-consignment": {
      const { words, froms } = await cutForCall(body.runs, view);
      return [ledgerCall("drugCustody", "withdrawConsignment", content, body.withdrawnAtSec, words, froms)];
    }
    case "dispute-consignment": {
      const { words, froms } = await cutForCall(body.runs, view);
      const { disputedAtSec, reasonHash } = body;
      return [
        ledgerCall("drugCustody", "disputeConsignment", content, disputedAtSec, words, froms, reasonHash),
      ];
    }
    case "answer-dispute":
    case "resolve-dispute": {
      const { words } = await cutForCall(body.runs, view);
      const outcome = DISPUTE_OUTCOMES.indexOf(body.outcome);
      const method = body.kind === "answer-dispute" ? "answerDispute" : "resolveDispute";
      return [ledgerCall("drugCustody", method, content, outcome, words)];
    }
  }
}

async function contentOf(id: Hex32, view: LedgerView): Promise<ConsignmentContent> {
  const row = await view.consignment(id);
  if (row === null) return fail("consignment-unknown", { consignment: id });
  return {
    sender: row.sender,
    receiver: row.receiver,
    documentKey: row.documentKey,
    shippedAtSec: row.shippedAtSec,
    runs: row.runs.map(wordOfRun),
    lineCommitments: row.lineCommitments,
  };
}

async function cutForCall(
  runs: readonly PackRun[],
  view: LedgerView,
): Promise<{ words: ReturnType<typeof wordOfRun>[]; froms: number[] }> {
  const pieces = await cutRuns(runs, view);
  requireFewRuns(pieces);
  return { words: pieces.map(({ run }) => wordOfRun(run)), froms: parcelFromsOf(pieces) };
}

function parcelFromsOf(pieces: readonly CutRun[]): number[] {
  return pieces.map(({ parcelFrom }) => parcelFrom);
}

function requireFewRuns(pieces: readonly CutRun[]): void {
  if (pieces.length === 0 || pieces.length > RUNS_PER_CONSIGNMENT_MAX) {
    fail("request-size-wrong", { what: "runs", count: pieces.length, max: RUNS_PER_CONSIGNMENT_MAX });
  }
}
