import { fail } from "../../domain/failure.ts";
import type { InstitutionId, ProductId } from "../../domain/ids.ts";
import { type LineFault, requireNoFaults } from "../../domain/line-fault.ts";
import type { DrugWords } from "../../domain/nhsa/message.ts";
import type { NamedLine } from "../take/resolve-codes.ts";
import type { Judging } from "./decide.ts";

/** The drug that a line names must be on the ledger, mapped, and the one whose packs it names. */
export async function requireProduct(
  on: Judging,
  of: {
    readonly institution: InstitutionId;
    readonly words: DrugWords;
    readonly named: readonly NamedLine[];
  },
): Promise<void> {
  const { institution, words, named } = of;
  const product = await productOf(on, institution, words);
  const faults: LineFault[] = [];
  for (const { line, code, packs } of named) {
    const batch = await on.view.batch(packs[0].batch);
    if (batch === null || batch.product === product) continue;
    const facts = { pack: code, product: batch.product, stated: product };
    faults.push({ line, code, failure: "trace-code-foreign", facts });
  }
  requireNoFaults(faults);
}

async function productOf(on: Judging, institution: InstitutionId, words: DrugWords): Promise<ProductId> {
  const { records } = on.ports.take;
  const mapped = await records.skuProduct(institution, words.sku);
  if (mapped === null) return fail("sku-unmapped", { sku: words.sku, institution });
  if (words.nhsaCode === null) return mapped;
  const named = await on.view.productByCode({ scheme: "nhsa", value: words.nhsaCode });
  if (named === null) return fail("product-unknown", { nhsaCode: words.nhsaCode });
  if (named.id !== mapped) {
    fail("sku-of-other-product", { sku: words.sku, mapped, nhsaCode: words.nhsaCode, product: named.id });
  }
  return mapped;
}
