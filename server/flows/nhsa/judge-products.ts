import type { PackRef } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { type LineFault, requireNoFaults } from "../../domain/line-fault.ts";
import type { DrugWords } from "../../domain/nhsa/message.ts";
import type { Principal } from "../../domain/principal.ts";
import type { ProductRow } from "../../domain/read-model.ts";
import { type NamedLine, resolveCodes } from "../take/resolve-codes.ts";
import type { NhsaPorts } from "./nhsa-ports.ts";

type ProductWords = Pick<DrugWords, "nhsaCode" | "sku" | "traceCodes">;

/**
 * Refuses a line whose packs are of another drug than it says, by its NHSA code or by the institution's own
 * number; one that says it by neither, too. `named` gets the packs that are known: codes that name none are
 * for the take to refuse.
 */
export async function judgeProducts(
  view: LedgerView,
  call: { readonly ports: Pick<NhsaPorts, "take">; readonly principal: Pick<Principal, "institution"> },
  { words, named: known }: { readonly words: ProductWords; readonly named: PackRef[] },
): Promise<void> {
  const { vault, records } = call.ports.take;
  const codes = words.traceCodes.map((text, at) => ({ text, line: at + 1, group: 0 }));
  const { named } = await resolveCodes(codes, { view, vault });
  known.push(...named.map(({ packs }) => packs[0]));
  const mapped = await records.skuProduct(call.principal.institution, words.sku);
  const faults: LineFault[] = [];
  for (const line of named) {
    const batch = await view.batch(line.packs[0].batch);
    const product = batch === null ? null : await view.product(batch.product);
    if (product === null) throw new Error(`a pack without its product ${line.packs[0].batch}`);
    const fault = judge(line, { product, mapped, words });
    if (fault !== null) faults.push(fault);
  }
  requireNoFaults(faults);
}

function judge(
  { line, code }: NamedLine,
  by: { readonly product: ProductRow; readonly mapped: number | null; readonly words: ProductWords },
): LineFault | null {
  const { product, mapped, words } = by;
  const nhsaCodes = product.codes.filter(({ scheme }) => scheme === "nhsa").map(({ value }) => value);
  const isNamed = words.nhsaCode !== null && nhsaCodes.length > 0;
  if (isNamed && !nhsaCodes.includes(words.nhsaCode ?? "")) {
    const facts = { pack: code, product: product.id, nhsaCode: words.nhsaCode };
    return { line, code, failure: "trace-code-foreign", facts };
  }
  if (mapped !== null && mapped !== product.id) {
    const facts = { pack: code, sku: words.sku, mapped, scanned: product.id };
    return { line, code, failure: "sku-of-other-product", facts };
  }
  if (isNamed || mapped !== null) return null;
  return { line, code, failure: "sku-unmapped", facts: { pack: code, sku: words.sku } };
}
