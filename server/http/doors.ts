import type { Checkpoints } from "../domain/checkpoint.ts";
import type { SignerRole } from "../domain/command.ts";
import type { Address, InstitutionId, RegionCode } from "../domain/ids.ts";
import type { ApiKeyRow } from "../domain/intent-store.ts";
import type { Clock, LedgerReader, Submitter, Vault } from "../domain/ports.ts";
import type { Duty, Role } from "../domain/principal.ts";
import type { Answers } from "../flows/answer/create-answers.ts";
import type { ClaimBundlePorts } from "../flows/bundle/claim-bundle.ts";
import type { Cases } from "../flows/cases/open-cases.ts";
import type { ClaimPorts } from "../flows/claims/claim-ports.ts";
import type { Imports } from "../flows/import/open-imports.ts";
import type { NhsaPorts } from "../flows/nhsa/nhsa-ports.ts";
import type { Settlements } from "../flows/nhsa/settlement/answer-settlement.ts";
import type { Reconciliations } from "../flows/reconcile/open-reconciliations.ts";
import type { TakePorts } from "../flows/take/take-ports.ts";
import type { HttpLimits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import type { StatusAnswer } from "./status.ts";

/** Everything that the routes ask of the rest of the server; main.ts hands it over. */
export type Doors = {
  readonly take: TakePorts;
  readonly nhsa: NhsaPorts;
  readonly settlements: Pick<Settlements, "answer">;
  readonly claims: ClaimPorts;
  readonly answer: Answers;
  readonly submitter: Pick<Submitter, "settled" | "keepRefused">;
  readonly reader: Pick<LedgerReader, "head" | "reached">;
  readonly vault: Pick<Vault, "hashBody">;
  readonly status: () => Promise<StatusAnswer>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly limits: HttpLimits;
  readonly apiKeys: ApiKeyDoor;
  readonly checkpoints: Checkpoints;
  readonly bundlePorts: ClaimBundlePorts;
  /** Null where nothing can be imported. */
  readonly imports: Imports | null;
  /** Null where nothing can be reconciled. */
  readonly reconciliations: Reconciliations | null;
  readonly cases: Cases;
  /** The key of this name that this server keeps; made when there is none. */
  readonly keepKey: (institutionCode: string, role: SignerRole) => Promise<Address>;
};

/** Who may use this server; only hashes are kept. */
export type ApiKeyDoor = {
  issue(holder: {
    readonly name: string;
    readonly institution: InstitutionId;
    readonly role: Role;
    readonly region: RegionCode;
    readonly duty: Duty | null;
  }): Promise<{ readonly token: string; readonly row: ApiKeyRow }>;
  all(): Promise<readonly ApiKeyRow[]>;
  revoke(row: ApiKeyRow): Promise<void>;
};
