import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { type Failure, fail } from "../../domain/failure.ts";
import type { Address, BlockRef, InstitutionId } from "../../domain/ids.ts";
import { isRefusal } from "./failure-kinds.ts";
import type { OutboxParts } from "./outbox-parts.ts";

/**
 * What a body needs next: calls of which the first was simulated just now, or the refusal of plan or
 * simulation.
 */
export type Prepared =
  | { readonly kind: "calls"; readonly calls: readonly [LedgerCall, ...LedgerCall[]] }
  | { readonly kind: "standing"; readonly asOf: BlockRef }
  | { readonly kind: "refused"; readonly failure: Failure };

export type Preparing = {
  readonly body: CommandBody;
  readonly institution: InstitutionId;
  readonly key: Address;
  /** The plan needs an index that holds this block. */
  readonly seen: BlockRef | null;
};

type Ports = Pick<OutboxParts, "ledger" | "reader" | "planner" | "limits">;

/**
 * Makes the plan and simulates its first call. A refusal counts only when the index held the chain's head: a
 * plan made from an older index may miss a parcel that is there.
 */
export async function prepareCall(ports: Ports, asked: Preparing): Promise<Prepared> {
  if (asked.seen !== null) await waitForIndex(ports, asked.seen.block);
  const first = await tryPlan(ports, asked);
  if (first.prepared.kind !== "refused") return first.prepared;
  const head = await ports.ledger.head();
  if (first.asOf !== null && first.asOf.block >= head.block) return first.prepared;
  await waitForIndex(ports, head.block);
  return (await tryPlan(ports, asked)).prepared;
}

async function waitForIndex({ reader, limits }: Ports, block: number): Promise<void> {
  if (!(await reader.reached(block, limits.indexWaitMs))) fail("not-ready", { missing: "index", block });
}

async function tryPlan(
  ports: Ports,
  asked: Preparing,
): Promise<{ readonly prepared: Prepared; readonly asOf: BlockRef | null }> {
  const { body, institution, key } = asked;
  let asOf: BlockRef | null = null;
  try {
    const calls = await ports.reader.view((view) => {
      asOf = view.asOf;
      return ports.planner(body, { institution, key }, view);
    });
    const [first, ...rest] = calls;
    if (first === undefined) return { prepared: standing(asOf), asOf };
    await ports.ledger.simulate(key, first);
    return { prepared: { kind: "calls", calls: [first, ...rest] }, asOf };
  } catch (error) {
    if (isRefusal(error)) return { prepared: { kind: "refused", failure: error }, asOf };
    throw error;
  }
}

function standing(asOf: BlockRef | null): Prepared {
  return asOf === null ? fail("not-ready", { missing: "index" }) : { kind: "standing", asOf };
}
