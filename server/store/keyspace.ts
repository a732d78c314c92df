/**
 * A table of one of the three databases. The id is the first byte of each key; fields follow at fixed widths,
 * big-endian, so that the order of keys is the order of what they mean.
 */
export type Keyspace = {
  readonly id: number;
  readonly database: "intents" | "index" | "findings";
  readonly key: readonly KeyField[];
  readonly value: string;
  readonly writer: string;
  readonly why: string;
};

/** Bytes wide; a text is padded with zero bytes to its width. */
type KeyField = { readonly name: string; readonly bytes: number };

export const field = (name: string, bytes: number): KeyField => ({ name, bytes });

/** uint32 on the chain. */
export const INSTITUTION = field("institution", 4);
/** uint24 on the chain. */
export const REGION = field("region", 3);
/** uint64 on the chain. */
export const BATCH = field("batch", 8);
/** uint32 on the chain: an index, or the first index of a parcel. */
export const INDEX = field("index", 4);
export const FROM = field("from", 4);
/** 2^32 blocks at one a second are 136 years. */
export const BLOCK = field("block", 4);
/** A block of 60 M gas holds at most some 160,000 logs. */
export const LOG_INDEX = field("logIndex", 4);
/** An Ethereum address. */
export const ADDRESS = field("key", 20);
/** Nobody counts 2^48 commands. */
export const SEQUENCE = field("sequence", 6);

const INDEXER = "flows/index-chain";
export const OUTBOX = "flows/submit";
export const IMPORT = "flows/import";

export const index = (id: number, key: readonly KeyField[], value: string, why: string): Keyspace => ({
  id,
  database: "index",
  key,
  value,
  writer: INDEXER,
  why,
});

export const intent = (
  id: number,
  key: readonly KeyField[],
  value: string,
  writer: string,
  why: string,
): Keyspace => ({ id, database: "intents", key, value, writer, why });
