import { nextState, type RequestEvent } from "../../../domain/nhsa/settlement/outcomes.ts";
import type { KeptRequest, RequestName } from "../../../domain/nhsa/settlement/settlement-records.ts";
import type { SettlementPorts } from "./settlement-ports.ts";

/** The request after the event. That it can not happen is a bug, and nothing is written. */
export function moved(row: KeptRequest, event: RequestEvent, change: Partial<KeptRequest>): KeptRequest {
  const state = nextState(row.state, event);
  if (state === null) throw new Error(`a request that is ${row.state} can not ${event}`);
  return { ...row, ...change, state };
}

/** The turn in which the row of a request is changed. */
export function requestTurn({ institution, kind, msgid }: RequestName): string {
  return `request:${institution}:${kind}:${msgid}`;
}

/** The turn in which what a request settled is taken back, or stands again. */
export function effectsTurn(name: RequestName): string {
  return `effects:${requestTurn(name)}`;
}

export async function requireRequest({ records }: SettlementPorts, name: RequestName): Promise<KeptRequest> {
  const row = await records.request(name);
  if (row === null) throw new Error(`a request of ${name.kind} that is not kept`);
  return row;
}
