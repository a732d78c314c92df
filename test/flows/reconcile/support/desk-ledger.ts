import { MemoryLevel } from "memory-level";
import type { Command } from "../../../../server/domain/command.ts";
import type { Failure } from "../../../../server/domain/failure.ts";
import type { BlockRef } from "../../../../server/domain/ids.ts";
import type { LedgerEvent, LedgerFact } from "../../../../server/domain/ledger-event.ts";
import type { LedgerReader, NewCommand } from "../../../../server/domain/ports.ts";
import { projectEvent } from "../../../../server/domain/project/project-event.ts";
import { indexOf } from "../../../../server/store/open-index.ts";
import { cursorAt, hashOf } from "../../../store/support/index-story.ts";

/** A ledger that the test makes block by block, in an index of its own, and what it was asked to take. */
export type DeskLedger = {
  readonly reader: LedgerReader;
  blockAt(block: number): BlockRef;
  /** A block with something in it. */
  grow(): Promise<void>;
  /** What was handed to the ledger, in its order; each name once. */
  readonly submitted: NewCommand[];
  accept(asked: NewCommand): Promise<Command>;
  command(id: string): Promise<Command | null>;
  /** What becomes of the next commands: null is that they are taken. */
  refuse(refusal: Failure | null): void;
  /** Mines what was submitted, a block each. */
  mine(): Promise<void>;
};

const OPERATOR = `0x${"0b".repeat(20)}` as const;

export async function openDeskLedger(): Promise<DeskLedger> {
  const database = new MemoryLevel<Buffer, Buffer>({ keyEncoding: "buffer", valueEncoding: "buffer" });
  await database.open();
  const { reader, store } = indexOf(database);
  const append = async (fact: LedgerFact): Promise<void> => {
    const block = (store.cursor()?.block ?? -1) + 1;
    const place = { block, logIndex: 0, timeSec: block, transactionHash: hashOf(block) };
    const event: LedgerEvent = { ...fact, place };
    const commit = store.begin();
    commit.apply(projectEvent(event, commit.current));
    commit.markBlock({ ...blockAt(block), timeSec: block, digest: hashOf(block), eventCount: 1 });
    await commit.write(cursorAt(block), "later");
  };
  const grow = (): Promise<void> => append({ name: "LedgerPaused", guardian: OPERATOR });
  await grow();
  await grow();
  const submitted: NewCommand[] = [];
  let refusal: Failure | null = null;
  return {
    reader,
    blockAt,
    grow,
    submitted,
    accept: async (asked) => {
      if (refusal !== null) throw refusal;
      const { idempotencyKey } = asked;
      if (submitted.every((each) => each.idempotencyKey !== idempotencyKey)) submitted.push(asked);
      return commandOf(idempotencyKey);
    },
    command: async (id) => commandOf(id),
    refuse: (next) => {
      refusal = next;
    },
    mine: async () => {
      for (const { institution, body } of submitted.splice(0)) {
        if (body.kind !== "anchor-reconciliation") throw new Error(`a command of kind ${body.kind}`);
        const findings = { ...body.findings, questionedFen: BigInt(body.findings.questionedFen) };
        const { content } = body;
        await append({
          name: "ReconciliationAnchored",
          ...{ reading: hashOf(0), institution, content, findings, operator: OPERATOR },
        });
      }
    },
  };
}

const blockAt = (block: number): BlockRef => ({ block, blockHash: hashOf(block) });

function commandOf(id: string): Command {
  // Of a command only its id and how it ended are looked at here.
  return { id, refusal: null } as Command;
}
