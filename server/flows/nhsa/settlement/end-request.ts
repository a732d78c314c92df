import type { Failure } from "../../../domain/failure.ts";
import type { SettlementMessage } from "../../../domain/nhsa/settlement/message.ts";
import type { KeptVisit, RequestName } from "../../../domain/nhsa/settlement/settlement-records.ts";
import { onTheWay, openVisit, remarked, sealVisit, visitTurn } from "./kept-fees.ts";
import { moved, requestTurn, requireRequest } from "./move-request.ts";
import { type Done, type Settled, sealDone } from "./settled.ts";
import type { SettlementCall, SettlementPorts } from "./settlement-ports.ts";

/** Writes what a request that settles has come to, its fees and its setl_id together. */
export async function endSettled(call: SettlementCall, { claim, settlement }: Settled): Promise<void> {
  const { ports, request, message } = call;
  const { settlementId } = settlement;
  if (settlementId === null) throw new Error("a settlement that is done without a setl_id");
  await inTurns(call, async () => {
    const row = await requireRequest(ports, request);
    const sealedOutput = sealDone(ports.claims.vault, { is: "settled", settlement });
    const from = onTheWay(request.msgid);
    await ports.records.commit({
      requests: [moved(row, "succeed", { claim, settlementId, sealedOutput, attempt: call.attempt })],
      settlements: [{ settlementId, request }],
      visits: await visitsRemarked(ports, message, { request, from, to: settlementId }),
    });
  });
}

/** Writes that a message without more than its answer is done. `visits` go to the disk with it. */
export async function endDone(
  call: SettlementCall,
  done: Done,
  visits: readonly KeptVisit[] = [],
): Promise<void> {
  const { ports, request } = call;
  await ports.turns.run([requestTurn(request)], async () => {
    const row = await requireRequest(ports, request);
    const sealedOutput = sealDone(ports.claims.vault, done);
    await ports.records.commit({ requests: [moved(row, "succeed", { sealedOutput })], visits });
  });
}

/** Writes that a request is refused; fees that it held are open again. */
export async function endRefused(call: SettlementCall, { code, facts }: Failure): Promise<void> {
  const { ports, request, message } = call;
  await inTurns(call, async () => {
    const row = await requireRequest(ports, request);
    const from = onTheWay(request.msgid);
    await ports.records.commit({
      requests: [moved(row, "refuse", { refusal: { code, facts } })],
      visits: await visitsRemarked(ports, message, { request, from, to: null }),
    });
  });
}

function inTurns(
  { ports, request, message, principal }: SettlementCall,
  work: () => Promise<void>,
): Promise<void> {
  const { institution } = principal;
  const turns = message.kind === "2207" ? [visitTurn({ institution, visitId: message.body.visitId })] : [];
  return ports.turns.run([requestTurn(request), ...turns], work);
}

/** The visit of a 2207 or 2208 with other marks on its lines; none of any other message. */
export async function visitsRemarked(
  ports: SettlementPorts,
  message: SettlementMessage,
  of: { readonly request: RequestName; readonly from: string; readonly to: string | null },
): Promise<readonly KeptVisit[]> {
  if (message.kind !== "2207" && message.kind !== "2208") return [];
  const name = { institution: of.request.institution, visitId: message.body.visitId };
  const visit = await openVisit(ports, name);
  if (visit === null) return [];
  return [sealVisit(ports, name, { ...visit, fees: remarked(visit.fees, of.from, of.to) })];
}
