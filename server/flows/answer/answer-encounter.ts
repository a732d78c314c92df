import type { EncounterRow } from "../../domain/claims/claim-rows.ts";
import type {
  ClosingAnswer,
  EncounterAnswer,
  FeeProofAnswer,
} from "../../domain/claims/encounter-answers.ts";
import { feeLineOfWords, feeLineText } from "../../domain/claims/fee-line.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import { limitsOf } from "../../domain/region-limits.ts";
import { maySee } from "../../domain/visibility.ts";
import { feeDocumentOf } from "../claims/fee-lines.ts";
import { type EncounterWords, openWords } from "../document-codec.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, nameOf, proofOf } from "./naming.ts";
import { partiesOfEncounter } from "./parties-of-encounter.ts";
import { reasonOf } from "./reason-of.ts";

/** One encounter, for its hospital and who watches over it or was asked to pay for it. */
export function answerEncounter(
  ports: AnswerPorts,
  principal: Principal,
  id: Hex32,
): Promise<EncounterAnswer> {
  return ports.reader.view(async (view) => {
    const row = await view.encounter(id);
    if (row === null || !maySee(principal, await partiesOfEncounter(view, row))) {
      return fail("not-found", { encounter: id });
    }
    return tellEncounter(ports, { view, naming: createNaming(view), principal, row });
  });
}

/** The answer for a row that the principal may see. */
export async function tellEncounter(
  ports: AnswerPorts,
  about: { view: LedgerView; naming: Naming; principal: Principal; row: EncounterRow },
): Promise<EncounterAnswer> {
  const { view, naming, principal, row } = about;
  const { content, cancelled, operator, origin } = row;
  const institution = await naming.institution(content.institution);
  const { lateAfterSec } = limitsOf(await view.regionRules(institution.region));
  if (row.state === "none") throw new Error(`encounter ${row.id} stands in the index and was never opened`);
  return {
    id: row.id,
    status: row.state,
    institution: nameOf(institution),
    kind: content.kind,
    openedAtSec: content.openedAtSec,
    identification: content.identification,
    closings: await Promise.all(row.closings.map((each) => tellClosing(ports, each, lateAfterSec))),
    cancelled:
      cancelled === null
        ? null
        : {
            reason: await reasonOf(ports, { documentKey: cancelled.reasonHash }),
            operator: cancelled.operator,
            proof: proofOf(cancelled.origin),
          },
    operator,
    proof: proofOf(origin),
    documentNumber: principal.institution === institution.id ? await numberOf(ports, row) : null,
    asOf: view.asOf,
  };
}

async function tellClosing(
  ports: AnswerPorts,
  closing: EncounterRow["closings"][number],
  lateAfterSec: number,
): Promise<ClosingAnswer> {
  const { reasonHash, origin, ...stated } = closing;
  return {
    ...stated,
    isLate: origin.recordedAtSec - closing.closedAtSec > lateAfterSec,
    reason: reasonHash === null ? null : await reasonOf(ports, { documentKey: reasonHash }),
    proof: proofOf(origin),
  };
}

/** Null when this server never had the words. */
async function numberOf(ports: AnswerPorts, { content }: EncounterRow): Promise<string | null> {
  const sealed = await ports.openings.opening(content.documentKey);
  return sealed === null ? null : openWords<EncounterWords>(ports.vault, sealed).number;
}

export type FeeProofAsked = { readonly encounter: Hex32; readonly lineNumber: number };

/** One line of the fee list that stands, opened, with its way up to the ledger's root; for its hospital. */
export function answerFeeProof(
  ports: AnswerPorts,
  principal: Principal,
  { encounter: id, lineNumber }: FeeProofAsked,
): Promise<FeeProofAnswer> {
  return ports.reader.view(async (view) => {
    const row = await view.encounter(id);
    if (row === null || row.content.institution !== principal.institution) {
      return fail("not-found", { encounter: id });
    }
    const closing = row.closings.at(-1) ?? fail("not-found", { encounter: id, lineNumber });
    const { lines } = await feeDocumentOf(ports, row);
    const at = lines.findIndex(({ line }) => line.lineNumber === lineNumber);
    const opened = lines[at] ?? fail("not-found", { encounter: id, lineNumber });
    const commitments = lines.map(({ line }) => {
      const named = { lineNumber: line.lineNumber, text: feeLineText(line) };
      return ports.vault.commitFeeLine(principal.institution, id, named).commitment;
    });
    const commitment = commitments[at] ?? fail("not-found", { encounter: id, lineNumber });
    return {
      encounter: id,
      line: feeLineOfWords(opened.line),
      text: feeLineText(opened.line),
      salt: opened.salt,
      commitment,
      merkleProof: ports.feeTree.proof(commitments, at),
      feeRoot: closing.feeRoot,
      asOf: view.asOf,
    };
  });
}
