import type { DispenseAnswer, DispenseLineAnswer, ReversalAnswer } from "../../domain/answers.ts";
import type { DispenseAftermath, DispenseLine, DispenseRow, ReversalRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { totalFenOf } from "../../domain/money.ts";
import type { Principal } from "../../domain/principal.ts";
import { limitsOf } from "../../domain/region-limits.ts";
import { maySee } from "../../domain/visibility.ts";
import { type DispenseWords, type DocumentWords, openWords } from "../document-codec.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, nameOf, proofOf } from "./naming.ts";

/** One dispense, for the institution that recorded it and who watches over it. */
export function answerDispense(ports: AnswerPorts, principal: Principal, id: Hex32): Promise<DispenseAnswer> {
  return ports.reader.view(async (view) => {
    const row = await view.dispense(id);
    const institution = row === null ? null : await view.institution(row.institution);
    if (row === null || institution === null || !maySee(principal, [institution])) {
      return fail("not-found", { dispense: id });
    }
    return tellDispense(ports, { view, naming: createNaming(view), principal, row });
  });
}

/** The answer for a row that the principal may see. */
export async function tellDispense(
  ports: AnswerPorts,
  about: { view: LedgerView; naming: Naming; principal: Principal; row: DispenseRow },
): Promise<DispenseAnswer> {
  const { view, naming, principal, row } = about;
  const isOwner = principal.institution === row.institution;
  const words = isOwner ? await wordsOf<DispenseWords>(ports, row.documentKey) : null;
  const wordsFor = async (documentKey: Hex32): Promise<DocumentWords | null> =>
    isOwner ? wordsOf<DocumentWords>(ports, documentKey) : null;
  const after = await view.aftermathOf(row.id);
  const institution = await naming.institution(row.institution);
  const { lateAfterSec } = limitsOf(await view.regionRules(institution.region));
  return {
    id: row.id,
    status: after.state === "none" ? "recorded" : after.state,
    institution: nameOf(institution),
    dispensedAtSec: row.dispensedAtSec,
    // What was imported belongs to a time before the ledger: late is what could have come in time.
    isLate: !row.isImported && row.origin.recordedAtSec - row.dispensedAtSec > lateAfterSec,
    isImported: row.isImported,
    identification: row.identification,
    operator: row.operator,
    lines: await Promise.all(
      row.lines.map((line, at) => tellLine(line, { naming, after, code: words?.codes[at] ?? null })),
    ),
    totalFen: totalFenOf(row.lines),
    reversals: await Promise.all(after.reversals.map((each) => tellReversal(each, wordsFor))),
    answer: answerOf(after),
    proof: proofOf(row.origin),
    document:
      words === null ? null : { number: words.number, till: words.till, prescription: words.prescription },
    receiptToken: isOwner ? ports.vault.receiptToken(row.id) : null,
    asOf: view.asOf,
  };
}

/** Null when this server never had them. */
async function wordsOf<Opened extends DispenseWords | DocumentWords>(
  ports: AnswerPorts,
  documentKey: Hex32,
): Promise<Opened | null> {
  const sealed = await ports.openings.opening(documentKey);
  return sealed === null ? null : openWords<Opened>(ports.vault, sealed);
}

async function tellReversal(
  row: ReversalRow,
  wordsFor: (documentKey: Hex32) => Promise<DocumentWords | null>,
): Promise<ReversalAnswer> {
  const words = await wordsFor(row.documentKey);
  return {
    id: row.id,
    reversedAtSec: row.reversedAtSec,
    lines: row.lines,
    totalFen: totalFenOf(row.lines),
    isImported: row.isImported,
    operator: row.operator,
    proof: proofOf(row.origin),
    documentNumber: words?.number ?? null,
  };
}

function answerOf({ answer }: DispenseAftermath): DispenseAnswer["answer"] {
  if (answer === null || answer.answer === "none") return null;
  return { answer: answer.answer, proof: proofOf(answer.origin) };
}

async function tellLine(
  { batch: id, index, units, priceFen }: DispenseLine,
  { naming, after, code }: { naming: Naming; after: DispenseAftermath; code: string | null },
): Promise<DispenseLineAnswer> {
  const batch = await naming.batch(id);
  const product = await naming.product(batch.product);
  return {
    code,
    product: { id: product.id, name: product.name, unit: product.unit },
    batch: id,
    batchNumber: batch.batchNumber,
    index,
    units,
    priceFen,
    provenance: batch.provenance,
    isTraceWaived: after.waived.some((pack) => pack.batch === id && pack.index === index),
  };
}
