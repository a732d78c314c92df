import type { Command, CommandResult } from "../../../domain/command.ts";
import { Failure } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import type { ClaimPorts } from "../../claims/claim-ports.ts";
import { Ended, type SettlementCall } from "./settlement-ports.ts";

/** Waits, however long, until the command has ended and the index shows it; its refusal is thrown. */
export async function endOfCommand(call: SettlementCall, { id }: Command): Promise<CommandResult> {
  const { submitter, reader } = call.ports.claims;
  const { pollMs } = call.ports.limits;
  for (;;) {
    call.requireRunning();
    const command = await submitter.settled(id, pollMs);
    if (command.refusal !== null) throw new Failure(command.refusal.code, command.refusal.facts);
    if (command.mined === null) continue;
    while (!(await reader.reached(command.mined.block, pollMs))) call.requireRunning();
    return command.mined.result;
  }
}

/** The same of a command that has this name for ever: what it was refused for is final. */
export async function endOfNamed(call: SettlementCall, command: Command): Promise<CommandResult> {
  try {
    return await endOfCommand(call, command);
  } catch (error) {
    throw error instanceof Failure ? new Ended(error) : error;
  }
}

/**
 * The command of this name, made when there is none: asked before anything is looked up, because a repeated
 * message must not find its own packs sold.
 */
export async function commandOnce(
  call: SettlementCall,
  key: string,
  take: (ports: ClaimPorts) => Promise<Command>,
): Promise<CommandResult> {
  const { claims } = call.ports;
  const standing = await claims.commands.commandByKey(call.principal.institution, key);
  return endOfNamed(call, standing ?? (await take(boundTo(claims, call.fingerprint))));
}

/** The request is made of the message and of what stands on the ledger; its name is the message's alone. */
function boundTo(ports: ClaimPorts, fingerprint: Hex32): ClaimPorts {
  return { ...ports, vault: { ...ports.vault, hashBody: () => fingerprint } };
}

export function keyOf({ request, attempt }: Pick<SettlementCall, "request" | "attempt">): string {
  return `nhsa:${request.kind}:${documentNumberOf({ request, attempt })}`;
}

/** Number of every document that the request makes. */
export function documentNumberOf({ request, attempt }: Pick<SettlementCall, "request" | "attempt">): string {
  return attempt === 1 ? request.msgid : `${request.msgid}~${attempt}`;
}

export function firstId(ids: CommandResult[string] | undefined): Hex32 | null {
  const first = Array.isArray(ids) ? ids[0] : ids;
  // The results of dispenses, encounters and claims name them by their ids.
  return typeof first === "string" ? (first as Hex32) : null;
}
