import { z } from "zod";

/**
 * Every setting and limit, parsed once at start; nothing else reads the environment. docs/config.md is made
 * from it.
 */
type Setting<T> = {
  readonly env: string;
  readonly schema: z.ZodType<T>;
  readonly fallback: string;
  readonly about: string;
};

function text(env: string, fallback: string, about: string): Setting<string> {
  return { env, schema: z.string(), fallback, about };
}

function count(env: string, fallback: number, min: number, max: number, about: string): Setting<number> {
  return { env, schema: z.coerce.number().int().min(min).max(max), fallback: String(fallback), about };
}

export const SETTINGS = {
  dataDir: text("CARETRAIL_DATA", "./data", "Directory of keys, journal and databases."),
  host: text(
    "HOST",
    "127.0.0.1",
    "Address the API listens on; put a TLS proxy before any other than loopback.",
  ),
  port: count("PORT", 8080, 0, 65_535, "Port of the API and the page; 0 takes a free one."),
  nodePort: count(
    "NODE_PORT",
    8545,
    0,
    65_535,
    "Port of the embedded node, on loopback only; 0 takes a free one.",
  ),
  rpcUrl: text("CARETRAIL_RPC_URL", "", "JSON-RPC of a consortium's node; empty starts the embedded one."),
  chainId: count("CARETRAIL_CHAIN_ID", 88_001, 2, 2 ** 31, "Chain id; 31337, 1337 and 123456 are refused."),
  publicUrl: text(
    "CARETRAIL_PUBLIC_URL",
    "",
    "Absolute URL under which clients see this server; empty: its own address.",
  ),
  logLevel: {
    env: "LOG_LEVEL",
    schema: z.enum(["debug", "info", "warn", "error", "silent"]),
    fallback: "info",
    about: "What is logged.",
  } satisfies Setting<"debug" | "info" | "warn" | "error" | "silent">,
  logFile: text(
    "CARETRAIL_LOG_FILE",
    "",
    "File that takes the log; empty: server.log in the data directory; `-`: standard error.",
  ),
  zoneOffsetMin: count(
    "CARETRAIL_ZONE_OFFSET_MIN",
    480,
    -720,
    840,
    "Minutes the regions' clocks are ahead of UTC; a day is a day of this zone.",
  ),
  keyPassphraseFile: text(
    "CARETRAIL_KEY_PASSPHRASE_FILE",
    "",
    "File with the passphrase of the keys; empty: a random one in the data directory.",
  ),
  jwtKeysFile: text(
    "CARETRAIL_JWT_KEYS_FILE",
    "",
    "JWKS file of issuers whose tokens are accepted; empty: API keys only.",
  ),
  jwtAudience: text("CARETRAIL_JWT_AUDIENCE", "caretrail", "Audience that a token must name."),
  metricsOnLoopback: {
    env: "CARETRAIL_METRICS_ON_LOOPBACK",
    schema: z.enum(["yes", "no"]),
    fallback: "no",
    about: "Whether /metrics answers without a key on this machine; not behind a proxy on the same one.",
  } satisfies Setting<"yes" | "no">,
  consortiumDelaySec: count(
    "CARETRAIL_CONSORTIUM_DELAY_SEC",
    0,
    0,
    2_592_000,
    "Delay of admissions when the contracts are deployed; 0 suits a single operator.",
  ),
  adminDelaySec: count(
    "CARETRAIL_ADMIN_DELAY_SEC",
    3_600,
    1,
    2_592_000,
    "Delay of unpausing and of changes of authority when the contracts are deployed.",
  ),
  deployTimeoutMs: count(
    "CARETRAIL_DEPLOY_TIMEOUT_MS",
    120_000,
    1_000,
    3_600_000,
    "How long the deployment of the contracts may take.",
  ),
  indexWaitMs: count(
    "CARETRAIL_INDEX_WAIT_MS",
    10_000,
    100,
    600_000,
    "How long a plan waits for the index to hold what the chain holds.",
  ),
  decisionWaitMs: count(
    "CARETRAIL_DECISION_WAIT_MS",
    60_000,
    1_000,
    600_000,
    "How long the next decision about a person waits for the block of the one before.",
  ),
  settlementWaitMs: count(
    "CARETRAIL_SETTLEMENT_WAIT_MS",
    20_000,
    1_000,
    300_000,
    "How long an NHSA settlement message waits for its decision before it is answered as not known yet.",
  ),
  indexEventsPerCommit: count(
    "CARETRAIL_INDEX_EVENTS_PER_COMMIT",
    5_000,
    1,
    1_000_000,
    "Events that a commit waits for while the index is behind.",
  ),
  indexRetryMs: count(
    "CARETRAIL_INDEX_RETRY_MS",
    500,
    10,
    600_000,
    "How long an absent node is left alone by the indexer.",
  ),
  lateAfterSec: count(
    "CARETRAIL_LATE_AFTER_SEC",
    3_600,
    60,
    604_800,
    "A record later than this after its stated time is late.",
  ),
  commandsUnfinishedMax: count(
    "CARETRAIL_COMMANDS_UNFINISHED_MAX",
    5_000,
    1,
    1_000_000,
    "Commands in the outbox.",
  ),
  nodeRatePerKeySec: count(
    "CARETRAIL_NODE_RATE_PER_KEY_SEC",
    250,
    1,
    100_000,
    "Transactions a second that the embedded node takes of one key; an import sends with its bureaus' keys.",
  ),
  laneInFlightMax: count(
    "CARETRAIL_LANE_IN_FLIGHT_MAX",
    200,
    1,
    256,
    "Transactions of one key on their way at once.",
  ),
  commandAttemptsMax: count(
    "CARETRAIL_COMMAND_ATTEMPTS_MAX",
    8,
    1,
    100,
    "How often a command is signed anew after a block refused it.",
  ),
  rpcTimeoutMs: count(
    "CARETRAIL_RPC_TIMEOUT_MS",
    35_000,
    1_000,
    600_000,
    "How long a call of the node may take.",
  ),
  receiptPollMs: count(
    "CARETRAIL_RECEIPT_POLL_MS",
    200,
    10,
    60_000,
    "How often an unanswered transaction is looked for.",
  ),
  resendMs: count(
    "CARETRAIL_RESEND_MS",
    2_000,
    100,
    600_000,
    "How long after a failed send the same bytes go out again.",
  ),
  headPollMs: count(
    "CARETRAIL_HEAD_POLL_MS",
    100,
    10,
    60_000,
    "How often the indexer asks for the chain's head.",
  ),
  indexBlocksPerFetch: count(
    "CARETRAIL_INDEX_BLOCKS_PER_FETCH",
    50,
    1,
    1_000,
    "Blocks in one request of logs.",
  ),
  indexFetchesAhead: count("CARETRAIL_INDEX_FETCHES_AHEAD", 3, 1, 16, "Requests of logs under way at once."),
  institutionPerSecMax: count(
    "CARETRAIL_INSTITUTION_PER_SEC_MAX",
    200,
    1,
    100_000,
    "Requests a second of one institution.",
  ),
  institutionBurstMax: count(
    "CARETRAIL_INSTITUTION_BURST_MAX",
    400,
    1,
    1_000_000,
    "Requests of one institution at once.",
  ),
  importPageEntries: count(
    "CARETRAIL_IMPORT_PAGE_ENTRIES",
    4_000,
    1,
    5_000,
    "Lines that `caretrail import` sends at once; they share their blocks.",
  ),
  uploadBytesMax: count(
    "CARETRAIL_UPLOAD_BYTES_MAX",
    268_435_456,
    1_024,
    2 ** 40,
    "Bytes of one manifest upload.",
  ),
  feedBytesMax: count(
    "CARETRAIL_FEED_BYTES_MAX",
    1_073_741_824,
    1_024,
    2 ** 40,
    "Bytes of one feed that is sent to be reconciled.",
  ),
  operatorInstitution: count(
    "CARETRAIL_OPERATOR_INSTITUTION",
    0,
    0,
    4_294_967_295,
    "Number of the institution that runs the node; its own checkpoints prove nothing. 0: not said.",
  ),
  bundleHeadersMax: count(
    "CARETRAIL_BUNDLE_HEADERS_MAX",
    5_000,
    1,
    1_000_000,
    "Headers in an evidence bundle, from its events to the next checkpoints.",
  ),
  stopTimeoutMs: count(
    "CARETRAIL_STOP_TIMEOUT_MS",
    9_000,
    1_000,
    60_000,
    "How long a stop may take before it is forced.",
  ),
} as const;

export type Config = { readonly [Name in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[Name]["schema"]> };

/** A development chain's id in production is a mistake waiting: its keys are everybody's. */
const DEVELOPMENT_CHAINS = [31_337, 1_337, 123_456];

export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The settings do not fit:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "ConfigError";
  }
}

export function readConfig(): Config {
  return parseConfig(process.env);
}

/** Throws a ConfigError that names every setting that does not fit. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const parsed = setting.schema.safeParse(env[setting.env] ?? setting.fallback);
    if (parsed.success) values[name] = parsed.data;
    else faults.push(`${setting.env}: ${parsed.error.issues.map((issue) => issue.message).join("; ")}`);
  }
  if (DEVELOPMENT_CHAINS.includes(Number(values["chainId"])))
    faults.push("CARETRAIL_CHAIN_ID: a development chain's id");
  if (faults.length > 0) throw new ConfigError(faults);
  // Each name of SETTINGS was parsed by its own schema just above.
  return values as Config;
}
