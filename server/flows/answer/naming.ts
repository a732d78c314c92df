import type { InstitutionName, Proof } from "../../domain/answers.ts";
import type { BatchId, InstitutionId, ProductId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { BatchRow, InstitutionRow, Origin, ProductRow } from "../../domain/read-model.ts";

/**
 * Reads what rows point at. A row that points at nothing is a broken index, not a gap. A view never changes,
 * so all answers from one view share what was read for any of them.
 */
export type Naming = {
  institution(id: InstitutionId): Promise<InstitutionRow>;
  name(id: InstitutionId): Promise<InstitutionName>;
  product(id: ProductId): Promise<ProductRow>;
  batch(id: BatchId): Promise<BatchRow>;
};

/** A view lives from one commit to the next; what was read for it goes with it. */
const namings = new WeakMap<LedgerView, Naming>();
const ROWS_KEPT_MAX = 4_096;

export function createNaming(view: LedgerView): Naming {
  const naming = namings.get(view) ?? makeNaming(view);
  namings.set(view, naming);
  return naming;
}

function makeNaming(view: LedgerView): Naming {
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
    const kept = known.get(id);
    if (kept !== undefined) return kept;
    if (known.size >= ROWS_KEPT_MAX) known.clear();
    const found = readPresent(id);
    known.set(id, found);
    // What could not be read now may be read for the next answer.
    found.catch(() => known.delete(id));
    return found;
  };
}
