import { ask } from "./ask.js";

/** How long the server may hold a write back until its block is there. */
const WAIT_SEC = 10;
const POLL_MS = 1000;
/** A block comes within seconds; after this the command goes on without the page. */
const POLLS_MAX = 60;

/**
 * Sends a decision and follows its command until the ledger took or refused it. `onPending` is called when it
 * is accepted but in no block yet.
 */
export async function decide(claim, decision, onPending) {
  const sent = await ask(`/v1/claims/${claim}/decision`, {
    method: "POST",
    body: decision,
    headers: { Prefer: `wait=${WAIT_SEC}` },
  });
  if (sent.kind !== "told" || sent.status === 201) return sent;
  onPending();
  return settled(sent.answer.id);
}

async function settled(command) {
  for (let polls = 0; polls < POLLS_MAX; polls += 1) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const asked = await ask(`/v1/commands/${encodeURIComponent(command)}`);
    if (asked.kind === "problem") return asked;
    if (asked.kind === "unreachable") continue;
    const { state, mined, refusal, asOf } = asked.answer;
    if (state === "refused") return { kind: "refused", code: refusal.code };
    // The claim is read from the index: before it has the block it would still tell the old state.
    if (state === "mined" && asOf !== null && asOf.block >= mined.block) return asked;
  }
  return { kind: "waiting" };
}
