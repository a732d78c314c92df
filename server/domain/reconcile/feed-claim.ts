import type { RegionCode } from "../ids.ts";
import type { PersonName } from "../ports.ts";

export const FEED_CHANNELS = ["direct", "manual"] as const;

export type FeedChannel = (typeof FEED_CHANNELS)[number];

/**
 * What a fund was asked to pay, or has paid, as its feed says it. `person` is personal data: it is compared,
 * never told.
 */
export type FeedClaim = {
  /** The claim's place in the feed, from 1. */
  readonly row: number;
  readonly claimId: string;
  /** `direct`: settled at the counter 直接结算; `manual`: filed later with the paper receipt 手工报销. */
  readonly channel: FeedChannel;
  /** setl_id; null where none is stated. */
  readonly settlementId: string | null;
  /** rtal_docno; null where none is stated. */
  readonly receiptNumber: string | null;
  readonly institutionCode: string;
  readonly person: PersonName | null;
  readonly insuredRegion: RegionCode | null;
  /** The day of settlement or filing, `2026-08-01`, in the zone of the ledger. */
  readonly claimedOn: string;
  /** In the order of the feed, canonical where they can be read, else as written. */
  readonly traceCodes: readonly string[];
  readonly totalFen: bigint;
  /** Null where the feed does not say what the fund paid of it. */
  readonly fundFen: bigint | null;
};

/** A line of a feed that is no claim: where, and what is wrong; never a value of it. */
export type FeedFault = { readonly row: number; readonly path: string; readonly problem: string };
