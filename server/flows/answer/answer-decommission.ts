import type { DecommissionRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { packCountOf } from "../../domain/pack-runs.ts";
import type { Principal } from "../../domain/principal.ts";
import type { DecommissionAnswer } from "../../domain/record-answers.ts";
import { maySee } from "../../domain/visibility.ts";
import { type DocumentWords, openWords } from "../document-codec.ts";
import { tellRun } from "./answer-consignment.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, nameOf, proofOf } from "./naming.ts";

/** One decommission, for the institution that recorded it and who watches over it. */
export function answerDecommission(
  ports: AnswerPorts,
  principal: Principal,
  id: Hex32,
): Promise<DecommissionAnswer> {
  return ports.reader.view(async (view) => {
    const row = await view.decommission(id);
    const institution = row === null ? null : await view.institution(row.institution);
    if (row === null || institution === null || !maySee(principal, [institution])) {
      return fail("not-found", { decommission: id });
    }
    return tellDecommission(ports, { view, naming: createNaming(view), principal, row });
  });
}

/** The answer for a row that the principal may see. */
export async function tellDecommission(
  ports: AnswerPorts,
  about: { view: LedgerView; naming: Naming; principal: Principal; row: DecommissionRow },
): Promise<DecommissionAnswer> {
  const { view, naming, principal, row } = about;
  // The contract writes no decommission without a reason.
  if (row.reason === "none") throw new Error(`the decommission ${row.id} has no reason`);
  const isOwner = principal.institution === row.institution;
  const sealed = isOwner ? await ports.openings.opening(row.documentKey) : null;
  return {
    id: row.id,
    institution: nameOf(await naming.institution(row.institution)),
    occurredAtSec: row.occurredAtSec,
    reason: row.reason,
    runs: await Promise.all(row.runs.map((run) => tellRun(run, naming))),
    remnants: row.remnants.map(({ batch, index, units }) => ({ batch, index, units })),
    packCount: packCountOf(row.runs),
    isImported: row.isImported,
    operator: row.operator,
    proof: proofOf(row.origin),
    document: sealed === null ? null : openWords<DocumentWords>(ports.vault, sealed),
    asOf: view.asOf,
  };
}
