import { createHash } from "node:crypto";
import path from "node:path";
import { INSTITUTION_KINDS, type InstitutionKind } from "../server/domain/acts.ts";
import type { BatchId, Hex, Hex32, PackRun } from "../server/domain/ids.ts";
import type { LedgerFact } from "../server/domain/ledger-event.ts";
import { wordOfLine, wordOfRun } from "../server/domain/pack-words.ts";
import { projectEvent } from "../server/domain/project/project-event.ts";
import { openDatabase } from "../server/store/database.ts";
import { openIntentStore } from "../server/store/intent-store.ts";
import { type OpenIndex, openIndex } from "../server/store/open-index.ts";
import { type OpenVault, openVault } from "../server/vault/open-vault.ts";

/**
 * Every batch is alike: ten thousand packs, through a wholesaler to twenty pharmacies, a fifth of them sold.
 */
export const PACKS_PER_BATCH = 10_000;
const PACKS_PER_PHARMACY = 500;
const SOLD_OF_EACH_PHARMACY = 100;
const KEYS_PER_EVENT = 500;
const EVENTS_PER_COMMIT = 4_000;
const START_SEC = 1_790_000_000;
const [BUREAU, MAKER, WHOLESALER, FIRST_PHARMACY] = [1, 2, 3, 10];
const PHARMACY_COUNT = PACKS_PER_BATCH / PACKS_PER_PHARMACY;
const REGION = 330_500;
const DATABASE_LIMITS = { cacheBytes: 64 * 2 ** 20, writeBufferBytes: 32 * 2 ** 20 };

export type FilledLedger = { readonly eventCount: number; readonly indexingMs: number };

/** Opens the ledger of a directory: its index, what was intended, and the secrets. */
export async function openLedgerOf(directory: string): Promise<OpenedLedger> {
  const intentsDatabase = await openDatabase(path.join(directory, "intents"), DATABASE_LIMITS);
  const intents = await openIntentStore(intentsDatabase);
  const passphrase = { text: "a passphrase of the bench", origin: "machine" } as const;
  const vault = await openVault(
    { dir: path.join(directory, "secrets"), passphrase, whenAbsent: "make" },
    intents,
  );
  const index = await openIndex(path.join(directory, "index"), DATABASE_LIMITS);
  return {
    index,
    intents,
    intentsDatabase,
    vault,
    close: async () => {
      await index.close();
      await intentsDatabase.close();
    },
  };
}

export type OpenedLedger = {
  readonly index: OpenIndex;
  readonly intents: Awaited<ReturnType<typeof openIntentStore>>;
  readonly intentsDatabase: Awaited<ReturnType<typeof openDatabase>>;
  readonly vault: OpenVault;
  close(): Promise<void>;
};

/**
 * Projects the events of so many batches into the real store. The making of events is not counted, their
 * projection and writing is.
 */
export async function fillLedger(directory: string, batchCount: number): Promise<FilledLedger> {
  const ledger = await openLedgerOf(directory);
  const { store } = ledger.index;
  let [block, eventCount, indexingMs] = [0, 0, 0];
  let underWay = Promise.resolve();
  const write = async (facts: readonly LedgerFact[]): Promise<void> => {
    const start = performance.now();
    for (let from = 0; from < facts.length; from += EVENTS_PER_COMMIT) {
      block += 1;
      const commit = store.begin();
      for (const [logIndex, fact] of facts.slice(from, from + EVENTS_PER_COMMIT).entries()) {
        const place = {
          block,
          logIndex,
          timeSec: START_SEC + block,
          transactionHash: callOf(block, logIndex),
        };
        commit.apply(projectEvent({ ...fact, place }, commit.current));
      }
      eventCount += Math.min(EVENTS_PER_COMMIT, facts.length - from);
      await underWay;
      const blockHash = hashOf(`block ${block}`);
      const cursor = { block, blockHash, timeSec: START_SEC + block, chainAcc: blockHash, eventCount };
      underWay = commit.write(cursor, "checkpoint");
    }
    await underWay;
    indexingMs += performance.now() - start;
  };
  await write(founding());
  for (let nth = 0; nth < batchCount; nth += 1) await write(oneBatch(ledger.vault, nth));
  await ledger.close();
  return { eventCount, indexingMs };
}

/** What a pack of the filled ledger must be told as. */
export type ExpectedPack = {
  readonly code: string;
  readonly batch: BatchId;
  readonly index: number;
  readonly holder: number;
  readonly dispense: Hex32 | null;
};

export function expectedPack(nth: number): ExpectedPack {
  const batchNth = Math.floor(nth / PACKS_PER_BATCH);
  const index = nth % PACKS_PER_BATCH;
  const batch = batchIdOf(batchNth);
  const isSold = index % PACKS_PER_PHARMACY < SOLD_OF_EACH_PHARMACY;
  return {
    code: codeOf(batchNth, index),
    batch,
    index,
    holder: FIRST_PHARMACY + Math.floor(index / PACKS_PER_PHARMACY),
    dispense: isSold ? hashOf(`dispense ${batch} ${index}`) : null,
  };
}

function codeOf(batchNth: number, index: number): string {
  // Serials of one batch are not neighbours in any order that keys could keep.
  const serial = String(batchNth * PACKS_PER_BATCH + index).padStart(9, "0");
  return `8300385${serial}${String((index * 7_919) % 10_000).padStart(4, "0")}`;
}

function batchIdOf(nth: number): BatchId {
  return `0x${hashOf(`batch ${nth}`).slice(2, 18)}`;
}

