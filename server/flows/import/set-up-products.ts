import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId, ProductId } from "../../domain/ids.ts";
import type { ImportEntry } from "../../domain/import/entry.ts";
import { type ListedProduct, parseProduct } from "../../domain/import/parse-product.ts";
import type { SkuRow } from "../../domain/kept-records.ts";
import type { PageRequest } from "../../domain/ledger-view.ts";
import { textOf } from "./decide-entry.ts";
import type { ImportPorts } from "./import-ports.ts";
import { type Asking, ask, type EntryOutcome, eachEntry, endOf, indexed } from "./set-up.ts";

const ROWS_PER_PAGE = 200;

/**
 * Admits the products of a list by the bureaus of their makers' regions, and maps the list's own numbers for
 * every pharmacy and hospital, because their messages name products by them.
 */
export async function setUpProducts(
  ports: ImportPorts,
  importId: string,
  entries: readonly ImportEntry[],
): Promise<readonly EntryOutcome[]> {
  const asking: Asking = { ports, importId };
  const begun = await eachEntry(entries, async (entry) => {
    const listed = parseProduct(textOf(entry));
    return { listed, command: await admit(asking, listed) };
  });
  const ended = await eachEntry(begun, async (each) => {
    if ("failure" in each) throw each.failure;
    const { listed, command } = each.value;
    if (command !== null) await endOf(asking, command);
    return { listed, isStanding: command === null };
  });
  await indexed(asking);
  const admitted = ended.flatMap((each) => ("value" in each ? [each.value.listed] : []));
  await mapNumbers(ports, admitted);
  return ended.map((each) =>
    "failure" in each
      ? { is: "refused", failure: each.failure }
      : { is: each.value.isStanding ? "standing" : "taken" },
  );
}

/** Null where the product stands already, admitted by no command of this import. */
async function admit(asking: Asking, listed: ListedProduct): Promise<Command | null> {
  const { ports, importId } = asking;
  const { makerCode, nhsaCode, unitsPerPack, flags, name, unit, codes } = listed;
  const { maker, bureau, standing } = await ports.take.reader.view(async (view) => {
    const row = await view.institutionByCode(makerCode);
    return {
      maker: row,
      bureau: row === null ? null : await view.bureauOf(row.region),
      standing: await view.productByCode({ scheme: "nhsa", value: nhsaCode }),
    };
  });
  if (maker === null || bureau === null) return fail("institution-unknown", { code: makerCode });
  const key = `product:${nhsaCode}`;
  const own = await ports.take.commands.commandByKey(bureau.id, `import:${importId}:${key}`);
  if (own !== null) return own;
  if (standing !== null) {
    if (standing.maker === maker.id && standing.unitsPerPack === unitsPerPack) return null;
    return fail("product-code-taken", { scheme: "nhsa", value: nhsaCode, holder: standing.id });
  }
  const by = { name: "import", institution: bureau.id, role: "bureau", region: bureau.region } as const;
  return ask(asking, by, key, {
    kind: "admit-product",
    maker: maker.id,
    unitsPerPack,
    flags,
    name,
    unit,
    codes,
  });
}

async function mapNumbers(ports: ImportPorts, listed: readonly ListedProduct[]): Promise<void> {
  const rows: SkuRow[] = [];
  for (const { sku, nhsaCode } of listed) {
    const product = await ports.take.reader.view((view) =>
      view.productByCode({ scheme: "nhsa", value: nhsaCode }),
    );
    if (product !== null) rows.push({ sku, product: product.id });
  }
  if (rows.length === 0) return;
  for (const institution of await sellersOf(ports)) await addNumbers(ports, institution, rows);
}

async function sellersOf(ports: ImportPorts): Promise<readonly InstitutionId[]> {
  const sellers: InstitutionId[] = [];
  const rows = everyRow((page) => ports.take.reader.view((view) => view.institutions(page)));
  for await (const { id, kind } of rows) if (kind === "pharmacy" || kind === "hospital") sellers.push(id);
  return sellers;
}

/** What an institution mapped itself stays as it is. */
async function addNumbers(
  ports: ImportPorts,
  institution: InstitutionId,
  rows: readonly SkuRow[],
): Promise<void> {
  const { records } = ports.take;
  const own = new Map<string, ProductId>(rows.map(({ sku, product }) => [sku, product]));
  for await (const { sku, product } of everyRow((page) => records.skusOf(institution, page)))
    own.set(sku, product);
  await records.replaceSkus(
    institution,
    [...own].map(([sku, product]) => ({ sku, product })),
  );
}

async function* everyRow<Row>(
  read: (page: PageRequest) => Promise<{ readonly rows: readonly Row[]; readonly next: string | null }>,
): AsyncGenerator<Row> {
  let after: string | null = null;
  do {
    const page = await read({ limit: ROWS_PER_PAGE, after });
    yield* page.rows;
    after = page.next;
  } while (after !== null);
}
