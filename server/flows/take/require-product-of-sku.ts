import { fail } from "../../domain/failure.ts";
import type { InstitutionId, ProductId } from "../../domain/ids.ts";
import type { KeptRecords } from "../../domain/kept-records.ts";

/** The product that an institution's own number stands for; refused where it has not said so. */
export async function requireProductOfSku(
  records: Pick<KeptRecords, "skuProduct">,
  institution: InstitutionId,
  sku: string,
): Promise<ProductId> {
  return (await records.skuProduct(institution, sku)) ?? fail("sku-unmapped", { sku });
}
