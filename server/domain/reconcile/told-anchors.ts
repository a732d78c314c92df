import type { Facts } from "../failure.ts";
import type { FailureCode } from "../failure-catalogue.ts";
import type { Hex32, InstitutionId, RegionCode } from "../ids.ts";
import type { AnchoredFindings } from "./anchor.ts";
import type { FindingDigests } from "./reconciliation-store.ts";

/** What can be compared of a reconciliation, what became of one's own word on it, and what others said. */
export type ToldAnchors = {
  /** Null before the end. */
  readonly digest: ToldDigest | null;
  readonly anchor: ToldAnchor | null;
  readonly others: readonly ToldOther[];
};

export type ToldDigest = Omit<FindingDigests, "keyEpoch"> & {
  /** What the findings' digest is made with, so that it can be made again without this server. */
  readonly feedSalt: Hex32;
};

/** `none`: this server can not speak for whoever asked. */
export const ANCHOR_STATES = ["pending", "anchored", "refused", "none"] as const;
export type AnchorState = (typeof ANCHOR_STATES)[number];

export type ToldAnchor = {
  readonly state: AnchorState;
  /** As the ledger has it; null where it has nothing. */
  readonly block: number | null;
  readonly transactionHash: Hex32 | null;
  readonly findingsDigest: Hex32 | null;
  readonly reason: { readonly code: FailureCode; readonly facts: Facts } | null;
};

/** What an institution anchored of a feed at a block, as it stands on the ledger. */
export type ToldAnchored = Omit<AnchoredFindings, "digest"> & {
  readonly institution: InstitutionId;
  readonly code: string;
  readonly name: string;
  readonly block: number;
  readonly anchoredAtSec: number;
  readonly asOfBlockHash: Hex32;
  readonly scopeRegion: RegionCode;
  readonly rulesHash: Hex32;
  readonly attemptsDigest: Hex32;
  readonly findingsDigest: Hex32;
};

/** What another institution anchored of the same feed at the same block. */
export type ToldOther = Omit<AnchoredFindings, "digest"> & {
  readonly institution: InstitutionId;
  readonly code: string;
  readonly name: string;
  readonly block: number;
  readonly anchoredAtSec: number;
  /** 0: every fund's claims. */
  readonly scopeRegion: RegionCode;
  readonly isSameBlock: boolean;
  readonly isSameScope: boolean;
  readonly isSameRules: boolean;
  readonly isSameAttempts: boolean;
  /** Null where digests say nothing: of another block or scope, or made under another epoch's key. */
  readonly isSameFindings: boolean | null;
};
