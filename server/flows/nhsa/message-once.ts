import type { Command } from "../../domain/command.ts";
import { type Facts, fail } from "../../domain/failure.ts";
import type { TakePorts } from "../take/take-ports.ts";
import type { LineCall } from "./nhsa-ports.ts";

/**
 * The ports of a take, with the message's fingerprint in place of the request's own: the request is made
 * from the message and from what stands on the ledger, so the same message may make another one later. `note`
 * goes into the command's echo, for its owner to find again.
 */
export function takeAsMessage(call: LineCall, note: Facts | null = null): TakePorts {
  const { take } = call.ports;
  return {
    ...take,
    vault: { ...take.vault, hashBody: () => call.fingerprint },
    submitter: {
      ...take.submitter,
      accept: (command) =>
        take.submitter.accept(
          note === null ? command : { ...command, echo: { ...command.echo, nhsa: note } },
        ),
    },
  };
}

/**
 * The command that this very line made before, asked before anything is looked up: a repeated sale must not
 * find its own packs sold. The msgid with another body is refused.
 */
export async function standingCommand(call: LineCall): Promise<Command | null> {
  const { ports, principal, key, fingerprint } = call;
  const standing = await ports.take.commands.commandByKey(principal.institution, key);
  if (standing !== null && standing.bodyHash !== fingerprint) {
    fail("idempotency-body-differs", { command: standing.id });
  }
  return standing;
}
