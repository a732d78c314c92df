import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { LedgerView, Page, PageRequest } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import { oversees } from "../../domain/visibility.ts";

const INSTITUTIONS_PER_LOOK = 200;

/**
 * A page of a list that each institution has of its own: for an institution its own list, for a bureau or
 * auditor the lists of all it watches over, one institution after the other in the order of their numbers.
 * The cursor says whose list comes next and where in it.
 */
export async function scopedPage<Row>(
  view: LedgerView,
  asked: { readonly principal: Principal; readonly page: PageRequest },
  listOf: (institution: InstitutionId, page: PageRequest) => Promise<Page<Row>>,
): Promise<Page<Row>> {
  const { limit, after } = asked.page;
  const start = startOf(after);
  const rows: Row[] = [];
  for await (const id of scopeOf(view, asked.principal)) {
    if (id < start.institution) continue;
    if (rows.length === limit) return { rows, next: cursorOf(id, null) };
    const within = id === start.institution ? start.after : null;
    const page = await listOf(id, { limit: limit - rows.length, after: within });
    rows.push(...page.rows);
    if (page.next !== null) return { rows, next: cursorOf(id, page.next) };
  }
  return { rows, next: null };
}

async function* scopeOf(view: LedgerView, principal: Principal): AsyncGenerator<InstitutionId> {
  if (principal.role !== "bureau" && principal.role !== "auditor") {
    if (principal.institution !== 0) yield principal.institution;
    return;
  }
  let after: string | null = null;
  do {
    const page: Page<{ id: InstitutionId; region: number }> = await view.institutions({
      limit: INSTITUTIONS_PER_LOOK,
      after,
    });
    for (const institution of page.rows) if (oversees(principal, [institution])) yield institution.id;
    after = page.next;
  } while (after !== null);
}

function cursorOf(institution: InstitutionId, after: string | null): string {
  return `${institution.toString(16).padStart(8, "0")}${after ?? ""}`;
}

function startOf(cursor: string | null): { institution: InstitutionId; after: string | null } {
  if (cursor === null) return { institution: 0, after: null };
  const match = /^([0-9a-f]{8})((?:[0-9a-f]{2})*)$/.exec(cursor);
  if (match === null)
    return fail("malformed-request", { issues: [{ path: "query.cursor", problem: "not one of ours" }] });
  const [, institution = "", after = ""] = match;
  return { institution: Number.parseInt(institution, 16), after: after === "" ? null : after };
}
