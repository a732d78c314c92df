import type { RefusedAttempt } from "../../domain/command.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { LedgerView, Page, PageRequest } from "../../domain/ledger-view.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import type { HashWords } from "./hash-words.ts";
import type { ReconcilePorts } from "./reconcile-ports.ts";

/** What one reconciling reads of the ledger of its block. */
export type LedgerReading = Pick<ReconcilePorts, "openings" | "vault" | "zone"> & {
  readonly view: LedgerView;
  readonly attempts: (institution: InstitutionId, page: PageRequest) => Promise<Page<RefusedAttempt>>;
  readonly hashWords: HashWords;
};

const ROWS_PER_PAGE = 500;

/** Every row of a list, page by page. */
export async function* rowsOf<Row>(read: (page: PageRequest) => Promise<Page<Row>>): AsyncGenerator<Row> {
  let after: string | null = null;
  do {
    const page: Page<Row> = await read({ limit: ROWS_PER_PAGE, after });
    yield* page.rows;
    after = page.next;
  } while (after !== null);
}

export function institutionsOf(view: LedgerView): AsyncGenerator<InstitutionRow> {
  return rowsOf((page) => view.institutions(page));
}

/** Names a pack where many are looked up. */
export function packName({ batch, index }: { readonly batch: string; readonly index: number }): string {
  return `${batch}/${index}`;
}
