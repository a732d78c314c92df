import type { Hex32, InstitutionId, RegionCode } from "../../ids.ts";
import type { Role } from "../../principal.ts";
import type { SettlementKind } from "./message.ts";
import type { Refusal, RequestState } from "./outcomes.ts";

/**
 * What this server keeps of settlement messages beside the chain. Whatever is in one change is on the disk
 * together when its promise resolves, or not at all.
 */
export type SettlementRecords = {
  request(name: RequestName): Promise<KeptRequest | null>;
  /** Requests that are claimed or unknown, the earliest first: what a restart goes on with. */
  openRequests(): Promise<readonly KeptRequest[]>;
  /** The request that settled what an institution knows by this setl_id. */
  settlement(institution: InstitutionId, settlementId: string): Promise<RequestName | null>;
  visit(institution: InstitutionId, visitId: string): Promise<KeptVisit | null>;
  commit(change: SettlementChange): Promise<void>;
};

export type SettlementChange = {
  readonly requests: readonly KeptRequest[];
  readonly settlements?: readonly { readonly settlementId: string; readonly request: RequestName }[];
  readonly visits?: readonly KeptVisit[];
};

/** What names a request for ever. */
export type RequestName = {
  readonly institution: InstitutionId;
  readonly kind: SettlementKind;
  readonly msgid: string;
};

export type KeptRequest = RequestName & {
  readonly state: RequestState;
  /** Keyed hash of the message; null of one that was barred before it came. */
  readonly fingerprint: Hex32 | null;
  /** Keyed hash of its psn_no. */
  readonly person: Hex32;
  /** Who sent it, so that a restart goes on in the same name; null of one that never came. */
  readonly sender: { readonly name: string; readonly role: Role; readonly region: RegionCode } | null;
  /** The message's text, sealed; null of one that never came. */
  readonly sealedText: string | null;
  /** How often it was taken to the ledger: a 2601 of its cancellation does so once more. */
  readonly attempt: number;
  /** Of what was settled. */
  readonly claim: Hex32 | null;
  readonly settlementId: string | null;
  /** What is answered, sealed: it tells persons. */
  readonly sealedOutput: string | null;
  readonly refusal: Refusal | null;
  /** The message that took it back. */
  readonly byMsgid: string | null;
  readonly acceptedAtMs: number;
};

/** The uploaded fees of one visit, sealed. */
export type KeptVisit = {
  readonly institution: InstitutionId;
  readonly visitId: string;
  readonly person: Hex32;
  readonly sealedFees: string;
};
