import type { Hex32 } from "../../../domain/ids.ts";
import type { CutLine, Settlement } from "../../../domain/nhsa/settlement/settlement.ts";
import type { Vault } from "../../../domain/ports.ts";

/** What is answered to a message that is done, whenever it comes again. */
export type Done =
  | { readonly is: "settled" | "cancelled"; readonly settlement: Settlement }
  | { readonly is: "fees"; readonly lines: readonly CutLine[] }
  | { readonly is: "nothing" };

/** What a message that settles has come to. */
export type Settled = { readonly claim: Hex32; readonly settlement: Settlement };

export function sealDone(vault: Pick<Vault, "seal">, done: Done): string {
  return vault.seal(
    JSON.stringify(done, (_name, value: unknown) =>
      typeof value === "bigint" ? { wide: value.toString() } : value,
    ),
  );
}

/** What sealDone sealed. */
export function openDone(vault: Pick<Vault, "open">, sealed: string): Done {
  const revive = (_name: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && "wide" in value ? BigInt(String(value.wide)) : value;
  // Only sealDone writes these.
  return JSON.parse(vault.open(sealed), revive) as Done;
}
