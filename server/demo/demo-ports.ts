import { businessDayOf } from "../domain/business-day.ts";
import type { RuleSetUpload } from "../domain/claims/encounter-requests.ts";
import type { SignerRole } from "../domain/command.ts";
import type { Address, InstitutionId } from "../domain/ids.ts";
import type { Principal } from "../domain/principal.ts";
import type { ClaimPorts } from "../flows/claims/claim-ports.ts";
import type { TakePorts } from "../flows/take/take-ports.ts";

/** What the demo is given: the doors that everybody uses, and the hand on the build clock. */
export type DemoPorts = {
  readonly take: TakePorts;
  readonly claims: ClaimPorts;
  /** The rule sets of both regions, as their bureaus publish them. */
  readonly ruleSets: readonly RuleSetUpload[];
  readonly keyring: {
    /** The key of this name; made when there is none. */
    keep(institutionCode: string, role: SignerRole): Promise<Address>;
    bind(institutionCode: string, institution: InstitutionId): Promise<void>;
  };
  /** First second of the day on which the ledger begins. */
  readonly genesisSec: number;
  /** Blocks from now on get this time; a time that is past already stays past. */
  setTime(atSec: number): Promise<void>;
  /** One step more is done. */
  progress(): void;
};

export type Member = { readonly code: string; readonly principal: Principal };

/** The day that lies `offset` days after the ledger's first, `2026-11-22`. */
export function dayOf(ports: DemoPorts, offset: number): string {
  return businessDayOf(ports.genesisSec + offset * 86_400, ports.take.zone);
}
