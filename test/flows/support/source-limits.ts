/** Small ranges, so that a short chain has several. */
export const SOURCE_LIMITS = {
  fetchesAhead: 3,
  blocksPerFetchMax: 5,
  bytesPerFetch: 20_000,
  timeoutMs: 10_000,
  responseBytesMax: 2 ** 24,
};
