import { randomUUID } from "node:crypto";
import { declaredBatchId } from "../../../server/chain/declared-batch-id.ts";
import { feeTree } from "../../../server/chain/fee-tree.ts";
import { openLogSource } from "../../../server/chain/log-source.ts";
import { manifestHashAfter } from "../../../server/chain/manifest-hash.ts";
import { createRecordIds } from "../../../server/chain/record-ids.ts";
import { ruleSetHash } from "../../../server/chain/rule-set-hash.ts";
import { ZONES } from "../../../server/domain/business-day.ts";
import type { ImportReads } from "../../../server/domain/import/import-store.ts";
import type { IntentStore } from "../../../server/domain/intent-store.ts";
import type { SettlementRecords } from "../../../server/domain/nhsa/settlement/settlement-records.ts";
import type { CommandReader } from "../../../server/domain/ports.ts";
import type { AnswerPorts } from "../../../server/flows/answer/answer-ports.ts";
import { followChain } from "../../../server/flows/follow-chain.ts";
import { createPlanner } from "../../../server/flows/plan/create-planner.ts";
import { openOutbox } from "../../../server/flows/submit/open-outbox.ts";
import type { TakePorts } from "../../../server/flows/take/take-ports.ts";
import { openClaimRecords } from "../../../server/store/claim-records.ts";
import { openDatabase } from "../../../server/store/database.ts";
import { makeImportReads } from "../../../server/store/import-reads.ts";
import { openIntentStore } from "../../../server/store/intent-store.ts";
import { openKeptRecords } from "../../../server/store/kept-records.ts";
import { type OpenIndex, openIndex } from "../../../server/store/open-index.ts";
import { openSettlementRecords } from "../../../server/store/settlement-records.ts";
import { makeUploads } from "../../../server/store/uploads.ts";
import { type OpenVault, openVault } from "../../../server/vault/open-vault.ts";
import { readPassphrase } from "../../../server/vault/passphrase.ts";
import { type ImportPlanning, openImportPlanning } from "../../../server/wire-import.ts";
import { contractsOf } from "../../../server/wire-ledger.ts";
import { CHAIN_ID, RPC_LIMITS, silentLog } from "../../chain/support/ledger-on.ts";
import type { AtEnd, TestLedger } from "../../chain/support/test-ledger.ts";
import { LIMITS } from "./test-outbox.ts";

const WAIT_MS = 20_000;
const DATABASE = { cacheBytes: 1 << 20, writeBufferBytes: 1 << 20 };

export type OpenedServer = {
  readonly take: TakePorts;
  readonly answer: AnswerPorts;
  readonly vault: OpenVault;
  readonly store: IntentStore;
  readonly settlementRecords: SettlementRecords;
  readonly index: OpenIndex;
  readonly commands: CommandReader;
  /** What the outbox plans imports with. */
  readonly planning: ImportPlanning;
  readonly importReads: ImportReads;
};

/** Index, outbox and vault over a real node. */
export async function openServer(chain: TestLedger, atEnd: AtEnd): Promise<OpenedServer> {
  const index = await openIndex(`${chain.directory}/index`, DATABASE);
  atEnd(() => index.close());
  const database = await openDatabase(`${chain.directory}/intents`, DATABASE);
  atEnd(() => database.close());
  const source = openLogSource({
    url: chain.url,
    contracts: Object.values(contractsOf(chain.identity)),
    limits: { ...RPC_LIMITS, fetchesAhead: 2, blocksPerFetchMax: 50, bytesPerFetch: 1 << 20 },
  });
  atEnd(async () => source.close());
  const follower = followChain({
    source,
    store: index.store,
    limits: { eventsPerCommit: 1_000, commitsPerCheckpoint: 10 },
    log: silentLog,
    clock: { nowMs: () => Date.now() },
    followLimits: { headPollMs: 5, retryMs: 50 },
  });
  atEnd(() => follower.stop());

  const store = await openIntentStore(database);
  const uploads = makeUploads(database);
  const passphrase = await readPassphrase({ keysDir: `${chain.directory}/keys`, humanPassphrase: null });
  const vault = await openVault({ dir: `${chain.directory}/secrets`, passphrase, whenAbsent: "make" }, store);
  const { reader } = index;
  const ids = createRecordIds({ chainId: CHAIN_ID, contracts: contractsOf(chain.identity) });
  const planner = createPlanner({ uploads, manifestHashAfter, declaredBatchId, ids });
  const planning = openImportPlanning(planner, ids);
  const outbox = openOutbox({
    ledger: planning.foresight.over(chain.ledger),
    keyring: chain.keyring,
    store,
    reader,
    planner: planning.foresight.planner,
    clock: chain.clock,
    newId: randomUUID,
    log: silentLog,
    limits: LIMITS,
  });
  if (!(await reader.reached((await chain.ledger.head()).block, WAIT_MS)))
    throw new Error("no index in time");
  await outbox.start();
  atEnd(() => outbox.stop());
  const { submitter, commands } = outbox;
  const kept = { records: openKeptRecords(database), claimRecords: openClaimRecords(database) };
  const shared = { reader, vault, commands, feeTree, zone: ZONES["Asia/Shanghai"], ...kept };
  const { ledger, keyring, clock } = chain;
  return {
    take: { ...shared, ruleSetHash, submitter, uploads, ledger, keyring, clock, indexWaitMs: WAIT_MS },
    answer: { ...shared, openings: store, lateAfterSec: 3_600 },
    vault,
    store,
    settlementRecords: openSettlementRecords(database),
    index,
    commands,
    planning,
    importReads: makeImportReads(database),
  };
}
