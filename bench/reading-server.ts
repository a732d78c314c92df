import { feeTree } from "../server/chain/fee-tree.ts";
import { ZONES } from "../server/domain/business-day.ts";
import type { KeptRecords } from "../server/domain/kept-records.ts";
import type { Log } from "../server/domain/ports.ts";
import type { AnswerPorts } from "../server/flows/answer/answer-ports.ts";
import { type Answers, createAnswers } from "../server/flows/answer/create-answers.ts";
import { createApp } from "../server/http/app.ts";
import { apiKeyHash } from "../server/http/authenticate.ts";
import type { Doors } from "../server/http/doors.ts";
import { HTTP_LIMITS_DEFAULT, type HttpLimits } from "../server/http/limits.ts";
import { createMetrics } from "../server/http/metrics.ts";
import { type Serving, serve } from "../server/http/serve.ts";
import { openClaimRecords } from "../server/store/claim-records.ts";
import { openKeptRecords } from "../server/store/kept-records.ts";
import { makeApiKey } from "../server/vault/api-key.ts";
import { readingClaimPorts } from "../test/flows/support/claim-ports.ts";
import { type OpenedLedger, openLedgerOf } from "./filled-ledger.ts";

const CLOCK = { nowMs: () => 1_790_000_000_000 };
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const LIMITS = {
  ...HTTP_LIMITS_DEFAULT,
  institutionBurstMax: 1e12,
  institutionPerSecMax: 1e9,
  requestsInFlightMax: 1_000,
};

/** What the bench needs to ask: the real server, the same one with a constant in it, and a key for both. */
export type ReadingServer = {
  readonly url: string;
  readonly constantUrl: string;
  readonly key: string;
  /** The same key's for a pharmacy of the ledger. */
  readonly tillKey: string;
};

export function portsOf(ledger: OpenedLedger): AnswerPorts & { readonly records: KeptRecords } {
  const { index, vault, intents, intentsDatabase } = ledger;
  return {
    reader: index.reader,
    vault,
    commands: { command: async () => null, refusedAttemptsOf: (pack) => refusedOf(intents, pack) },
    openings: intents,
    records: openKeptRecords(intentsDatabase),
    claimRecords: openClaimRecords(intentsDatabase),
    feeTree,
    zone: ZONES["Asia/Shanghai"],
    lateAfterSec: 3_600,
  };
}

/** The answers of a server that only reads. */
export function answersOf(ledger: OpenedLedger): Answers {
  const ports = portsOf(ledger);
  return createAnswers(ports, CLOCK, readingClaimPorts(ports, CLOCK));
}

function refusedOf(
  intents: OpenedLedger["intents"],
  { batch, index }: { batch: string; index: number },
): ReturnType<OpenedLedger["intents"]["refusedAttemptsOf"]> {
  // Batches of the ledger that this process reads are named by their 16 digits.
  return intents.refusedAttemptsOf({ batch: batch as `0x${string}`, index });
}

/** The real HTTP server over the filled ledger, and the same whose trace is one story made beforehand. */
async function serveLedger(directory: string, code: string): Promise<ReadingServer> {
  const ledger = await openLedgerOf(directory);
  const answers = answersOf(ledger);
  const auditor = { name: "auditor", institution: 1, role: "auditor", region: 0 } as const;
  const story = await answers.pack(auditor, code);
  const key = await giveKey(ledger, { institution: 90, role: "auditor", region: 0 });
  const tillKey = await giveKey(ledger, { institution: 10, role: "pharmacy", region: 330_500 });
  const { reader } = ledger.index;
  const real = await serveAnswers({ ...ledger, reader }, answers);
  const constant = await serveAnswers({ ...ledger, reader }, { ...answers, pack: async () => story });
  return { url: real.url, constantUrl: constant.url, key, tillKey };
}

async function giveKey(
  { intents }: OpenedLedger,
  holder: { institution: number; role: string; region: number },
): Promise<string> {
  const key = makeApiKey();
  const { institution, role, region } = holder;
  const row = { name: role, institution, roles: [role], region, createdAtMs: 1, revokedAtMs: null };
  await intents.putApiKey({ ...row, hash: apiKeyHash(key) });
  return key;
}

/** A server that only reads. */
export function serveAnswers(
  { reader, vault, intents }: Pick<AnswerPorts, "reader" | "vault"> & Pick<OpenedLedger, "intents">,
  answer: Answers,
  given: Partial<HttpLimits> = {},
): Promise<Serving> {
  const limits = { ...LIMITS, ...given };
  const open = { answer, reader, vault, clock: CLOCK, limits };
  // Writes are not measured here: their doors are never opened, so nothing stands behind them.
  const doors = { ...open, metrics: createMetrics() } as unknown as Doors;
  const gate = { apiKeys: intents, tokens: null, metricsOnLoopback: false };
  const app = createApp({ doors, gate, log: SILENT, publicUrl: () => "http://bench" });
  return serve(app, { host: "127.0.0.1", port: 0, limits });
}

if (import.meta.main) {
  const [directory = "", code = ""] = process.argv.slice(2);
  process.send?.(await serveLedger(directory, code));
  process.once("disconnect", () => process.exit(0));
}
