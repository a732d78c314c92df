import type { Command } from "../domain/command.ts";
import { afterPrefix } from "./bytes.ts";
import type { Database } from "./database.ts";
import * as keys from "./intent-keys.ts";
import { KEYSPACES } from "./keyspaces.ts";

/** Gives commands and refused attempts their place in the order of acceptance. */
export type Sequences = {
  /** The command's own sequence, or a new one; known from now on, though its commit has not landed. */
  claim(command: Command): number;
  landed(command: Command, sequence: number): void;
  nextRefused(): number;
  unfinishedCount(): number;
};

/** Goes on after the last sequence in the database: one process has it open, so nobody else counts. */
export async function openSequences(database: Database): Promise<Sequences> {
  let lastCommand = await lastSequence(database, KEYSPACES.commands.id);
  let lastRefused = await lastSequence(database, KEYSPACES.refused.id);
  const unfinished = await unfinishedSequences(database);
  // A command is put again while its first commit is still on its way: it must not get a second place.
  const underWay = new Map<string, number>();

  return {
    claim: (command) => {
      const pointer = database.getSync(keys.commandIdKey(command.id));
      const known = pointer === undefined ? underWay.get(command.id) : keys.sequenceAtEnd(pointer);
      if (known !== undefined) return known;
      lastCommand += 1;
      underWay.set(command.id, lastCommand);
      return lastCommand;
    },
    landed: (command, sequence) => {
      underWay.delete(command.id);
      if (isUnfinished(command)) unfinished.add(sequence);
      else unfinished.delete(sequence);
    },
    nextRefused: () => {
      lastRefused += 1;
      return lastRefused;
    },
    unfinishedCount: () => unfinished.size,
  };
}

async function lastSequence(database: Database, table: number): Promise<number> {
  const prefix = Buffer.from([table]);
  const range = { gte: prefix, lt: afterPrefix(prefix), reverse: true, limit: 1 };
  for await (const key of database.keys(range)) return keys.sequenceAtEnd(key);
  return 0;
}

async function unfinishedSequences(database: Database): Promise<Set<number>> {
  const prefix = Buffer.from([KEYSPACES.unfinished.id]);
  const found = new Set<number>();
  for await (const key of database.keys({ gte: prefix, lt: afterPrefix(prefix) })) {
    found.add(keys.sequenceAtEnd(key));
  }
  return found;
}

export function isUnfinished(command: Command): boolean {
  return command.state === "accepted" || command.state === "submitted";
}
