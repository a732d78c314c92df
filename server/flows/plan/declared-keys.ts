import type { Hex, PackRef } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";

/**
 * The pack keys of those packs that come from declared stock, in the order of the lines: what a sale spends.
 */
export async function declaredKeysOf(packs: readonly PackRef[], view: LedgerView): Promise<Hex> {
  const isDeclared = new Map<string, boolean>();
  let keys = "";
  for (const pack of packs) {
    const known = isDeclared.get(pack.batch) ?? (await view.batch(pack.batch))?.provenance === "declared";
    isDeclared.set(pack.batch, known);
    if (!known) continue;
    const key = await view.packKeyOf(pack);
    if (key === null) throw new Error(`pack ${pack.index} of the declared batch ${pack.batch} has no key`);
    keys += key.slice(2);
  }
  return `0x${keys}`;
}
