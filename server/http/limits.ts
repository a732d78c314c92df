/** Everything that is bounded at the edge; config.ts gives each its value. */
export type HttpLimits = {
  /** A JSON body. */
  readonly bodyBytesMax: number;
  /** A page of an import. */
  readonly importPageBytesMax: number;
  /** A manifest upload. */
  readonly uploadBytesMax: number;
  /** One line of a manifest upload. */
  readonly uploadLineBytesMax: number;
  /** A feed to be reconciled, and one line of it. */
  readonly feedBytesMax: number;
  readonly feedLineBytesMax: number;
  /** Requests under way at once; one more is answered `too-busy`. */
  readonly requestsInFlightMax: number;
  /** Each institution's bucket: how many requests it holds, and how many flow in each second. */
  readonly institutionBurstMax: number;
  readonly institutionPerSecMax: number;
  /** The same for each address that shows no valid credentials. */
  readonly addressBurstMax: number;
  readonly addressPerSecMax: number;
  /** How long a write may wait for its block, whatever `Prefer: wait` asks. */
  readonly waitSecMax: number;
  /** Rows of one page of a list. */
  readonly pageRowsMax: number;
  /** Index behind the chain by more blocks than this is not ready. */
  readonly indexLagBlocksMax: number;
  /** How old a token may be, and how far the issuer's clock may differ. */
  readonly tokenAgeSecMax: number;
  readonly tokenSkewSec: number;
  /** How long a whole request may take to arrive, a feed, a head alone, and an idle connection. */
  readonly requestTimeoutMs: number;
  readonly feedTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** How long requests under way may go on after a stop was asked; all else must stop in ten seconds too. */
  readonly drainMs: number;
};

/** What suits one machine; config.ts may set each otherwise. */
export const HTTP_LIMITS_DEFAULT: HttpLimits = {
  bodyBytesMax: 1024 * 1024,
  importPageBytesMax: 8 * 1024 * 1024,
  uploadBytesMax: 256 * 1024 * 1024,
  uploadLineBytesMax: 1024,
  feedBytesMax: 1024 * 1024 * 1024,
  feedLineBytesMax: 1024 * 1024,
  requestsInFlightMax: 256,
  institutionBurstMax: 400,
  institutionPerSecMax: 200,
  addressBurstMax: 120,
  addressPerSecMax: 20,
  waitSecMax: 30,
  pageRowsMax: 200,
  indexLagBlocksMax: 5,
  tokenAgeSecMax: 300,
  tokenSkewSec: 30,
  requestTimeoutMs: 120_000,
  feedTimeoutMs: 1_800_000,
  headersTimeoutMs: 20_000,
  keepAliveTimeoutMs: 10_000,
  drainMs: 6_000,
};
