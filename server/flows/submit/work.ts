import type { Command, CommandResult, RefusedAttempt } from "../../domain/command.ts";
import { Failure, fail } from "../../domain/failure.ts";
import type { IntentCommit, LaneTransaction } from "../../domain/intent-store.ts";
import { bodyOfPart, isDivisible, packsOf } from "./body-parts.ts";
import type { LaneOutcome } from "./carry.ts";
import { resultOf } from "./command-result.ts";
import {
  endCommand,
  isEnded,
  withAttemptEnded,
  withCallMined,
  withCallSigned,
  withPartDivided,
  withPartRefused,
  withPartStanding,
} from "./command-steps.ts";
import { isPassing } from "./failure-kinds.ts";
import type { Lanes } from "./lanes.ts";
import type { OutboxParts } from "./outbox-parts.ts";
import type { Patience } from "./patience.ts";
import { type Prepared, prepareCall } from "./prepare-call.ts";

/** What goes into the same commit as a command's next step. */
export type Beside = Pick<IntentCommit, "confirmed" | "refused">;

export type WorkParts = OutboxParts & {
  readonly lanes: Lanes;
  readonly patience: Patience;
  /** The command has ended, durably. */
  readonly onEnded: (command: Command) => void;
};

/**
 * Takes a command from what its last transaction came to up to the next thing that is durable: another signed
 * call, or its end. Everything decided on the way is in that one commit, so a process that dies before it
 * only does the same again.
 */
export async function goOn(parts: WorkParts, command: Command, beside: Beside): Promise<void> {
  const refused: RefusedAttempt[] = [...(beside.refused ?? [])];
  let now = command;
  for (let part = now.progress.pending[0]; part !== undefined; part = now.progress.pending[0]) {
    const prepared = await prepareNext(parts, now);
    if (prepared.kind === "calls") {
      await signNext(parts, now, prepared.calls, { ...beside, refused });
      return;
    }
    if (prepared.kind === "standing") now = withPartStanding(now, prepared.asOf);
    else if (isDivisible(part)) now = withPartDivided(now);
    else {
      refused.push(attemptOf(parts, now, prepared.failure));
      now = withPartRefused(now, prepared.failure, parts.clock.nowMs());
    }
  }
  const ended = endCommand(now);
  await parts.store.commit({ ...beside, commands: [ended], refused });
  parts.onEnded(ended);
}

/** What the end of a transaction means for the command it served. */
export async function takeOutcome(
  parts: WorkParts,
  transaction: LaneTransaction,
  outcome: LaneOutcome,
): Promise<void> {
  const { key, nonce } = transaction;
  // A rejected transaction's row is the no-op's already, which is confirmed when that is mined.
  const confirmed = outcome.kind === "rejected" ? [] : [{ key, nonce }];
  const command = transaction.command === null ? null : await parts.store.command(transaction.command);
  if (command === null || isEnded(command)) {
    await parts.store.commit({ confirmed });
    return;
  }
  if (outcome.kind === "rejected") {
    const refused = [attemptOf(parts, command, outcome.failure)];
    await goOn(parts, withPartRefused(command, outcome.failure, parts.clock.nowMs()), { refused });
    return;
  }
  if (outcome.kind === "mined" && outcome.receipt.succeeded) {
    const result = resultOf(outcome.receipt.events);
    await bindNewInstitution(parts, command, result);
    const next = withCallMined(command, outcome.receipt, result);
    await goOn(parts, next, { confirmed });
    return;
  }
  const at = outcome.kind === "mined" ? outcome.receipt : null;
  parts.log.info({ command: command.id, nonce, outcome: outcome.kind, block: at?.block }, "attempt ended");
  await goOn(parts, withAttemptEnded(command, at), { confirmed });
}

/**
 * The next call, or why there is none. What is neither call nor refusal is tried a few times, then it is a
 * bug.
 */
async function prepareNext(parts: WorkParts, command: Command): Promise<Prepared> {
  const { progress, institution, signer, body } = command;
  const { limits, log, keyring, patience } = parts;
  const [part] = progress.pending;
  if (part === undefined) throw new TypeError("a command without a pending part has no next call");
  for (let faults = progress.attempts; faults < limits.commandAttemptsMax; faults += 1) {
    try {
      const key = keyring.keyFor(institution, signer);
      return await prepareCall(parts, {
        body: bodyOfPart(body, part),
        institution,
        key,
        seen: progress.seen,
      });
    } catch (error) {
      if (isPassing(error)) throw error;
      if (error instanceof Failure) return { kind: "refused", failure: error };
      log.error({ command: command.id, err: error }, "command not prepared");
    }
    if (!(await patience.pause(limits.resendMs))) fail("not-ready", { missing: "outbox" });
  }
  log.error({ command: command.id, attempts: progress.attempts }, "command given up");
  return { kind: "refused", failure: new Failure("internal", {}) };
}

async function signNext(
  parts: WorkParts,
  command: Command,
  calls: Extract<Prepared, { kind: "calls" }>["calls"],
  beside: Omit<IntentCommit, "commands" | "signed" | "nextNonces">,
): Promise<void> {
  const key = parts.keyring.keyFor(command.institution, command.signer);
  const lane = await parts.lanes.laneOf(key);
  await lane.sign(async (nonce) => {
    const signed = await parts.ledger.sign(key, nonce, calls[0]);
    const next = withCallSigned(command, { hash: signed.hash, callsAfter: calls.length - 1 });
    return {
      transaction: { ...signed, command: command.id },
      change: { ...beside, commands: [next] },
    };
  });
}

export function attemptOf(
  parts: Pick<OutboxParts, "newId" | "clock">,
  command: Command,
  failure: Failure,
): RefusedAttempt {
  const { institution, principal, operation, bodyHash, body, progress } = command;
  const [part] = progress.pending;
  const { code, facts } = failure;
  const packs = packsOf(part === undefined ? body : bodyOfPart(body, part), facts);
  const made = { id: parts.newId(), atMs: parts.clock.nowMs() };
  return { ...made, institution, principal, operation, bodyHash, code, facts, packs, words: null };
}

/** Before the caller is told: its next request may already be signed with the new institution's keys. */
async function bindNewInstitution(parts: WorkParts, { body }: Command, result: CommandResult): Promise<void> {
  const { institution } = result;
  if ("code" in body && typeof institution === "number") await parts.keyring.bind(body.code, institution);
}
