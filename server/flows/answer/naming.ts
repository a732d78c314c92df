import type { InstitutionName, Proof } from "../../domain/answers.ts";
import type { BatchId, InstitutionId, ProductId } from "../../domain/ids.ts";
import type { BatchRow, InstitutionRow, LedgerView, Origin, ProductRow } from "../../domain/read-model.ts";

/**
 * Reads what rows point at, each once for one answer. A row that points at nothing is a broken index, not a
 * gap.
 */
export type Naming = {
  institution(id: InstitutionId): Promise<InstitutionRow>;
  name(id: InstitutionId): Promise<InstitutionName>;
  product(id: ProductId): Promise<ProductRow>;
  batch(id: BatchId): Promise<BatchRow>;
};

export function createNaming(view: LedgerView): Naming {
  const institution = remembered("institution", (id: InstitutionId) => view.institution(id));
  return {
    institution,
    name: async (id) => nameOf(await institution(id)),
    product: remembered("product", (id: ProductId) => view.product(id)),
    batch: remembered("batch", (id: BatchId) => view.batch(id)),
  };
}

export function nameOf({ id, code, name, kind, region }: InstitutionRow): InstitutionName {
  return { id, code, name, kind, region };
}

export function proofOf({ block, transactionHash, recordedAtSec }: Origin): Proof {
  return { block, transactionHash, recordedAtSec };
}

function remembered<Id extends string | number, Row>(
  what: string,
  read: (id: Id) => Promise<Row | null>,
): (id: Id) => Promise<Row> {
  const known = new Map<Id, Promise<Row>>();
  const readPresent = async (id: Id): Promise<Row> => {
    const row = await read(id);
    if (row === null) throw new Error(`the index points at ${what} ${id}, which it does not have`);
    return row;
  };
  return (id) => {
    const found = known.get(id) ?? readPresent(id);
    known.set(id, found);
    return found;
  };
}
