import type { ListAnswer, ProductAnswer } from "../../domain/answers.ts";
import { fail } from "../../domain/failure.ts";
import type { ProductId } from "../../domain/ids.ts";
import type { LedgerView, PageRequest } from "../../domain/ledger-view.ts";
import type { ProductRow } from "../../domain/read-model.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, nameOf, proofOf } from "./naming.ts";

/** One product: the catalogue is every member's. */
export function answerProduct(ports: AnswerPorts, id: ProductId): Promise<ProductAnswer> {
  return ports.reader.view(async (view) => {
    const row = await view.product(id);
    return row === null ? fail("not-found", { product: id }) : tellProduct(view, createNaming(view), row);
  });
}

export function answerProducts(ports: AnswerPorts, page: PageRequest): Promise<ListAnswer<ProductAnswer>> {
  return ports.reader.view(async (view) => {
    const naming = createNaming(view);
    const { rows, next } = await view.products(page);
    const answers = await Promise.all(rows.map((row) => tellProduct(view, naming, row)));
    return { rows: answers, next, asOf: view.asOf };
  });
}

async function tellProduct(view: LedgerView, naming: Naming, row: ProductRow): Promise<ProductAnswer> {
  return {
    id: row.id,
    maker: nameOf(await naming.institution(row.maker)),
    bureau: nameOf(await naming.institution(row.bureau)),
    name: row.name,
    unit: row.unit,
    unitsPerPack: row.unitsPerPack,
    flags: row.flags,
    status: row.status,
    codes: row.codes,
    proof: proofOf(row.origin),
    asOf: view.asOf,
  };
}
