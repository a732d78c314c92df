import type { RefusedAttempt } from "../command.ts";
import type { CommandBody } from "../command-body.ts";
import type { Hex32, InstitutionId } from "../ids.ts";
import type { Page, PageRequest } from "../ledger-view.ts";
import type { CountsByKind, EntryKind, ImportRefusal } from "./entry.ts";

/**
 * One import of a feed, as far as it has come. Its id follows from what is imported: the same feed is the
 * same one.
 */
export type ImportRow = {
  readonly id: string;
  readonly files: readonly ImportFile[];
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  /** The next entry that was not seen to its end: everything before it stands, or was refused. */
  readonly next: number;
  readonly refusedCount: number;
  readonly counts: CountsByKind;
};

export type ImportFile = { readonly name: string; readonly kind: EntryKind; readonly sha256: string };

/**
 * A command of a window: which entries it stands for, and which commands must be in a block before it is
 * sent.
 */
export type PlannedCommand = {
  readonly institution: InstitutionId;
  readonly body: CommandBody;
  /** Of a bulk command one for each dispense, in their order. */
  readonly entries: readonly number[];
  readonly openings: readonly { readonly documentKey: Hex32; readonly sealed: string }[];
  readonly awaits: readonly number[];
};

/**
 * What was decided of the entries [from, to), kept before any of it is sent: whoever goes on after a kill
 * sends the same commands under the same names, and judges nothing a second time.
 */
export type ImportPlan = {
  readonly from: number;
  readonly to: number;
  readonly commands: readonly PlannedCommand[];
  /** Where each entry that became a command stands in the feed. */
  readonly places: readonly ImportPlace[];
  readonly counts: CountsByKind;
  readonly refusals: readonly ImportRefusal[];
  readonly attempts: readonly RefusedAttempt[];
  readonly names: readonly ImportName[];
};

export type ImportPlace = Pick<ImportRefusal, "entry" | "file" | "line" | "kind">;

/** What a feed calls something, and what the ledger calls it. */
export type ImportName = { readonly name: string; readonly id: Hex32 };

/** Part of a commit of the intents: all of it or nothing. */
export type ImportChange = {
  readonly row: ImportRow;
  /** `done`: the plan that stood is over. */
  readonly plan: ImportPlan | "done" | "none";
  readonly refusals: readonly ImportRefusal[];
  readonly names: readonly ImportName[];
};

export type ImportReads = {
  importRow(id: string): Promise<ImportRow | null>;
  /** In the order of ids. */
  importRows(): Promise<readonly ImportRow[]>;
  importPlan(id: string): Promise<ImportPlan | null>;
  importName(id: string, name: string): Promise<Hex32 | null>;
  /** In the order of the feed. */
  importRefusals(id: string, page: PageRequest): Promise<Page<ImportRefusal>>;
};
