import type { BlockRef, Hex32, InstitutionId, RegionCode } from "../ids.ts";
import type { Role } from "../principal.ts";
import type { KeptFinding } from "../reconcile/reconciliation-store.ts";
import type { CaseId } from "./case-number.ts";
import type { CaseAct, CaseState } from "./case-states.ts";

/** A person of an institution: four eyes are two of these. */
export type CaseActor = {
  readonly institution: InstitutionId;
  readonly principal: string;
  readonly role: Role;
};

/** What a case was opened for, copied: it stands even if the findings are derived anew. */
export type CaseHead = CaseId & {
  readonly institution: {
    readonly code: string;
    /** Null where the ledger knows no such institution: nobody can be heard then. */
    readonly id: InstitutionId | null;
    readonly region: RegionCode | null;
  };
  /** Whose fund was asked; null: every fund's claims were looked at. */
  readonly fundRegion: RegionCode | null;
  readonly reconciliation: string;
  readonly asOf: BlockRef;
  /** Of all findings of the reconciliation, where it has one. */
  readonly findingsDigest: Hex32 | null;
  readonly findingCount: number;
  /** Of each claim the most that one of the case's findings disallows. */
  readonly disallowedFen: bigint;
  readonly openedAtMs: number;
};

/** A finding as the case has it; `ordinal` is its place in the reconciliation. */
export type CaseFinding = KeptFinding & { readonly ordinal: number };

/** One thing done in a case. What somebody wrote is sealed: it may name a person. */
export type CaseStep = {
  readonly act: CaseAct;
  readonly atMs: number;
  readonly by: CaseActor;
  readonly fen: bigint | null;
  /** The last day of a hearing, or of paying back. */
  readonly dueOn: string | null;
  /** A statement after its day. It is heard all the same until something is decided. */
  readonly isLate: boolean;
  /** Claims on the ledger that an order is about. */
  readonly claims: readonly Hex32[];
  /** Keyed word of a bank reference, so that one transfer counts once in a case. */
  readonly referenceKey: Hex32 | null;
  readonly attachmentCount: number;
  readonly sealed: string;
};

/** What is under the seal of a step. */
export type CaseWords = {
  readonly note: string | null;
  readonly legalBasis: string | null;
  readonly bankReference: string | null;
  readonly attachments: readonly CaseAttachment[];
};

/** A file stays with its owner; its SHA-256, 64 hex digits, fixes which file it was. */
export type CaseAttachment = { readonly name: string; readonly sha256: string };

/** What the steps of a case come to. */
export type CaseStanding = {
  readonly state: CaseState;
  /** 1, and one more each time it was opened again; what is not told to be of all rounds is of this one. */
  readonly round: number;
  /** Who opened this round. */
  readonly opener: CaseActor;
  readonly isNotified: boolean;
  /** Of the hearing until something is decided, of paying back while anything is owed. */
  readonly dueOn: string | null;
  readonly upheldFen: bigint | null;
  readonly orderedFen: bigint | null;
  readonly recoveredFen: bigint;
  /** What came back in the rounds before. */
  readonly recoveredBeforeFen: bigint;
  readonly referenceKeys: readonly Hex32[];
  readonly stepCount: number;
  readonly changedAtMs: number;
};

/** A case as it stands; its steps and findings are read apart. */
export type AuditCase = { readonly head: CaseHead; readonly standing: CaseStanding };

/** Still to come back by the order. */
export function outstandingFen({ orderedFen, recoveredFen }: CaseStanding): bigint {
  return (orderedFen ?? 0n) - recoveredFen;
}
