import type { Command } from "../../domain/command.ts";
import { type Failure, fail } from "../../domain/failure.ts";
import type { Principal } from "../../domain/principal.ts";
import type { PlainRequest } from "../../domain/requests.ts";
import { isRefusal } from "../submit/failure-kinds.ts";
import { takePlain } from "../take/take-plain.ts";
import type { ImportPorts } from "./import-ports.ts";
import { settled } from "./patient.ts";

/**
 * What setting up asks of the ledger, under names that follow from the import: asked again, it is answered
 * the same.
 */
export type Asking = { readonly ports: ImportPorts; readonly importId: string };

export type EntryOutcome =
  | { readonly is: "taken" | "standing" }
  | { readonly is: "refused"; readonly failure: Failure };

export type Tried<T> = { readonly value: T } | { readonly failure: Failure };

/** One after the other; a refusal is that entry's own, and stops no other. */
export async function eachEntry<From, To>(
  items: readonly From[],
  act: (item: From) => Promise<To>,
): Promise<readonly Tried<To>[]> {
  const tried: Tried<To>[] = [];
  for (const item of items) {
    try {
      tried.push({ value: await act(item) });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      tried.push({ failure: error });
    }
  }
  return tried;
}

export function ask(
  asking: Asking,
  principal: Principal,
  name: string,
  request: PlainRequest,
): Promise<Command> {
  const { ports, importId } = asking;
  const idempotencyKey = `import:${importId}:${name}`;
  return ports.patience(() => takePlain(ports.take, { principal, request, idempotencyKey }));
}

/** Waits for the command's end; what the ledger refused is thrown. */
export async function endOf({ ports }: Asking, command: Command): Promise<Command> {
  const ended = await settled(ports, command.id);
  if (ended.refusal !== null) fail(ended.refusal.code, ended.refusal.facts);
  return ended;
}

/** The index shows everything that is in a block now. */
export function indexed({ ports }: Asking): Promise<unknown> {
  return ports.patience(async () => {
    const { block } = await ports.take.ledger.head();
    return (await ports.take.reader.reached(block, ports.limits.settleMs)) ? "done" : "again";
  });
}
