import type { LedgerView } from "../../domain/ledger-view.ts";

/**
 * The same view for one answer that asks many things of few batches and shelves: what was read once is not
 * read again. It lives as long as the answer.
 */
export function rememberingView(view: LedgerView): LedgerView {
  return {
    ...view,
    institution: remembered((id) => view.institution(id), String),
    product: remembered((id) => view.product(id), String),
    batch: remembered((id) => view.batch(id), String),
    parcelAt: remembered(
      (pack) => view.parcelAt(pack),
      ({ batch, index }) => `${batch}:${index}`,
    ),
  };
}

function remembered<Id, Row>(
  read: (id: Id) => Promise<Row>,
  nameOf: (id: Id) => string,
): (id: Id) => Promise<Row> {
  const known = new Map<string, Promise<Row>>();
  return (id) => {
    const name = nameOf(id);
    const found = known.get(name) ?? read(id);
    known.set(name, found);
    return found;
  };
}
