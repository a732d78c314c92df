import type { Command, RefusedAttempt } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { NewCommand } from "../../domain/ports.ts";
import { packsOf } from "./body-parts.ts";
import { beginCommand, endCommand, withCallSigned, withPartStanding } from "./command-steps.ts";
import { isRefusal } from "./failure-kinds.ts";
import { prepareCall } from "./prepare-call.ts";
import type { WorkParts } from "./work.ts";

/**
 * Takes commands into the outbox: each key of an institution once, and no more at a time than it may hold.
 */
export function createAcceptance(parts: WorkParts): (asked: NewCommand) => Promise<Command> {
  /** Acceptances under way, by institution and idempotency key, with the hash of their body. */
  const underWay = new Map<string, string>();

  return async (asked) => {
    const name = `${asked.institution}/${asked.idempotencyKey}`;
    const running = underWay.get(name);
    if (running !== undefined) {
      fail(running === asked.bodyHash ? "idempotency-in-flight" : "idempotency-body-differs");
    }
    underWay.set(name, asked.bodyHash);
    try {
      const standing = await parts.store.commandByKey(asked.institution, asked.idempotencyKey);
      if (standing !== null) return sameOrFail(standing, asked);
      const { commandsUnfinishedMax, retryAfterSec } = parts.limits;
      if (parts.store.unfinishedCount() + underWay.size > commandsUnfinishedMax)
        fail("too-busy", { retryAfterSec });
      return await acceptNew(parts, asked);
    } finally {
      underWay.delete(name);
    }
  };
}

function sameOrFail(standing: Command, asked: NewCommand): Command {
  if (standing.bodyHash !== asked.bodyHash) fail("idempotency-body-differs", { command: standing.id });
  return standing;
}

async function acceptNew(parts: WorkParts, asked: NewCommand): Promise<Command> {
  try {
    return await takeIn(parts, asked);
  } catch (error) {
    if (isRefusal(error)) {
      const { institution, principal, operation, bodyHash, body, tried } = asked;
      const { code, facts } = error;
      const made = { id: parts.newId(), atMs: parts.clock.nowMs() };
      const packs = packsOf(body, facts);
      const attempt: RefusedAttempt = {
        ...made,
        institution,
        principal,
        operation,
        bodyHash,
        code,
        facts,
        packs,
        words: (await tried?.()) ?? null,
      };
      await parts.store.commit({ refused: [attempt] });
    }
    throw error;
  }
}

/** Simulated first; then one commit holds command, nonce and signed bytes, or nothing of it exists. */
async function takeIn(parts: WorkParts, asked: NewCommand): Promise<Command> {
  const { keyring, store, lanes, ledger } = parts;
  const { institution, body } = asked;
  const openings = asked.openings ?? [];
  const key = keyring.keyFor(institution, asked.signer);
  const prepared = await prepareCall(parts, { body, institution, key, seen: null });
  if (prepared.kind === "refused") throw prepared.failure;
  const begun = beginCommand(asked, { id: parts.newId(), atMs: parts.clock.nowMs() });
  if (prepared.kind === "standing") {
    const ended = endCommand(withPartStanding(begun, prepared.asOf));
    await store.commit({ commands: [ended], openings });
    return ended;
  }
  const [call, ...after] = prepared.calls;
  let accepted = begun;
  const lane = await lanes.laneOf(key);
  await lane.sign(async (nonce) => {
    const signed = await ledger.sign(key, nonce, call);
    accepted = withCallSigned(begun, { hash: signed.hash, callsAfter: after.length });
    return {
      transaction: { ...signed, command: begun.id },
      change: { commands: [accepted], openings },
    };
  });
  return accepted;
}
