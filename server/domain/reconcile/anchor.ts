import type { Address, Hex32, InstitutionId, RegionCode } from "../ids.ts";
import type { Origin } from "../read-model.ts";

/**
 * What was held against the ledger, at which block and by what: IReconciliationLedger's Reading. Whoever
 * reads the same finds the same.
 */
export type AnchoredReading = {
  /** The feed under the consortium's key: a plain hash of a small file could be guessed. */
  readonly feedWord: Hex32;
  readonly asOfBlock: number;
  readonly asOfBlockHash: Hex32;
  /** Whose fund's claims were looked at; 0: every fund's. */
  readonly scopeRegion: RegionCode;
  readonly rulesHash: Hex32;
  /** Refused attempts that were looked at: each server has its own. */
  readonly attemptsDigest: Hex32;
};

/** What was found, in numbers and as one digest. */
export type AnchoredFindings = {
  readonly digest: Hex32;
  readonly findingCount: number;
  readonly violationCount: number;
  /** Of each claim the most that one finding disallows. */
  readonly questionedFen: bigint;
};

/** One institution's word on one reading, as the ledger keeps it. */
export type AnchorRow = {
  /** The reading's id on the ledger. */
  readonly reading: Hex32;
  readonly institution: InstitutionId;
  readonly content: AnchoredReading;
  readonly findings: AnchoredFindings;
  readonly operator: Address;
  readonly origin: Origin;
};

/** The event of ReconciliationLedger; see LedgerFact. */
export type AnchorFact = { readonly name: "ReconciliationAnchored" } & Omit<AnchorRow, "origin">;

/** The call of ReconciliationLedger; see LedgerCalls. */
export type AnchorCalls = {
  readonly reconciliationLedger: {
    readonly anchor: readonly [content: AnchoredReading, findings: AnchoredFindings];
  };
};

/** What a reconciliation that has ended asks of the ledger; see CommandBody. */
export type AnchorBody = {
  readonly kind: "anchor-reconciliation";
  readonly content: AnchoredReading;
  readonly findings: Omit<AnchoredFindings, "questionedFen"> & { readonly questionedFen: string };
};

/** Whether two readings are one: the ledger takes one anchor of an institution for each. */
export function isSameReading(one: AnchoredReading, other: AnchoredReading): boolean {
  return (
    one.feedWord === other.feedWord &&
    one.asOfBlock === other.asOfBlock &&
    one.asOfBlockHash === other.asOfBlockHash &&
    one.scopeRegion === other.scopeRegion &&
    one.rulesHash === other.rulesHash &&
    one.attemptsDigest === other.attemptsDigest
  );
}
