import type { InstitutionId, RegionCode } from "./ids.ts";
import type { Principal } from "./principal.ts";

/** An institution that has to do with a fact, and the region it stands in. */
export type Party = { readonly id: InstitutionId; readonly region: RegionCode };

/**
 * A fact exists for the institutions it concerns, for the bureau of a region where one of them stands, and
 * for auditors of that region or of the whole country. For everybody else it does not exist.
 */
export function maySee(principal: Principal, parties: readonly Party[]): boolean {
  return isAmong(principal, parties) || oversees(principal, parties);
}

/** Whether the principal watches over one of these institutions: more than a trading partner may see. */
export function oversees(principal: Principal, parties: readonly Party[]): boolean {
  if (seesEverything(principal)) return true;
  const isWatcher = principal.role === "bureau" || principal.role === "auditor";
  return isWatcher && parties.some(({ region }) => region === principal.region);
}

/** An auditor of the whole country, region 0. */
export function seesEverything(principal: Principal): boolean {
  return principal.role === "auditor" && principal.region === 0;
}

function isAmong({ institution }: Principal, parties: readonly Party[]): boolean {
  // 0 is nobody: the consortium's own principals hold no goods and treat no one.
  return institution !== 0 && parties.some(({ id }) => id === institution);
}
