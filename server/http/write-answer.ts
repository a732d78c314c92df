import type { CommandAnswer } from "../domain/answers.ts";
import type { Command } from "../domain/command.ts";
import { fail } from "../domain/failure.ts";
import type { BlockRef } from "../domain/ids.ts";
import type { Doors } from "./doors.ts";
import type { RawCall, Reply } from "./route.ts";
import { wireOf } from "./wire.ts";

/** Where the thing that a command brought about can be read, and the thing itself. */
export type Outcome = { readonly location: string; readonly body: unknown };

/**
 * Answers a write: 202 and the command, or, when the caller would wait and the block came in time, 201 and
 * the result. A command that the ledger refused answers with that refusal.
 */
export async function answerWrite(
  accepted: Command,
  call: Pick<RawCall, "waitSec">,
  doors: Pick<Doors, "submitter" | "reader" | "clock">,
  outcomeOf: (mined: NonNullable<Command["mined"]>) => Promise<Outcome>,
): Promise<Reply> {
  const { waitSec } = call;
  if (waitSec === null) return commandReply(accepted, doors);
  const untilMs = doors.clock.nowMs() + waitSec * 1000;
  const leftMs = (): number => Math.max(0, untilMs - doors.clock.nowMs());
  const command = isOver(accepted) ? accepted : await doors.submitter.settled(accepted.id, leftMs());
  if (command.refusal !== null) return fail(command.refusal.code, command.refusal.facts);
  // The result is read from the index, which follows the chain: without the block it would say "not found".
  if (command.mined === null || !(await doors.reader.reached(command.mined.block, leftMs()))) {
    return commandReply(command, doors);
  }
  const { location, body } = await outcomeOf(command.mined);
  return {
    status: 201,
    body,
    headers: { Location: location, "Preference-Applied": `wait=${waitSec}`, "Content-Location": location },
  };
}

/** A command as its owner may see it, with the block up to which the index saw the chain. */
export function commandOnTheWire(
  command: CommandAnswer,
  asOf: BlockRef | null,
): ReturnType<typeof wireOf<CommandAnswer & { asOf: BlockRef | null }>> {
  return wireOf({ ...command, asOf });
}

function commandReply(command: Command, doors: Pick<Doors, "reader">): Reply {
  return {
    status: 202,
    body: commandOnTheWire(answerOf(command), doors.reader.head()),
    headers: { Location: `/v1/commands/${command.id}` },
  };
}

function answerOf(command: Command): CommandAnswer {
  const { id, state, acceptedAtMs, institution, transactions, mined, refusal } = command;
  return { id, kind: command.body.kind, state, acceptedAtMs, institution, transactions, mined, refusal };
}

function isOver(command: Command): boolean {
  return command.state === "mined" || command.state === "refused";
}