function hashOf(text: string): Hex32 {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

/** Ten records a call: tills send one receipt, importers more. */
function callOf(block: number, logIndex: number): Hex32 {
  return `0x${block.toString(16).padStart(32, "0")}${Math.floor(logIndex / 10)
    .toString(16)
    .padStart(32, "0")}`;
}

function keyOf(institution: number): Hex {
  return `0x${institution.toString(16).padStart(40, "0")}`;
}

function founding(): LedgerFact[] {
  const institution = (id: number, kind: InstitutionKind): LedgerFact[] => [
    {
      name: "InstitutionRegistered",
      institution: id,
      region: REGION,
      kind: INSTITUTION_KINDS.indexOf(kind),
      district: REGION,
      adminKey: keyOf(id + 1_000),
      registeredBy: 0,
      code: `CODE-${id}`,
      institutionName: `机构 ${id}`,
    },
    {
      name: "OperatorAdded",
      institution: id,
      operator: keyOf(id),
      acts: 0xffff,
      validUntilSec: 2 * START_SEC,
    },
  ];
  return [
    ...institution(BUREAU, "bureau"),
    ...institution(MAKER, "maker"),
    ...institution(WHOLESALER, "wholesaler"),
    ...Array.from({ length: PHARMACY_COUNT }, (_, nth) =>
      institution(FIRST_PHARMACY + nth, "pharmacy"),
    ).flat(),
    {
      name: "ProductAdmitted",
      product: 1,
      maker: MAKER,
      bureau: BUREAU,
      unitsPerPack: 24,
      flags: 1,
      productName: "阿莫西林胶囊",
      unit: "粒",
      codes: [{ scheme: 2, value: "8300385" }],
    },
  ];
}

function oneBatch(vault: OpenVault, nth: number): LedgerFact[] {
  const batch = batchIdOf(nth);
  const whole = { batch, from: 0, to: PACKS_PER_BATCH };
  const inbound = { number: `in ${batch}`, from: MAKER, to: WHOLESALER, run: whole };
  const pharmacies = Array.from({ length: PHARMACY_COUNT }, (_, at) => FIRST_PHARMACY + at);
  return [
    opened(batch, nth),
    ...manifests(vault, batch, nth),
    {
      name: "BatchSealed",
      batch,
      maker: MAKER,
      packCount: PACKS_PER_BATCH,
      manifestHash: hashOf(`manifest ${batch}`),
    },
    { name: "CustodyOpened", batch, maker: MAKER, packCount: PACKS_PER_BATCH },
    shipped(inbound),
    received(inbound),
    ...pharmacies.flatMap((pharmacy, at) => toPharmacy(batch, pharmacy, at)),
  ];
}

function opened(batch: BatchId, nth: number): LedgerFact {
  return {
    name: "BatchOpened",
    batch,
    product: 1,
    maker: MAKER,
    packCount: PACKS_PER_BATCH,
    madeAtSec: START_SEC - 86_400,
    expiresAtSec: START_SEC + 86_400 * 700,
    keyEpoch: 1,
    priceCommitment: hashOf("price"),
    operator: keyOf(MAKER),
    batchNumber: `B${nth}`,
  };
}

function manifests(vault: OpenVault, batch: BatchId, nth: number): LedgerFact[] {
  const facts: LedgerFact[] = [];
  for (let fromIndex = 0; fromIndex < PACKS_PER_BATCH; fromIndex += KEYS_PER_EVENT) {
    const keys = Array.from({ length: KEYS_PER_EVENT }, (_, at) =>
      vault.packKey(`cn:${codeOf(nth, fromIndex + at)}`, 1).slice(2),
    );
    facts.push({
      name: "ManifestAppended",
      batch,
      fromIndex,
      labelsHash: hashOf("none"),
      packKeys: `0x${keys.join("")}`,
    });
  }
  return facts;
}

function toPharmacy(batch: BatchId, pharmacy: number, nth: number): LedgerFact[] {
  const from = nth * PACKS_PER_PHARMACY;
  const to = from + PACKS_PER_PHARMACY;
  const hands = { number: `out ${batch} ${nth}`, from: WHOLESALER, to: pharmacy, run: { batch, from, to } };
  const split: LedgerFact[] =
    to < PACKS_PER_BATCH ? [{ name: "ParcelSplit", batch, from, splitIndex: to }] : [];
  const sold = Array.from({ length: SOLD_OF_EACH_PHARMACY }, (_, at): LedgerFact => {
    const index = from + at;
    return {
      name: "DispenseRecorded",
      dispense: hashOf(`dispense ${batch} ${index}`),
      institution: pharmacy,
      documentKey: hashOf(`document ${batch} ${index}`),
      dispensedAtSec: START_SEC,
      identification: 1,
      personCommitment: hashOf("somebody"),
      operator: keyOf(pharmacy),
      lines: [wordOfLine({ batch, index, units: 0, priceFen: 12_800n })],
    };
  });
  return [...split, shipped(hands), received(hands), ...sold];
}

type Hands = { readonly number: string; readonly from: number; readonly to: number; readonly run: PackRun };

function shipped({ number, from, to, run }: Hands): LedgerFact {
  return {
    name: "ConsignmentShipped",
    consignment: hashOf(number),
    sender: from,
    receiver: to,
    documentKey: hashOf(`document ${number}`),
    shippedAtSec: START_SEC,
    operator: keyOf(from),
    runs: [wordOfRun(run)],
    lineCommitments: [hashOf("line")],
  };
}

function received({ number, from, to, run }: Hands): LedgerFact {
  return {
    name: "ConsignmentReceived",
    consignment: hashOf(number),
    receiver: to,
    sender: from,
    receivedAtSec: START_SEC,
    outstandingCount: 0,
    operator: keyOf(to),
    accepted: [wordOfRun(run)],
  };
}
