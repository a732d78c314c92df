import type { BodyPart, Command, CommandResult } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { Failure } from "../../domain/failure.ts";
import type { BlockRef, Hex32 } from "../../domain/ids.ts";
import type { NewCommand } from "../../domain/ports.ts";
import { dispensesOf, halvesOf, wholeOf } from "./body-parts.ts";
import { joinResults } from "./command-result.ts";

/** Every change a command goes through, as pure functions: what is kept is always one of these results. */
export function beginCommand(
  asked: NewCommand,
  made: { readonly id: string; readonly atMs: number },
): Command {
  const { institution, principal, signer, operation, idempotencyKey, bodyHash, body, echo } = asked;
  return {
    id: made.id,
    institution,
    principal,
    signer,
    operation,
    idempotencyKey,
    bodyHash,
    acceptedAtMs: made.atMs,
    state: "accepted",
    body,
    echo,
    progress: { pending: [wholeOf(body)], callsAfter: 0, attempts: 0, seen: null, result: {}, refusals: [] },
    transactions: [],
    mined: null,
    refusal: null,
  };
}

export function withCallSigned(
  command: Command,
  signed: { readonly hash: Hex32; readonly callsAfter: number },
): Command {
  const { progress, transactions } = command;
  return {
    ...command,
    progress: { ...progress, callsAfter: signed.callsAfter, attempts: progress.attempts + 1 },
    transactions: [...transactions, signed.hash],
  };
}

/** The call had its effect; with the last call of a part the part is done. */
export function withCallMined(command: Command, at: BlockRef, result: CommandResult): Command {
  const { progress } = command;
  return {
    ...command,
    progress: {
      ...progress,
      pending: progress.callsAfter === 0 ? progress.pending.slice(1) : progress.pending,
      attempts: 0,
      seen: newer(progress.seen, at),
      result: joinResults(progress.result, result),
    },
  };
}

/** The attempt ended without effect: the block refused the call, or its nonce went to another transaction. */
export function withAttemptEnded(command: Command, at: BlockRef | null): Command {
  const { progress } = command;
  return {
    ...command,
    progress: { ...progress, seen: at === null ? progress.seen : newer(progress.seen, at) },
  };
}

/** The plan holds nothing more for the first part: what it asked for stands on the ledger. */
export function withPartStanding(command: Command, at: BlockRef): Command {
  const { progress } = command;
  return {
    ...command,
    progress: {
      ...progress,
      pending: progress.pending.slice(1),
      attempts: 0,
      seen: newer(progress.seen, at),
    },
  };
}

export function withPartDivided(command: Command): Command {
  const { progress } = command;
  const [first, ...rest] = progress.pending;
  if (first === undefined) return command;
  return { ...command, progress: { ...progress, pending: [...halvesOf(first), ...rest], attempts: 0 } };
}

export function withPartRefused(command: Command, failure: Failure, atMs: number): Command {
  const { progress, body } = command;
  const [first, ...rest] = progress.pending;
  const refused = first === undefined ? {} : namesOfPart(body, first);
  const { code, facts } = failure;
  return {
    ...command,
    progress: {
      ...progress,
      pending: rest,
      attempts: 0,
      refusals: [...progress.refusals, { code, facts, atMs }],
      result: joinResults(progress.result, refused),
    },
  };
}

/** What a part that was refused is known by. */
function namesOfPart(body: CommandBody, part: BodyPart): CommandResult {
  if (body.kind === "approve-claims") return claimOfPart(body.approvals[part.from]);
  if (body.kind === "reject-claims") return claimOfPart(body.rejections[part.from]);
  const dispense = dispensesOf(body)?.[part.from];
  return dispense === undefined ? {} : { refusedDocuments: [dispense.documentKey] };
}

function claimOfPart(decision: { readonly claim: Hex32 } | undefined): CommandResult {
  return decision === undefined ? {} : { refusedClaims: [decision.claim] };
}

/**
 * The command as it ended, when no part is pending. It is mined when nothing of it was refused, or when it
 * recorded dispenses, or decided claims, of which only some were: then its result names those that were not.
 */
export function endCommand(command: Command): Command {
  const { progress } = command;
  const [refusal = null] = progress.refusals;
  const { dispenses, claims } = progress.result;
  if (refusal !== null && dispenses === undefined && claims === undefined)
    return { ...command, state: "refused", refusal };
  if (progress.seen === null) throw new TypeError(`command ${command.id} ended without a block`);
  return { ...command, state: "mined", mined: { ...progress.seen, result: progress.result } };
}

export function isEnded(command: Command): boolean {
  return command.state === "mined" || command.state === "refused";
}

function newer(one: BlockRef | null, other: BlockRef): BlockRef {
  const { block, blockHash } = other;
  return one !== null && one.block > block ? one : { block, blockHash };
}
