import {
  judgeReversal,
  type ReversalVerdict,
  type SettlementRequest,
} from "../../../domain/nhsa/settlement/outcomes.ts";
import type { KeptRequest, RequestName } from "../../../domain/nhsa/settlement/settlement-records.ts";
import { endDone, visitsRemarked } from "./end-request.ts";
import { disagreeing } from "./hold-fees.ts";
import { visitTurn } from "./kept-fees.ts";
import { madeBy } from "./made-by.ts";
import { effectsTurn, moved, requestTurn, requireRequest } from "./move-request.ts";
import { openMessage } from "./open-message.ts";
import { personHash } from "./person-hash.ts";
import { reinstate } from "./reinstate-settlement.ts";
import { sealDone } from "./settled.ts";
import type { MessageOf, SettlementCall } from "./settlement-ports.ts";
import { takeBack } from "./take-back.ts";

export type ReverseCall = SettlementCall<MessageOf<"2601">>;

/**
 * 2601: a message that never came is barred, one that is on its way is undone as soon as it has ended, and
 * one that is done is taken back now.
 */
export async function reverseMessage(call: ReverseCall): Promise<void> {
  const { ports, principal, message } = call;
  const { reversedKind, reversedMsgid } = message.body;
  const name: RequestName = {
    institution: principal.institution,
    kind: reversedKind,
    msgid: reversedMsgid,
  };
  for (;;) {
    call.requireRunning();
    const original = await ports.records.request(name);
    switch (verdictOf(call, original)) {
      case "refuse":
        throw disagreeing("input.data.psn_no");
      case "nothing-stands":
        return endDone(call, { is: "nothing" });
      case "bar":
        if (await bar(call, name)) return;
        break;
      case "wait":
        await call.carry(name);
        break;
      case "undo-cancellation":
        return reinstate(call, name);
      case "undo-settlement":
        return undo(call, name);
    }
  }
}

type Verdict = ReversalVerdict<null>["is"];

function verdictOf(call: ReverseCall, original: KeptRequest | null): Verdict {
  const { reversedKind: kind, person } = call.message.body;
  const asked = personHash(call.ports, call.principal.institution, person);
  const same = original?.person === asked ? "same" : "other";
  const judged = judgeReversal(stateOf(original), { kind, person: original === null ? "unknown" : same });
  return judged.is;
}

function stateOf(row: KeptRequest | null): SettlementRequest<null> {
  if (row === null) return { state: "none" };
  switch (row.state) {
    case "done":
      return { state: "done", done: null };
    case "refused":
      return { state: "refused", refusal: row.refusal ?? { code: "internal", facts: {} } };
    case "cancelled":
      return { state: "cancelled", byMsgid: row.byMsgid ?? "", done: null };
    case "reversed":
      return { state: "reversed", byMsgid: row.byMsgid ?? "" };
    default:
      return { state: row.state };
  }
}

/** False where the message has come meanwhile. */
async function bar(call: ReverseCall, name: RequestName): Promise<boolean> {
  const { ports, principal, message, request } = call;
  const barred: KeptRequest = {
    ...name,
    state: "reversed",
    fingerprint: null,
    person: personHash(ports, principal.institution, message.body.person),
    sender: null,
    sealedText: null,
    attempt: 0,
    claim: null,
    settlementId: null,
    sealedOutput: null,
    refusal: null,
    byMsgid: request.msgid,
    acceptedAtMs: ports.claims.clock.nowMs(),
  };
  return ports.turns.run([requestTurn(name), requestTurn(request)], async () => {
    if ((await ports.records.request(name)) !== null) return false;
    await ports.records.commit({ requests: [barred, await ownDone(call)] });
    return true;
  });
}

async function undo(call: ReverseCall, name: RequestName): Promise<void> {
  const { ports, request, message, principal } = call;
  await ports.turns.run([effectsTurn(name)], async () => {
    const original = await requireRequest(ports, name);
    if (original.state !== "done") return endDone(call, { is: "nothing" });
    const undone = { ...call, request: name, attempt: original.attempt };
    const { claim, settlementId } = original;
    await takeBack(undone, await madeBy(undone), {
      claim,
      by: request.msgid,
      atSec: message.envelope.sentAtSec,
    });
    const settled = openMessage(ports, original);
    const { institution } = principal;
    const visits = settled.kind === "2207" ? [visitTurn({ institution, visitId: settled.body.visitId })] : [];
    await ports.turns.run([requestTurn(name), requestTurn(request), ...visits], async () => {
      const of = { request: name, from: settlementId ?? "", to: null };
      await ports.records.commit({
        requests: [
          moved(await requireRequest(ports, name), "reverse", { byMsgid: request.msgid }),
          await ownDone(call),
        ],
        visits: await visitsRemarked(ports, settled, of),
      });
    });
  });
}

async function ownDone({ ports, request }: ReverseCall): Promise<KeptRequest> {
  const sealedOutput = sealDone(ports.claims.vault, { is: "nothing" });
  return moved(await requireRequest(ports, request), "succeed", { sealedOutput });
}
