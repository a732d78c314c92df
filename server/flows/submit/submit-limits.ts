/** What the outbox may hold, and how patient it is; every value is a setting. */
export type SubmitLimits = {
  /** Commands that are neither mined nor refused; one more is `too-busy`. */
  readonly commandsUnfinishedMax: number;
  /** Transactions of one key that are sent and not yet mined; the rest wait signed. */
  readonly laneInFlightMax: number;
  /** How often one call is signed, when blocks refuse what the simulation let pass. */
  readonly commandAttemptsMax: number;
  /** How often a sent transaction is looked for, on a node that answers before the block. */
  readonly receiptPollMs: number;
  /** How long after a failed send, or one without a receipt, the same bytes go out again. */
  readonly resendMs: number;
  /** How long a plan waits for the index to hold what the chain holds. */
  readonly indexWaitMs: number;
  /** What a caller is told when the outbox is full. */
  readonly retryAfterSec: number;
};
