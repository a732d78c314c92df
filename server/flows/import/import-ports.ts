import type { SignerRole } from "../../domain/command.ts";
import type { Address, InstitutionId, RegionCode } from "../../domain/ids.ts";
import type { ImportReads } from "../../domain/import/import-store.ts";
import type { IntentStore } from "../../domain/intent-store.ts";
import type { Log, Planner } from "../../domain/ports.ts";
import type { Role } from "../../domain/principal.ts";
import type { RecordIds } from "../../domain/record-ids.ts";
import type { TakePorts } from "../take/take-ports.ts";
import type { Foresight } from "./foresee.ts";
import type { Patient } from "./patient.ts";
import type { PlannedLedger } from "./planned-ledger.ts";

/** What importing needs, beside what taking requests needs. */
export type ImportPorts = {
  readonly take: TakePorts;
  readonly store: Pick<IntentStore, "commit">;
  readonly reads: ImportReads;
  /** The planner of the outbox without foresight: what is judged is planned here first. */
  readonly planner: Planner;
  readonly foresight: Foresight;
  readonly ids: RecordIds;
  /** What a window's entries, taken in the order of the feed, will have done. */
  readonly judged: PlannedLedger;
  readonly keepKey: (institutionCode: string, role: SignerRole) => Promise<Address>;
  /** Tells the keyring whose the keys under this code are. */
  readonly bindKeys: (institutionCode: string, institution: InstitutionId) => Promise<void>;
  readonly newId: () => string;
  readonly log: Log;
  /**
   * Writes API keys for those who may read what was imported; says in which file, null where that was done
   * before.
   */
  readonly writeCredentials: (holders: readonly CredentialHolder[]) => Promise<string | null>;
  readonly patience: Patient;
  readonly limits: ImportLimits;
};

export type CredentialHolder = {
  readonly code: string;
  readonly name: string;
  readonly institution: InstitutionId;
  readonly role: Role;
  readonly region: RegionCode;
};

export type ImportLimits = {
  /** How long one look at a command's end may take. */
  readonly settleMs: number;
};
