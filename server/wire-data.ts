import { chmod, mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type FileKeyring, openKeyring } from "./chain/keyring.ts";
import type { Config } from "./config.ts";
import type { CaseRecords } from "./domain/cases/case-records.ts";
import type { CheckpointStore } from "./domain/checkpoint.ts";
import type { ClaimRecords } from "./domain/claims/claim-records.ts";
import type { KeyRole } from "./domain/command.ts";
import type { Address } from "./domain/ids.ts";
import type { ImportReads } from "./domain/import/import-store.ts";
import type { IntentStore } from "./domain/intent-store.ts";
import type { KeptRecords } from "./domain/kept-records.ts";
import type { SettlementRecords } from "./domain/nhsa/settlement/settlement-records.ts";
import type { Uploads } from "./domain/ports.ts";
import type { ReconciliationStore } from "./domain/reconcile/reconciliation-store.ts";
import { openCaseRecords } from "./store/case-store.ts";
import { openCheckpointStore } from "./store/checkpoint-store.ts";
import { openClaimRecords } from "./store/claim-records.ts";
import { openDatabase } from "./store/database.ts";
import { makeImportReads } from "./store/import-reads.ts";
import { openIntentStore } from "./store/intent-store.ts";
import { openKeptRecords } from "./store/kept-records.ts";
import { type OpenIndex, openIndex } from "./store/open-index.ts";
import { openReconciliationStore } from "./store/reconciliation-store.ts";
import { openSettlementRecords } from "./store/settlement-records.ts";
import { makeUploads } from "./store/uploads.ts";
import { type OpenVault, openVault } from "./vault/open-vault.ts";
import { readPassphrase } from "./vault/passphrase.ts";

const MEBIBYTE = 1024 * 1024;
const INTENT_LIMITS = { cacheBytes: 16 * MEBIBYTE, writeBufferBytes: 8 * MEBIBYTE };
const FINDING_LIMITS = { cacheBytes: 16 * MEBIBYTE, writeBufferBytes: 8 * MEBIBYTE };
const INDEX_LIMITS = { cacheBytes: 64 * MEBIBYTE, writeBufferBytes: 32 * MEBIBYTE };

/** Everything of this server that lies on the disk, but for the node's journal. */
export type Data = {
  readonly directory: string;
  readonly journalDir: string;
  readonly indexDir: string;
  readonly keyring: FileKeyring;
  readonly vault: OpenVault;
  readonly intents: IntentStore;
  readonly records: KeptRecords;
  readonly claimRecords: ClaimRecords;
  readonly settlements: SettlementRecords;
  readonly checkpoints: CheckpointStore;
  readonly uploads: Uploads;
  readonly imports: ImportReads;
  readonly reconciliations: ReconciliationStore;
  readonly cases: CaseRecords;
  readonly index: OpenIndex;
  close(): Promise<void>;
  /** Where the index was closed apart. */
  closeIntents(): Promise<void>;
};

/** Opens the data directory, making it when it is absent. */
export async function openData(config: Config): Promise<Data> {
  const directory = resolve(config.dataDir);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const keysDir = join(directory, "keys");
  const humanPassphrase = config.keyPassphraseFile === "" ? null : await firstLine(config.keyPassphraseFile);
  const passphrase = await readPassphrase({ keysDir, humanPassphrase });
  const database = await openDatabase(join(directory, "intents"), INTENT_LIMITS);
  const intents = await openIntentStore(database);
  const isNew = (await intents.chainIdentity()) === null;
  const vault = await openVault(
    { dir: join(directory, "secrets"), passphrase, whenAbsent: isNew ? "make" : "refuse" },
    intents,
  );
  const keyring = await openKeyring({ dir: keysDir, humanPassphrase });
  const indexDir = join(directory, "index");
  const index = await openIndex(indexDir, INDEX_LIMITS);
  const findings = await openDatabase(join(directory, "findings"), FINDING_LIMITS);
  const closeKept = async (): Promise<void> => {
    await findings.close();
    await database.close();
  };
  return {
    directory,
    journalDir: join(directory, "node"),
    indexDir,
    keyring,
    vault,
    intents,
    records: openKeptRecords(database),
    claimRecords: openClaimRecords(database),
    settlements: openSettlementRecords(database),
    checkpoints: openCheckpointStore(database),
    uploads: makeUploads(database),
    imports: makeImportReads(database),
    reconciliations: openReconciliationStore(findings),
    cases: openCaseRecords(database),
    index,
    async close() {
      await index.close();
      await closeKept();
    },
    closeIntents: closeKept,
  };
}

async function firstLine(file: string): Promise<string> {
  return (await readFile(file, "utf8")).split("\n")[0]?.trim() ?? "";
}

/** An empty index in the place of the old one, which must be closed. */
export function openIndexAt(indexDir: string): Promise<OpenIndex> {
  return openIndex(indexDir, INDEX_LIMITS);
}

/**
 * The key that this label names; made when there is none, so that a start that was cut off goes on with its
 * keys.
 */
export async function keepKey(
  keyring: FileKeyring,
  institutionCode: string,
  role: KeyRole,
): Promise<Address> {
  const known = keyring
    .entries()
    .find((entry) => entry.institutionCode === institutionCode && entry.role === role);
  return known?.address ?? keyring.makeKey({ institutionCode, role });
}
