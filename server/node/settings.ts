import { isAddress } from "./hex.ts";
import { NodeRefusal } from "./node-failure.ts";

/**
 * Everything the node may be told, from one JSON argument: it reads no environment. Unknown names are
 * refused, because a limit that is spelled wrong would silently not hold.
 */
export function parseSettings(json: string): NodeSettings {
  const given = parseObject(json);
  for (const name of Object.keys(given)) {
    if (!TEXT_NAMES.has(name) && !(name in NUMBERS)) throw invalid(name, "unknown");
  }
  return {
    ...parseNumbers(given),
    journalDir: nonEmptyText(given, "journalDir"),
    bootstrapAddress: address(given, "bootstrapAddress"),
    hardfork: oneOf(given, "hardfork", ["cancun", "prague", "osaka"], "cancun"),
    pastTimes: oneOf(given, "pastTimes", ["none", "demo"], "none"),
    logLevel: oneOf(given, "logLevel", ["debug", "info", "warn", "error", "silent"], "info"),
    genesisTimeSec: genesisTime(given["genesisTimeSec"] ?? null),
    compileCacheDir: given["compileCacheDir"] === undefined ? null : nonEmptyText(given, "compileCacheDir"),
  };
}

export type NodeSettings = NodeLimits & {
  readonly journalDir: string;
  /** The key that deploys: with its nonce 0 the AccessManager, with its nonce 1 Institutions. */
  readonly bootstrapAddress: string;
  readonly hardfork: "cancun" | "prague" | "osaka";
  /** "demo": a ledger that may be built with past block times from its genesis, until its build ends. */
  readonly pastTimes: "none" | "demo";
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  /** Null: what the journal says, and for a new journal the wall clock. */
  readonly genesisTimeSec: number | null;
  /**
   * Where compiled modules are kept for the next start; null keeps none. Never a directory others may write
   * to.
   */
  readonly compileCacheDir: string | null;
};

type NumberRule = { readonly fallback: number; readonly min: number; readonly max: number };

/** Every number and limit, with its default and its bounds. */
const NUMBERS = {
  /** 0 takes a free port; the `listening` message tells which. */
  port: { fallback: 0, min: 0, max: 65_535 },
  chainId: { fallback: 88_001, min: 1, max: 2 ** 31 },
  blockGasLimit: { fallback: 60_000_000, min: 16_777_216, max: 1_000_000_000 },
  /** EIP-7825: later forks refuse more, so no transaction of ours may need it. */
  transactionGasMax: { fallback: 16_777_216, min: 21_000, max: 16_777_216 },
  transactionBytesMax: { fallback: 1_048_576, min: 1_024, max: 4_194_304 },
  ratePerKeySec: { fallback: 50, min: 1, max: 100_000 },
  burstPerKey: { fallback: 200, min: 1, max: 1_000_000 },
  /** Keys whose rate is remembered; a key forgotten was idle longest, and starts with a full burst. */
  ratedKeysMax: { fallback: 10_000, min: 1, max: 1_000_000 },
  pendingMax: { fallback: 2_000, min: 1, max: 100_000 },
  /** How far a nonce may lie ahead of the sender's next one. */
  nonceGapMax: { fallback: 256, min: 0, max: 10_000 },
  /** How long a send waits for its block before it is dropped and refused. */
  sendTimeoutMs: { fallback: 30_000, min: 1_000, max: 600_000 },
  bodyBytesMax: { fallback: 4_194_304, min: 1_024, max: 67_108_864 },
  batchMax: { fallback: 20, min: 1, max: 1_000 },
  connectionsMax: { fallback: 4_096, min: 1, max: 65_535 },
  /** How long a client may take to send one request. */
  requestTimeoutMs: { fallback: 30_000, min: 1_000, max: 600_000 },
  /** SIGTERM must be over in ten seconds, so the node gives up waiting before. */
  stopTimeoutMs: { fallback: 8_000, min: 100, max: 9_500 },
} as const satisfies Record<string, NumberRule>;

export type NodeLimits = { readonly [name in keyof typeof NUMBERS]: number };

const TEXT_NAMES = new Set([
  "journalDir",
  "bootstrapAddress",
  "hardfork",
  "pastTimes",
  "logLevel",
  "genesisTimeSec",
  "compileCacheDir",
]);

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalid("argument", "not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("argument", "not an object");
  return Object.fromEntries(Object.entries(value));
}

function parseNumbers(given: Record<string, unknown>): NodeLimits {
  const read = (name: keyof typeof NUMBERS): number => {
    const { fallback, min, max } = NUMBERS[name];
    const value = given[name] ?? fallback;
    if (!isWholeNumber(value) || value < min || value > max)
      throw invalid(name, `not a whole number in ${min}…${max}`);
    return value;
  };
  return {
    port: read("port"),
    chainId: read("chainId"),
    blockGasLimit: read("blockGasLimit"),
    transactionGasMax: read("transactionGasMax"),
    transactionBytesMax: read("transactionBytesMax"),
    ratePerKeySec: read("ratePerKeySec"),
    burstPerKey: read("burstPerKey"),
    ratedKeysMax: read("ratedKeysMax"),
    pendingMax: read("pendingMax"),
    nonceGapMax: read("nonceGapMax"),
    sendTimeoutMs: read("sendTimeoutMs"),
    bodyBytesMax: read("bodyBytesMax"),
    batchMax: read("batchMax"),
    connectionsMax: read("connectionsMax"),
    requestTimeoutMs: read("requestTimeoutMs"),
    stopTimeoutMs: read("stopTimeoutMs"),
  };
}

function nonEmptyText(given: Record<string, unknown>, name: string): string {
  const value = given[name];
  if (typeof value !== "string" || value.length === 0) throw invalid(name, "not a text");
  return value;
}

function address(given: Record<string, unknown>, name: string): string {
  const value = given[name];
  if (!isAddress(value)) throw invalid(name, "not an address");
  return value.toLowerCase();
}

function oneOf<T extends string>(
  given: Record<string, unknown>,
  name: string,
  allowed: readonly T[],
  fallback: T,
): T {
  const value = given[name] ?? fallback;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw invalid(name, `not one of ${allowed.join(", ")}`);
  return found;
}

function genesisTime(value: unknown): number | null {
  if (value === null) return null;
  if (!isWholeNumber(value) || value < 1 || value > TIME_SEC_MAX)
    throw invalid("genesisTimeSec", "not a time");
  return value;
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}

/** uint40, as the contracts keep times. */
const TIME_SEC_MAX = 2 ** 40 - 1;

function invalid(setting: string, reason: string): NodeRefusal {
  return new NodeRefusal("settings-invalid", { setting, reason });
}
