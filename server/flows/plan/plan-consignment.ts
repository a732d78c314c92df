import type { CommandBody, LedgerCall } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import { type ConsignmentContent, ledgerCall } from "../../domain/ledger-call.ts";
import { wordOfRun } from "../../domain/pack-words.ts";
import type { LedgerView } from "../../domain/read-model.ts";
import { RUNS_PER_CONSIGNMENT_MAX } from "../../domain/request-limits.ts";
import { type CutRun, cutRuns } from "./cut-runs.ts";

type Ship = Extract<CommandBody, { kind: "ship-consignment" }>;
type Receive = Extract<CommandBody, { kind: "receive-consignment" }>;

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
  return [ledgerCall("drugLedger", "shipConsignment", content, parcelFromsOf(pieces))];
}

/** The ledger keeps only a consignment's id: its content is passed again, as the index saw it shipped. */
export async function planReceipt(
  body: Receive,
  _institution: InstitutionId,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  const row = await view.consignment(body.consignment);
  if (row === null) return fail("consignment-unknown", { consignment: body.consignment });
  const pieces = await cutRuns(body.accepted, view);
  requireFewRuns(pieces);
  const content: ConsignmentContent = {
    sender: row.sender,
    receiver: row.receiver,
    documentKey: row.documentKey,
    shippedAtSec: row.shippedAtSec,
    runs: row.runs.map(wordOfRun),
    lineCommitments: row.lineCommitments,
  };
  const accepted = pieces.map(({ run }) => wordOfRun(run));
  return [
    ledgerCall(
      "drugLedger",
      "receiveConsignment",
      content,
      body.receivedAtSec,
      accepted,
      parcelFromsOf(pieces),
    ),
  ];
}

function parcelFromsOf(pieces: readonly CutRun[]): number[] {
  return pieces.map(({ parcelFrom }) => parcelFrom);
}

function requireFewRuns(pieces: readonly CutRun[]): void {
  if (pieces.length === 0 || pieces.length > RUNS_PER_CONSIGNMENT_MAX) {
    fail("request-size-wrong", { what: "runs", count: pieces.length, max: RUNS_PER_CONSIGNMENT_MAX });
  }
}
