import { randomUUID } from "node:crypto";
import type { Command, SignerRole } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { type Failure, fail, isFailure } from "../../domain/failure.ts";
import { FAILURES } from "../../domain/failure-catalogue.ts";
import type { Hex32, PackRef } from "../../domain/ids.ts";
import type { NewCommand, SealTried } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import type { TakePorts } from "./take-ports.ts";

export type Attempt = {
  readonly principal: Principal;
  readonly operation: CommandBody["kind"];
  readonly signer: SignerRole;
  readonly bodyHash: Hex32;
  /** As the caller named the request; null when it did not. */
  readonly idempotencyKey: string | null;
  /**
   * The name that follows from the content, a document's key for one; null: every such request is a new one.
   */
  readonly naturalKey: string | null;
  /** What is kept of a sale or a return that is refused. */
  readonly tried?: SealTried;
};

export type Made = Pick<NewCommand, "body" | "echo" | "openings">;

/**
 * Gives a request to the outbox once. A request that was accepted before is answered from its command, before
 * anything is looked up: a retried dispense must not find its own packs dispensed. A refusal is kept with the
 * packs it named (`named` is filled on the way) unless only this server's state was the reason.
 */
export async function submitOnce(
  ports: TakePorts,
  attempt: Attempt,
  make: (named: PackRef[]) => Promise<Made>,
): Promise<Command> {
  const { principal, operation, signer, bodyHash, tried } = attempt;
  const { key, standing } = await findStanding(ports, attempt);
  if (standing !== null && standing.bodyHash === bodyHash) return standing;
  const made = await keepRefusal(ports, attempt, async (named) => {
    if (standing !== null) fail("idempotency-body-differs", { command: standing.id });
    return make(named);
  });
  return ports.submitter.accept({
    institution: principal.institution,
    principal: principal.name,
    signer,
    operation,
    idempotencyKey: key,
    bodyHash,
    ...(tried === undefined ? {} : { tried }),
    ...made,
  });
}

type Judging = Pick<Attempt, "principal" | "operation" | "bodyHash" | "tried">;

/**
 * Keeps what is refused while `act` runs, unless the same request may succeed later just as it is. A refusal
 * judged by an index that is behind the chain is no refusal: `act` runs again when the index has come up.
 */
export async function keepRefusal<T>(
  ports: TakePorts,
  attempt: Judging,
  act: (named: PackRef[]) => Promise<T>,
): Promise<T> {
  const seen = ports.reader.head()?.block ?? -1;
  const first = await attemptOnce(act);
  if (first.refused === null) return first.made;
  const judged = seen >= (await ports.ledger.head()).block ? first : await afterHead(ports, act);
  if (judged.refused === null) return judged.made;
  await keep(ports, attempt, judged.refused);
  throw judged.refused.failure;
}

type Refused = { readonly failure: Failure; readonly named: readonly PackRef[] };
type Outcome<T> = { readonly refused: null; readonly made: T } | { readonly refused: Refused };

/** Only what will not pass by itself is a refusal; anything else goes on upwards. */
async function attemptOnce<T>(act: (named: PackRef[]) => Promise<T>): Promise<Outcome<T>> {
  const named: PackRef[] = [];
  try {
    return { refused: null, made: await act(named) };
  } catch (error) {
    if (isFailure(error) && FAILURES[error.code].retry !== "same-request") {
      return { refused: { failure: error, named } };
    }
    throw error;
  }
}

async function afterHead<T>(ports: TakePorts, act: (named: PackRef[]) => Promise<T>): Promise<Outcome<T>> {
  const { block } = await ports.ledger.head();
  if (!(await ports.reader.reached(block, ports.indexWaitMs))) fail("not-ready", { missing: "index", block });
  return attemptOnce(act);
}

async function keep(
  { submitter }: TakePorts,
  { principal, operation, bodyHash, tried }: Judging,
  { failure, named }: Refused,
): Promise<void> {
  await submitter.keepRefused({
    institution: principal.institution,
    principal: principal.name,
    operation,
    bodyHash,
    code: failure.code,
    facts: failure.facts,
    packs: named,
    words: (await tried?.()) ?? null,
  });
}

/**
 * A name that the caller gave stands for one answer for ever. A natural name is free again when its command
 * ended without effect for a reason that can change: a receipt's number cannot be printed anew.
 */
async function findStanding(
  ports: TakePorts,
  attempt: Attempt,
): Promise<{ key: string; standing: Command | null }> {
  const { institution } = attempt.principal;
  const given = attempt.idempotencyKey ?? attempt.naturalKey;
  if (given === null) return { key: `${attempt.operation}:${randomUUID()}`, standing: null };
  let key = given;
  for (;;) {
    const standing = await ports.commands.commandByKey(institution, key);
    const isFree = attempt.idempotencyKey === null && standing !== null && endedChangeably(standing);
    if (!isFree) return { key, standing };
    key = `${given}:after:${standing.id}`;
  }
}

function endedChangeably(command: Command): boolean {
  return command.refusal !== null && FAILURES[command.refusal.code].retry !== "never";
}
