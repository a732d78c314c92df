import type { ImportableBody } from "../../domain/command-body.ts";
import type { DispenseBody } from "../../domain/dispense-body.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, InstitutionId, PackRef } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import type { ImportPorts } from "./import-ports.ts";

/** One thing that an entry asks to be recorded, in whose name. */
export type ImportStep =
  | {
      readonly is: "record";
      readonly for: InstitutionId;
      readonly body: ImportableBody;
      readonly opening: Opening | null;
    }
  | {
      readonly is: "dispense";
      readonly for: InstitutionId;
      readonly body: DispenseBody;
      readonly opening: Opening;
    };

export type Opening = { readonly documentKey: Hex32; readonly sealed: string };

/** What an entry comes to. A refusal is thrown as its Failure; `about` is filled on the way for its story. */
export type Decision =
  | {
      readonly is: "steps";
      readonly steps: readonly ImportStep[];
      /** What the feed calls the consignment that the steps make; null when they make none. */
      readonly name: string | null;
    }
  /** What the line says stands on the ledger already. */
  | { readonly is: "standing" };

export type Judging = {
  readonly ports: ImportPorts;
  readonly importId: string;
  /** The index with everything that the entries before will have done. */
  readonly view: LedgerView;
  /** What the feed calls things, as far as this window gave them names. */
  readonly names: ReadonlyMap<string, Hex32>;
  readonly about: About;
};

/** Of a refused attempt: whose it was, and the packs that it named. */
export type About = { institution: InstitutionId | null; readonly packs: PackRef[] };

export const STANDING: Decision = { is: "standing" };

export function recordOf(
  institution: InstitutionId,
  body: ImportableBody,
  opening: Opening | null = null,
): ImportStep {
  return { is: "record", for: institution, body, opening };
}

/** The institution with this code; from here on a refusal is told as its own. */
export async function requireInstitution(on: Judging, code: string): Promise<InstitutionRow> {
  const row = await on.view.institutionByCode(code);
  if (row === null) return fail("institution-unknown", { code });
  on.about.institution ??= row.id;
  return row;
}

export async function idOfName(on: Judging, name: string): Promise<Hex32 | null> {
  return on.names.get(name) ?? on.ports.reads.importName(on.importId, name);
}

/** A recall that came later than `atSec` does not reach what was done before it. */
export function viewAt(view: LedgerView, atSec: number): LedgerView {
  return {
    ...view,
    batch: async (id) => {
      const row = await view.batch(id);
      const isLater = row?.status === "recalled" && (row.recalled?.recalledAtSec ?? 0) > atSec;
      return isLater ? { ...row, status: "sealed", recalled: null } : row;
    },
  };
}
