import { fail } from "../../../domain/failure.ts";
import type { Settlement } from "../../../domain/nhsa/settlement/settlement.ts";
import type { KeptRequest } from "../../../domain/nhsa/settlement/settlement-records.ts";
import { visitsRemarked } from "./end-request.ts";
import { visitTurn } from "./kept-fees.ts";
import { madeBy } from "./made-by.ts";
import { effectsTurn, moved, requestTurn, requireRequest } from "./move-request.ts";
import { personHash } from "./person-hash.ts";
import { openDone, sealDone } from "./settled.ts";
import type { MessageOf, SettlementCall, SettlementPorts } from "./settlement-ports.ts";
import { takeBack } from "./take-back.ts";

type CancelCall = SettlementCall<MessageOf<"2103" | "2208">>;

/** 2103 and 2208: takes a settlement back with all that it made, before payment or after. */
export async function cancelSettlement(call: CancelCall): Promise<void> {
  const { ports, principal, message, request } = call;
  const { settlementId, visitId } = message.body;
  const { institution } = principal;
  const target = await ports.records.settlement(institution, settlementId);
  if (target === null || target.kind !== (message.kind === "2103" ? "2102" : "2207")) {
    return fail("claim-unknown", { settlement: settlementId });
  }
  await ports.turns.run([effectsTurn(target)], async () => {
    const original = await requireRequest(ports, target);
    const settlement = requireStanding(ports, original, call);
    const undone = { ...call, request: target, attempt: original.attempt };
    const { claim } = original;
    const atSec = message.envelope.sentAtSec;
    await takeBack(undone, await madeBy(undone), { claim, by: request.msgid, atSec });
    const turns = [requestTurn(request), requestTurn(target), visitTurn({ institution, visitId })];
    await ports.turns.run(turns, async () => {
      const sealedOutput = sealDone(ports.claims.vault, { is: "cancelled", settlement });
      await ports.records.commit({
        requests: [
          moved(await requireRequest(ports, request), "succeed", { sealedOutput, settlementId }),
          moved(await requireRequest(ports, target), "cancel", { byMsgid: request.msgid }),
        ],
        visits: await visitsRemarked(ports, message, { request, from: settlementId, to: null }),
      });
    });
  });
}

/** A settlement of another person, or of another visit, does not exist for the message. */
function requireStanding(ports: SettlementPorts, original: KeptRequest, call: CancelCall): Settlement {
  const { settlementId, visitId, person } = call.message.body;
  if (original.state !== "done") {
    return fail("settlement-undone", { byMsgid: original.byMsgid ?? "" });
  }
  const { sealedOutput } = original;
  const done = sealedOutput === null ? null : openDone(ports.claims.vault, sealedOutput);
  const isOfPerson = original.person === personHash(ports, call.principal.institution, person);
  if (done?.is !== "settled" || !isOfPerson || done.settlement.visitId !== visitId) {
    return fail("claim-unknown", { settlement: settlementId });
  }
  return done.settlement;
}
