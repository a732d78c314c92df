import type { KeyRole } from "../domain/command.ts";
import { isFailure } from "../domain/failure.ts";
import type { Address } from "../domain/ids.ts";
import type { Keyring } from "../domain/ports.ts";

/**
 * The keys of the consortium itself, made when this installation has none: durable before anyone learns of
 * them.
 */
export async function prepareConsortiumKeys(keyring: Keyring): Promise<ConsortiumKeys> {
  const missing = ROLES.filter((role) => find(keyring, role) === null);
  for (const role of missing) await keyring.makeKey({ institutionCode: CONSORTIUM_CODE, role });
  if (missing.length > 0) await keyring.bind(CONSORTIUM_CODE, CONSORTIUM);
  return {
    bootstrapKey: keyring.keyFor(CONSORTIUM, "bootstrap"),
    consortiumKey: keyring.keyFor(CONSORTIUM, "consortium"),
    guardianKey: keyring.keyFor(CONSORTIUM, "guardian"),
  };
}

export type ConsortiumKeys = {
  readonly bootstrapKey: Address;
  readonly consortiumKey: Address;
  readonly guardianKey: Address;
};

/**
 * The consortium is no institution of the ledger: it has the number that is nobody's, and a code that can not
 * be registered: codes are ASCII.
 */
export const CONSORTIUM = 0;
const CONSORTIUM_CODE = "联盟";

const ROLES: readonly KeyRole[] = ["bootstrap", "consortium", "guardian"];

function find(keyring: Keyring, role: KeyRole): Address | null {
  try {
    return keyring.keyFor(CONSORTIUM, role);
  } catch (error) {
    if (isFailure(error) && error.code === "operator-unknown") return null;
    throw error;
  }
}
