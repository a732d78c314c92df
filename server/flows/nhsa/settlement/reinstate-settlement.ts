import type { KeptRequest, RequestName } from "../../../domain/nhsa/settlement/settlement-records.ts";
import { endDone, visitsRemarked } from "./end-request.ts";
import { onTheWay, visitTurn } from "./kept-fees.ts";
import { effectsTurn, moved, requestTurn, requireRequest } from "./move-request.ts";
import { openMessage } from "./open-message.ts";
import { settleMessage } from "./settle-message.ts";
import { openDone, type Settled, sealDone } from "./settled.ts";
import { isFinal, type MessageOf, type SettlementCall } from "./settlement-ports.ts";

type ReverseCall = SettlementCall<MessageOf<"2601">>;

/**
 * A 2601 of a 2103 or 2208: what that took back is settled once more, under its own setl_id. The ledger ends
 * nothing twice, so it is a new dispense and a new claim; their evidence must be free.
 */
export async function reinstate(call: ReverseCall, cancellation: RequestName): Promise<void> {
  const { ports } = call;
  const cancelling = await requireRequest(ports, cancellation);
  const target = await targetOf(call, cancelling);
  if (target === null) return endDone(call, { is: "nothing" });
  await ports.turns.run([effectsTurn(target)], async () => {
    const original = await requireRequest(ports, target);
    if (original.state !== "cancelled" || original.byMsgid !== cancellation.msgid) {
      return endDone(call, { is: "nothing" });
    }
    const message = openMessage(ports, original);
    if (message.kind !== "2102" && message.kind !== "2207")
      throw new Error(`a settlement of ${message.kind}`);
    const attempt = original.attempt + 1;
    const { fingerprint } = original;
    if (fingerprint === null) throw new Error("a settlement that never came");
    const again = { ...call, message, request: target, attempt, fingerprint };
    try {
      await end(call, { cancellation, again, message }, await settleMessage(again, message));
    } catch (error) {
      if (isFinal(error)) await endAttempt(again, message);
      throw error;
    }
  });
}

async function targetOf(
  { ports, principal }: ReverseCall,
  cancelling: KeptRequest,
): Promise<RequestName | null> {
  const { settlementId, sealedOutput } = cancelling;
  const done = sealedOutput === null ? null : openDone(ports.claims.vault, sealedOutput);
  if (settlementId === null || done?.is !== "cancelled") return null;
  return ports.records.settlement(principal.institution, settlementId);
}

async function end(
  call: ReverseCall,
  of: {
    readonly cancellation: RequestName;
    readonly again: SettlementCall;
    readonly message: MessageOf<"2102" | "2207">;
  },
  { claim, settlement }: Settled,
): Promise<void> {
  const { ports, request } = call;
  const { cancellation, again, message } = of;
  const turns = [request, cancellation, again.request].map(requestTurn);
  await ports.turns.run([...turns, ...visitTurns(again, message)], async () => {
    const row = await requireRequest(ports, again.request);
    const { settlementId } = row;
    const told = { is: "settled", settlement: { ...settlement, settlementId } } as const;
    const sealedOutput = sealDone(ports.claims.vault, told);
    const nothing = sealDone(ports.claims.vault, { is: "nothing" });
    const { attempt } = again;
    await ports.records.commit({
      requests: [
        moved(row, "reinstate", { claim, attempt, sealedOutput, byMsgid: null }),
        moved(await requireRequest(ports, cancellation), "reverse", { byMsgid: request.msgid }),
        moved(await requireRequest(ports, request), "succeed", { sealedOutput: nothing }),
      ],
      visits: await visitsRemarked(ports, message, {
        request: again.request,
        from: onTheWay(again.request.msgid),
        to: settlementId,
      }),
    });
  });
}

/** The names of this attempt are used up, and the fees that it held are open again. */
async function endAttempt(again: SettlementCall, message: MessageOf<"2102" | "2207">): Promise<void> {
  const { ports, request, attempt } = again;
  await ports.turns.run([requestTurn(request), ...visitTurns(again, message)], async () => {
    await ports.records.commit({
      requests: [{ ...(await requireRequest(ports, request)), attempt }],
      visits: await visitsRemarked(ports, message, { request, from: onTheWay(request.msgid), to: null }),
    });
  });
}

function visitTurns({ principal }: SettlementCall, message: MessageOf<"2102" | "2207">): readonly string[] {
  const { institution } = principal;
  return message.kind === "2207" ? [visitTurn({ institution, visitId: message.body.visitId })] : [];
}
