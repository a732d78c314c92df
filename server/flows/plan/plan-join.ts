import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { fail } from "../../domain/failure.ts";
import { ledgerCall } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { wordOfParcel } from "../../domain/pack-words.ts";

type Join = Extract<CommandBody, { kind: "join-parcels" }>;

/** Neighbours from `from` to `to` become one parcel; nothing is left to do where they are one already. */
export async function planJoin(body: Join, view: LedgerView): Promise<readonly LedgerCall[]> {
  const froms: number[] = [];
  let at = body.from;
  while (at < body.to) {
    const parcel = await view.parcelAt({ batch: body.batch, index: at });
    if (parcel === null || parcel.from !== at) {
      return fail("parcel-unknown", { batch: body.batch, index: at });
    }
    froms.push(at);
    at = parcel.to;
  }
  const [first, ...next] = froms;
  if (first === undefined || next.length === 0) return [];
  return [ledgerCall("drugCustody", "joinParcels", wordOfParcel(body.batch, first), next)];
}
