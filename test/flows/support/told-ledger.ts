import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { feeTree } from "../../../server/chain/fee-tree.ts";
import { INSTITUTION_KINDS, type InstitutionKind } from "../../../server/domain/acts.ts";
import { ZONES } from "../../../server/domain/business-day.ts";
import type { RefusedAttempt } from "../../../server/domain/command.ts";
import type { BatchId, Hex, Hex32, PackRef, PackRun } from "../../../server/domain/ids.ts";
import type { IntentStore } from "../../../server/domain/intent-store.ts";
import type { KeptRecords } from "../../../server/domain/kept-records.ts";
import type { LedgerFact } from "../../../server/domain/ledger-event.ts";
import { wordOfLine, wordOfRun } from "../../../server/domain/pack-words.ts";
import type { Clock, LedgerReader } from "../../../server/domain/ports.ts";
import { projectEvent } from "../../../server/domain/project/project-event.ts";
import type { AnswerPorts } from "../../../server/flows/answer/answer-ports.ts";
import { type Answers, createAnswers } from "../../../server/flows/answer/create-answers.ts";
import { openClaimRecords } from "../../../server/store/claim-records.ts";
import { openDatabase } from "../../../server/store/database.ts";
import { openIntentStore } from "../../../server/store/intent-store.ts";
import { openKeptRecords } from "../../../server/store/kept-records.ts";
import { openIndex } from "../../../server/store/open-index.ts";
import { type OpenVault, openVault } from "../../../server/vault/open-vault.ts";
import { readingClaimPorts } from "./claim-ports.ts";

export const START_SEC = 1_790_000_000;
const LIMITS = { cacheBytes: 1 << 22, writeBufferBytes: 1 << 22 };

/** The real index and vault, told by events instead of by a chain: what stands there is what a test says. */
export type ToldLedger = {
  readonly answers: Answers;
  readonly ports: AnswerPorts;
  readonly vault: OpenVault;
  readonly records: KeptRecords;
  readonly intents: IntentStore;
  readonly reader: LedgerReader;
  /** One block of facts, `afterSec` seconds after the block before it. */
  tell(facts: readonly LedgerFact[], afterSec?: number): Promise<void>;
  /** The time of the last block. */
  nowSec(): number;
  keepRefused(attempt: Omit<RefusedAttempt, "id">): Promise<void>;
  close(): Promise<void>;
};

