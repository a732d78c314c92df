import type { InstitutionId } from "../../domain/ids.ts";
import type { KeptRecords } from "../../domain/kept-records.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { LineFault } from "../../domain/line-fault.ts";
import type { NamedLine } from "./resolve-codes.ts";

type AskedLine = NamedLine & { readonly sku: string | undefined };

/** The faults of lines whose own product number is not mapped, or says another product than the box. */
export async function checkSkus(
  records: Pick<KeptRecords, "skuProduct">,
  view: LedgerView,
  asked: { readonly institution: InstitutionId; readonly lines: readonly AskedLine[] },
): Promise<readonly LineFault[]> {
  const faults: LineFault[] = [];
  for (const { line, code, sku, packs } of asked.lines) {
    if (sku === undefined) continue;
    const mapped = await records.skuProduct(asked.institution, sku);
    if (mapped === null) {
      faults.push({ line, code, failure: "sku-unmapped", facts: { pack: code, sku } });
      continue;
    }
    const scanned = (await view.batch(packs[0].batch))?.product ?? null;
    if (scanned !== mapped) {
      const facts = { pack: code, sku, mapped, scanned };
      faults.push({ line, code, failure: "sku-of-other-product", facts });
    }
  }
  return faults;
}
