import type { Hex32 } from "../../../domain/ids.ts";
import { firstId, keyOf } from "./end-of-command.ts";
import type { SettlementCall } from "./settlement-ports.ts";

/** What a request made on the ledger itself; null: nothing of the kind. */
export type Made = {
  readonly dispense: Hex32 | null;
  readonly encounter: Hex32 | null;
  readonly claim: Hex32 | null;
};

/** The commands of a request, by the ends of their names. `""` is a receipt with its claim. */
export const PARTS = ["", ":dispense", ":open", ":close", ":claim"] as const;

/** Read from its commands, which are kept for ever. */
export async function madeBy(
  call: Pick<SettlementCall, "ports" | "principal" | "request" | "attempt">,
): Promise<Made> {
  const made: { dispense: Hex32 | null; encounter: Hex32 | null; claim: Hex32 | null } = {
    dispense: null,
    encounter: null,
    claim: null,
  };
  const { commands } = call.ports.claims;
  for (const part of PARTS) {
    const command = await commands.commandByKey(call.principal.institution, `${keyOf(call)}${part}`);
    const result = command?.mined?.result;
    if (result === undefined) continue;
    made.dispense ??= firstId(result["dispenses"]);
    made.claim ??= firstId(result["claims"]);
    // An encounter that was open already is the hospital's own.
    if (part === ":open") made.encounter ??= firstId(result["encounter"]);
  }
  return made;
}