export async function openToldLedger(): Promise<ToldLedger> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "caretrail-told-"));
  const index = await openIndex(path.join(directory, "index"), LIMITS);
  const database = await openDatabase(path.join(directory, "intents"), LIMITS);
  const intents = await openIntentStore(database);
  const passphrase = { text: "a passphrase of the tests", origin: "machine" } as const;
  const vault = await openVault(
    { dir: path.join(directory, "secrets"), passphrase, whenAbsent: "make" },
    intents,
  );
  let block = 0;
  let timeSec = START_SEC;
  let attemptCount = 0;
  const records = openKeptRecords(database);
  const ports: AnswerPorts = {
    reader: index.reader,
    vault,
    commands: {
      command: async () => null,
      // A test names batches by 16 digits, as everything here does.
      refusedAttemptsOf: ({ batch, index: pack }) =>
        intents.refusedAttemptsOf({ batch: batch as BatchId, index: pack }),
    },
    openings: intents,
    records,
    claimRecords: openClaimRecords(database),
    feeTree,
    zone: ZONES["Asia/Shanghai"],
    lateAfterSec: 3_600,
  };
  const clock: Clock = { nowMs: () => timeSec * 1000 };
  return {
    ports,
    vault,
    records,
    intents,
    reader: index.reader,
    answers: createAnswers(ports, clock, readingClaimPorts({ ...ports, records }, clock)),
    async tell(facts, afterSec = 10) {
      block += 1;
      timeSec += afterSec;
      const commit = index.store.begin();
      const transactionHash = hashOf(`transaction ${block}`);
      for (const [logIndex, fact] of facts.entries()) {
        const event = { ...fact, place: { block, logIndex, timeSec, transactionHash } };
        commit.apply(projectEvent(event, commit.current));
      }
      const blockHash = hashOf(`block ${block}`);
      const cursor = { block, blockHash, timeSec, chainAcc: blockHash, eventCount: block };
      await commit.write(cursor, "later");
    },
    nowSec: () => timeSec,
    async keepRefused(attempt) {
      attemptCount += 1;
      await intents.commit({ refused: [{ ...attempt, id: String(attemptCount) }] });
    },
    async close() {
      await index.close();
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function hashOf(text: string): Hex32 {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

/** The operator key of an institution. */
export function keyOf(institution: number): Hex {
  return `0x${institution.toString(16).padStart(40, "0")}`;
}

export function registered(id: number, kind: InstitutionKind, region: number): LedgerFact[] {
  return [
    {
      name: "InstitutionRegistered",
      institution: id,
      region,
      kind: INSTITUTION_KINDS.indexOf(kind),
      district: region,
      adminKey: `0x${(id + 1_000).toString(16).padStart(40, "0")}`,
      registeredBy: 0,
      code: `CODE-${id}`,
      institutionName: `${kind} ${id}`,
    },
    {
      name: "OperatorAdded",
      institution: id,
      operator: keyOf(id),
      acts: 0xffff,
      validUntilSec: START_SEC * 2,
    },
  ];
}

export function admitted(id: number, maker: number, codes: { scheme: number; value: string }[]): LedgerFact {
  return {
    name: "ProductAdmitted",
    product: id,
    maker,
    bureau: 1,
    unitsPerPack: 24,
    flags: 1,
    productName: "阿莫西林胶囊",
    unit: "粒",
    codes,
  };
}

type MadeBatch = {
  readonly batch: BatchId;
  readonly product: number;
  readonly maker: number;
  readonly codes: readonly string[];
  readonly expiresAtSec?: number;
};

/** Opened, named, sealed, and in its maker's hands. */
export function made(vault: OpenVault, given: MadeBatch): LedgerFact[] {
  const { batch, product, maker, codes } = given;
  const packCount = codes.length;
  return [
    {
      name: "BatchOpened",
      batch,
      product,
      maker,
      packCount,
      madeAtSec: START_SEC - 86_400,
      expiresAtSec: given.expiresAtSec ?? START_SEC + 86_400 * 365,
      keyEpoch: 1,
      priceCommitment: hashOf("price"),
      operator: keyOf(maker),
      batchNumber: `B-${batch.slice(-2)}`,
    },
    manifestOf(vault, batch, codes),
    { name: "BatchSealed", batch, maker, packCount, manifestHash: hashOf(batch) },
    { name: "CustodyOpened", batch, maker, packCount },
  ];
}

/** Stock older than the ledger, in its holder's hands. */
export function declared(vault: OpenVault, given: MadeBatch): LedgerFact[] {
  const { batch, product, maker: holder, codes } = given;
  const packCount = codes.length;
  return [
    {
      name: "BatchDeclared",
      batch,
      product,
      holder,
      packCount,
      madeAtSec: START_SEC - 86_400,
      expiresAtSec: START_SEC + 86_400 * 365,
      declaredAtSec: START_SEC,
      keyEpoch: 1,
      documentKey: hashOf(`declared ${batch}`),
      operator: keyOf(holder),
      batchNumber: `D-${batch.slice(-2)}`,
    },
    manifestOf(vault, batch, codes),
    { name: "BatchSealed", batch, maker: holder, packCount, manifestHash: hashOf(batch) },
    { name: "CustodyOpened", batch, maker: holder, packCount },
  ];
}

function manifestOf(vault: OpenVault, batch: BatchId, codes: readonly string[]): LedgerFact {
  const keys = codes.map((code) => vault.packKey(code, 1).slice(2));
  return {
    name: "ManifestAppended",
    batch,
    fromIndex: 0,
    labelsHash: hashOf("no labels"),
    packKeys: `0x${keys.join("")}`,
  };
}

type Hands = { readonly number: string; readonly from: number; readonly to: number; readonly run: PackRun };

export function shipped({ number, from, to, run }: Hands, atSec: number): LedgerFact {
  return {
    name: "ConsignmentShipped",
    consignment: hashOf(number),
    sender: from,
    receiver: to,
    documentKey: hashOf(`document ${number}`),
    shippedAtSec: atSec,
    operator: keyOf(from),
    runs: [wordOfRun(run)],
    lineCommitments: [hashOf("line")],
  };
}

export function received({ number, from, to, run }: Hands, atSec: number): LedgerFact {
  return {
    name: "ConsignmentReceived",
    consignment: hashOf(number),
    receiver: to,
    sender: from,
    receivedAtSec: atSec,
    outstandingCount: 0,
    operator: keyOf(to),
    accepted: [wordOfRun(run)],
  };
}

type Sale = {
  readonly number: string;
  readonly by: number;
  readonly pack: PackRef;
  readonly units?: number;
  readonly operator?: Hex;
};

export function dispensed({ number, by, pack, units = 0, operator }: Sale, atSec: number): LedgerFact {
  return {
    name: "DispenseRecorded",
    dispense: hashOf(number),
    institution: by,
    documentKey: hashOf(`document ${number}`),
    dispensedAtSec: atSec,
    identification: 1,
    personCommitment: hashOf("somebody"),
    operator: operator ?? keyOf(by),
    lines: [wordOfLine({ ...pack, units, priceFen: 12_800n })],
  };
}

/** `state` 3: nothing of the dispense stands any more. */
export function reversed(
  { number, by, pack, units = 0 }: Sale,
  given: { readonly dispense: string; readonly state: 2 | 3; readonly atSec: number },
): LedgerFact {
  return {
    name: "DispenseReversed",
    dispense: hashOf(given.dispense),
    institution: by,
    reversal: hashOf(number),
    documentKey: hashOf(`document ${number}`),
    reversedAtSec: given.atSec,
    state: given.state,
    lineIndexes: [0],
    operator: keyOf(by),
    lines: [wordOfLine({ ...pack, units, priceFen: 12_800n })],
  };
}
