import type { ListAnswer } from "../../domain/answers.ts";
import { businessDayOf } from "../../domain/business-day.ts";
import type { StockRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId, ProductId } from "../../domain/ids.ts";
import type { LedgerView, Page, PageRequest } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { StockAnswer } from "../../domain/record-answers.ts";
import { onHandOf, type StockCounts, stockTotalOf } from "../../domain/stock.ts";
import { maySee } from "../../domain/visibility.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, nameOf } from "./naming.ts";
import { scopedPage } from "./scoped-page.ts";

const ROWS_PER_LOOK = 200;

export type StockAsked = {
  readonly principal: Principal;
  readonly page: PageRequest;
  readonly by: "batch" | "product";
  /** Null: every institution that the principal may see the stock of. */
  readonly institution: InstitutionId | null;
  readonly product: ProductId | null;
};

/** Stock with its mass balance, one institution after the other; for the owner and who watches over it. */
export function answerStock(ports: AnswerPorts, asked: StockAsked): Promise<ListAnswer<StockAnswer>> {
  return ports.reader.view(async (view) => {
    const naming = createNaming(view);
    const listOf = (institution: InstitutionId, page: PageRequest): Promise<Page<StockGroup>> =>
      groupsOf(view, { ...asked, institution, page });
    const { rows, next } =
      asked.institution === null
        ? await scopedPage(view, asked, listOf)
        : await listOf(await requireVisible(view, asked.principal, asked.institution), asked.page);
    const answers = await Promise.all(rows.map((group) => tellGroup(ports, naming, group)));
    return { rows: answers, next, asOf: view.asOf };
  });
}

/** Rows told as one: those of a batch, or of all batches of a product. */
type StockGroup = { readonly rows: readonly [StockRow, ...StockRow[]]; readonly by: StockAsked["by"] };

async function requireVisible(
  view: LedgerView,
  principal: Principal,
  id: InstitutionId,
): Promise<InstitutionId> {
  const institution = await view.institution(id);
  if (institution === null || !maySee(principal, [institution])) {
    return fail("not-found", { institution: id });
  }
  return id;
}

function groupsOf(
  view: LedgerView,
  asked: Omit<StockAsked, "institution" | "principal"> & { readonly institution: InstitutionId },
): Promise<Page<StockGroup>> {
  const isPlain = asked.by === "batch" && asked.product === null;
  return isPlain ? batchesOf(view, asked.institution, asked.page) : chosenOf(view, asked);
}

async function batchesOf(
  view: LedgerView,
  institution: InstitutionId,
  page: PageRequest,
): Promise<Page<StockGroup>> {
  const { rows, next } = await view.stockOf(institution, page);
  return { rows: rows.map((row) => ({ rows: [row], by: "batch" })), next };
}

/** Everything the institution has is read, and told by product, or cut to one: its cursor counts groups. */
async function chosenOf(
  view: LedgerView,
  {
    by,
    institution,
    product,
    page,
  }: Omit<StockAsked, "institution" | "principal"> & {
    readonly institution: InstitutionId;
  },
): Promise<Page<StockGroup>> {
  const groups = new Map<string, [StockRow, ...StockRow[]]>();
  let after: string | null = null;
  do {
    const part: Page<StockRow> = await view.stockOf(institution, { limit: ROWS_PER_LOOK, after });
    for (const row of part.rows) {
      if (product !== null && row.product !== product) continue;
      const key = by === "product" ? placeOf(row.product) : row.batch.slice(2);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [row]);
      else group.push(row);
    }
    after = part.next;
  } while (after !== null);
  const keys = [...groups.keys()].sort().filter((key) => page.after === null || key > page.after);
  const shown = keys.slice(0, page.limit);
  const rows = shown.flatMap((key) => {
    const group = groups.get(key);
    return group === undefined ? [] : [{ rows: group, by }];
  });
  return { rows, next: keys.length > shown.length ? (shown.at(-1) ?? null) : null };
}

/** A product's number at one width, so that its order as a text is its order. */
function placeOf(product: ProductId): string {
  return product.toString(16).padStart(8, "0");
}

async function tellGroup(
  { zone }: AnswerPorts,
  naming: Naming,
  { rows, by }: StockGroup,
): Promise<StockAnswer> {
  const [first] = rows;
  const product = await naming.product(first.product);
  const batch = await naming.batch(first.batch);
  const counts: StockCounts = stockTotalOf(rows);
  let onHandDeclaredCount = 0;
  for (const row of rows) {
    const { provenance } = await naming.batch(row.batch);
    if (provenance === "declared") onHandDeclaredCount += onHandOf(row);
  }
  return {
    institution: nameOf(await naming.institution(first.institution)),
    product: { id: product.id, name: product.name, unit: product.unit },
    batch:
      by === "product"
        ? null
        : {
            id: batch.id,
            batchNumber: batch.batchNumber,
            provenance: batch.provenance,
            status: batch.status,
            lastDay: businessDayOf(batch.expiresAtSec - 1, zone),
          },
    onHandCount: onHandOf(counts),
    onHandDeclaredCount,
    ...counts,
  };
}
