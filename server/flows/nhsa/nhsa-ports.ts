import type { Command } from "../../domain/command.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { NhsaInfno } from "../../domain/nhsa/message.ts";
import type { Principal } from "../../domain/principal.ts";
import type { TakePorts } from "../take/take-ports.ts";

export type NhsaPorts = {
  readonly take: TakePorts;
  /** Numbers of documents that were accepted and do not stand in the index yet. */
  readonly pending: Set<Hex32>;
};

/** One set of these serves all messages of a server. */
export function createNhsaPorts(take: TakePorts): NhsaPorts {
  return { take, pending: new Set() };
}

/** One line of one message, on its way. */
export type LineCall = {
  readonly ports: NhsaPorts;
  readonly principal: Principal;
  readonly infno: NhsaInfno;
  /** Names the line for ever: the message's msgid, with the line's place in an A form. */
  readonly key: string;
  /** The number of a document that the message names by nothing else. */
  readonly documentNumber: string;
  /** Keyed hash of the whole message: the same msgid with another is refused. */
  readonly fingerprint: Hex32;
  readonly sentAtSec: number;
  /** Waits until the command has ended and the index shows it; its refusal is thrown. */
  readonly settle: (command: Command) => Promise<Command>;
};

/**
 * What became of a line when it was accepted. `command` is null where the ledger held it already; `done` runs
 * when the command has ended, however it did.
 */
export type Taken = {
  readonly command: Command | null;
  readonly warnings: readonly string[];
  readonly done?: () => void;
};

export type LineFlow<Line> = (call: LineCall, line: Line) => Promise<Taken>;
