import type { InstitutionId } from "../../domain/ids.ts";
import type { SaleFact } from "../../domain/reconcile/sale-fact.ts";
import type { InstitutionBooks } from "./judge-items.ts";

/** Lines of a receipt of the institution, of whatever day, refused ones behind those that stand. */
export async function salesOfReceipt(
  { recorded, refused }: InstitutionBooks,
  institution: InstitutionId,
  receiptNumber: string,
): Promise<readonly SaleFact[]> {
  const standing = (await recorded.ofReceipt(institution, receiptNumber)).map(({ fact }) => fact);
  const tried = await refused.ofReceipt(institution, receiptNumber);
  return [...standing.map((fact) => withRefusedReturns(refused, fact)), ...tried];
}

/** Lines settled under a number, refused ones behind those that stand. */
export async function salesOfSettlement(
  { recorded, refused }: InstitutionBooks,
  settlementId: string,
): Promise<readonly SaleFact[]> {
  const standing = (await recorded.ofSettlement(settlementId)).map(({ fact }) => fact);
  return [...standing, ...(await refused.ofSettlement(settlementId))];
}

function withRefusedReturns(refused: InstitutionBooks["refused"], fact: SaleFact): SaleFact {
  return { ...fact, returns: [...fact.returns, ...refused.returnsOfSale(fact)] };
}
