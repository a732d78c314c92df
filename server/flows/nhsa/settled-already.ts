import type { DispenseRow } from "../../domain/drug-rows.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { packLinesOf } from "../../domain/nhsa/dispense-of-sale.ts";
import type { Sale } from "../../domain/nhsa/message.ts";
import { settlementIdsOf } from "../../domain/nhsa/settlement/settlement-ids.ts";
import type { Vault } from "../../domain/ports.ts";
import { resolveCodes } from "../take/resolve-codes.ts";

/**
 * The dispense that a settlement has recorded already, when a 3505 tells the same packs at the same amounts
 * under its setl_id afterwards; null when there is none.
 */
export async function settledAlready(
  view: LedgerView,
  vault: Vault,
  of: { readonly institution: InstitutionId; readonly sale: Sale },
): Promise<DispenseRow | null> {
  const { institution, sale } = of;
  if (sale.settlementId === null) return null;
  const asked = packLinesOf(sale);
  const codes = asked.map(({ code }, at) => ({ text: code, line: at + 1, group: 0 }));
  const { named, faults } = await resolveCodes(codes, { view, vault });
  if (faults.length > 0) return null;
  let found: DispenseRow | null = null;
  for (const { line, packs } of named) {
    const [pack] = packs;
    const wanted = asked[line - 1];
    const newest = (await view.pack(pack)).dispenses.at(-1);
    const row: DispenseRow | null = newest === undefined ? null : await view.dispense(newest);
    const isSame = row?.lines.some(
      ({ batch, index, units, priceFen }) =>
        batch === pack.batch &&
        index === pack.index &&
        units === (wanted?.units ?? 0) &&
        priceFen.toString() === wanted?.priceFen,
    );
    if (row === null || row.institution !== institution || isSame !== true) return null;
    if (found !== null && found.id !== row.id) return null;
    found = row;
  }
  const claims = found === null ? [] : await view.claimsOfEvidence(found.id);
  const isSettled = claims.some(({ id }) =>
    sale.settlementId?.endsWith(settlementIdsOf(id, "").settlementId),
  );
  return isSettled ? found : null;
}
