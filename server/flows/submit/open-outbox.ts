import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { BatchId } from "../../domain/ids.ts";
import type { LaneTransaction } from "../../domain/intent-store.ts";
import type { CommandReader, Submitter } from "../../domain/ports.ts";
import { createAcceptance } from "./accept.ts";
import { isEnded } from "./command-steps.ts";
import { createLanes } from "./lanes.ts";
import type { OutboxParts, OutboxStore } from "./outbox-parts.ts";
import { createPatience } from "./patience.ts";
import { createTally } from "./tally.ts";
import { createWaiters, type Waiters } from "./waiters.ts";
import { goOn, takeOutcome, type WorkParts } from "./work.ts";

export type Outbox = {
  readonly submitter: Submitter;
  readonly commands: CommandReader;
  /** Goes on with what an earlier process left, and opens the door: nothing is accepted before. */
  start(): Promise<void>;
  /** Sends and keeps nothing more; resolves when no commit is under way. */
  stop(): Promise<void>;
};

/** The durable outbox: what it accepted is on the disk, and takes effect exactly once or is refused. */
export function openOutbox(given: OutboxParts): Outbox {
  const patience = createPatience({ log: given.log, retryMs: given.limits.resendMs });
  const commits = createTally();
  const seen = createSight();
  let isOpen = false;

  const store: OutboxStore = {
    ...given.store,
    commit: (change) => (patience.isStopped() ? notReady() : commits.count(given.store.commit(change))),
  };
  const parts: OutboxParts = { ...given, store };
  const lanes = createLanes({
    ...parts,
    patience,
    onSent: seen.sent,
    onEnded: async (transaction, outcome) => {
      const { key, nonce } = transaction;
      await patience.persist({ key, nonce }, () => takeOutcome(work, transaction, outcome));
    },
  });
  const work: WorkParts = { ...parts, lanes, patience, onEnded: seen.ended };
  const accept = createAcceptance(work);
  const commands = readCommands(store, seen);

  return {
    submitter: {
      accept: async (asked) => (isOpen && !patience.isStopped() ? seen.now(await accept(asked)) : notReady()),
      settled: (id, timeoutMs) => waitSettled(commands, seen, { id, timeoutMs }),
      keepRefused: (attempt) =>
        store.commit({ refused: [{ ...attempt, id: parts.newId(), atMs: parts.clock.nowMs() }] }),
    },
    commands,
    async start() {
      const unfinished = await store.unfinishedCommands();
      const carried = await lanes.resume();
      for (const left of unfinished) {
        // Killed between two calls: nothing of it is on its way.
        if (!carried.has(left.id)) void patience.persist({ command: left.id }, () => goOn(work, left, {}));
      }
      isOpen = true;
    },
    async stop() {
      patience.stop();
      await commits.empty();
    },
  };
}

/** What is known of commands in this process only: whose bytes went out, and who waits for which. */
type Sight = {
  readonly sent: (transaction: LaneTransaction) => void;
  readonly ended: (command: Command) => void;
  readonly now: (command: Command) => Command;
  readonly waiters: Waiters;
};

function createSight(): Sight {
  const waiters = createWaiters();
  const sent = new Set<string>();
  return {
    sent: ({ command }) => {
      if (command !== null) sent.add(command);
    },
    ended: ({ id }) => {
      sent.delete(id);
      waiters.wake(id);
    },
    now: (command) =>
      command.state === "accepted" && sent.has(command.id) ? { ...command, state: "submitted" } : command,
    waiters,
  };
}

function readCommands(store: OutboxStore, seen: Sight): CommandReader {
  const nowOrNull = (found: Command | null): Command | null => (found === null ? null : seen.now(found));
  return {
    command: async (id) => nowOrNull(await store.command(id)),
    commandByKey: async (institution, key) => nowOrNull(await store.commandByKey(institution, key)),
    async commandsOf(institution, limit, after) {
      const { rows, next } = await store.commandsOf(institution, { limit, after });
      return { rows: rows.map(seen.now), next };
    },
    refusedAttemptsOf: async ({ batch, index }) =>
      isBatchId(batch) ? store.refusedAttemptsOf({ batch, index }) : [],
  };
}

async function waitSettled(
  commands: CommandReader,
  seen: Sight,
  asked: { readonly id: string; readonly timeoutMs: number },
): Promise<Command> {
  const { id, timeoutMs } = asked;
  const read = async (): Promise<Command> =>
    (await commands.command(id)) ?? fail("not-found", { command: id });
  const waiting = seen.waiters.wait(id, timeoutMs);
  try {
    const now = await read();
    if (isEnded(now)) return now;
    await waiting.done;
    return await read();
  } finally {
    waiting.end();
  }
}

/** What is no batch's id names no pack, and no pack was refused under it. */
function isBatchId(text: string): text is BatchId {
  return /^0x[0-9a-f]{16}$/.test(text);
}

function notReady(): never {
  fail("not-ready", { missing: "outbox" });
}
