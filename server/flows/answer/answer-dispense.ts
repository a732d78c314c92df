import type { DispenseAnswer, DispenseLineAnswer } from "../../domain/answers.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { totalFenOf } from "../../domain/money.ts";
import type { Principal } from "../../domain/principal.ts";
import type { DispenseLine, DispenseRow, LedgerView } from "../../domain/read-model.ts";
import { maySee } from "../../domain/visibility.ts";
import { type DispenseWords, openWords } from "../document-codec.ts";
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
  const words = await wordsFor(ports, principal, row);
  return {
    id: row.id,
    status: "recorded",
    institution: nameOf(await naming.institution(row.institution)),
    dispensedAtSec: row.dispensedAtSec,
    isLate: row.origin.recordedAtSec - row.dispensedAtSec > ports.lateAfterSec,
    identification: row.identification,
    operator: row.operator,
    lines: await Promise.all(
      row.lines.map((line, at) => tellLine(line, { naming, code: words?.codes[at] ?? null })),
    ),
    totalFen: totalFenOf(row.lines),
    proof: proofOf(row.origin),
    document:
      words === null ? null : { number: words.number, till: words.till, prescription: words.prescription },
    asOf: view.asOf,
  };
}

/** Null when the words are another's, or this server never had them. */
async function wordsFor(
  ports: AnswerPorts,
  principal: Principal,
  row: DispenseRow,
): Promise<DispenseWords | null> {
  if (principal.institution !== row.institution) return null;
  const sealed = await ports.openings.opening(row.documentKey);
  return sealed === null ? null : openWords<DispenseWords>(ports.vault, sealed);
}

async function tellLine(
  { batch: id, index, units, priceFen }: DispenseLine,
  { naming, code }: { naming: Naming; code: string | null },
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
    provenance: "maker",
  };
}
