import type { BatchId, Hex, Hex32 } from "../../server/domain/ids.ts";
import type { LedgerEvent, LedgerFact } from "../../server/domain/ledger-event.ts";
import { wordOfLine, wordOfRun } from "../../server/domain/pack-words.ts";

/** Numbers that are the same in every run: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type StoryOptions = {
  readonly seed: number;
  readonly batchCount: number;
  readonly packsPerBatch: number;
  readonly dispenseCount: number;
};

export const MAKER = 3;
export const WHOLESALER = 4;
export const PHARMACIES = [5, 6, 7] as const;
const BUREAU = 1;
const FIRST_TIME_SEC = 1_790_000_000;

/** What happened before a place is given to it, block by block. */
type Told = LedgerFact[][];

/**
 * A ledger's history as the contracts would tell it: institutions, products, batches with manifests,
 * consignments that go on and come in part, dispenses of packs and of units. Every event fits those before
 * it.
 */
export function tellStory(options: StoryOptions): LedgerEvent[][] {
  const random = seededRandom(options.seed);
  const hex = (bytes: number): Hex =>
    `0x${Array.from({ length: bytes }, () => digitsOf(Math.floor(random() * 256), 2)).join("")}`;
  const told: Told = [[], ...founding(hex)];
  for (let nth = 0; nth < options.batchCount; nth += 1) {
    told.push(...oneBatch({ ...options, hex, random, nth }));
  }
  return told.map((facts, block) => facts.map((fact, logIndex) => placed(fact, block, logIndex)));
}

/** The transaction of a log: five logs stand in each, so that several share one. */
function placed(fact: LedgerFact, block: number, logIndex: number): LedgerEvent {
  const transactionHash: Hex32 = `0x${digitsOf(block, 32)}${digitsOf(Math.floor(logIndex / 5), 32)}`;
  return { ...fact, place: { block, logIndex, timeSec: FIRST_TIME_SEC + block, transactionHash } };
}

type MakeHex = (bytes: number) => Hex;

function founding(hex: MakeHex): Told {
  const institution = (id: number, kind: number, code: string): LedgerFact => ({
    name: "InstitutionRegistered",
    institution: id,
    region: 330_500,
    kind,
    district: 330_503,
    adminKey: hex(20),
    registeredBy: id === BUREAU ? 0 : BUREAU,
    code,
    institutionName: `机构 ${code}`,
  });
  const agreement = (id: number): LedgerFact[] => [
    {
      name: "AgreementSigned",
      institution: id,
      bureau: BUREAU,
      fromSec: 1_700_000_000,
      validUntilSec: 1_900_000_000,
    },
    {
      name: "AgreementSuspended",
      institution: id,
      bureau: BUREAU,
      fromSec: 1_710_000_000,
      untilSec: 1_711_000_000,
      reasonHash: hex(32),
    },
    { name: "AgreementReinstated", institution: id, bureau: BUREAU, fromSec: 1_710_500_000 },
  ];
  const operator = hex(20);
  return [
    [institution(BUREAU, 6, "BUREAU-1"), { name: "BureauAdmitted", institution: BUREAU, region: 330_500 }],
    [institution(MAKER, 1, "MAKER-1"), institution(WHOLESALER, 2, "WHOLESALER-1")],
    PHARMACIES.map((id) => institution(id, 3, `P3305000000${id}`)),
    PHARMACIES.flatMap(agreement),
    [
      {
        name: "AgreementTerminated",
        institution: 7,
        bureau: BUREAU,
        fromSec: 1_720_000_000,
        reasonHash: hex(32),
      },
      { name: "OperatorAdded", institution: MAKER, operator, acts: 56, validUntilSec: 1_900_000_000 },
      { name: "OperatorAdded", institution: 5, operator: hex(20), acts: 112, validUntilSec: 1_900_000_000 },
      { name: "OperatorRevoked", institution: MAKER, operator },
      { name: "AdminKeyReplaced", institution: MAKER, previous: hex(20), adminKey: hex(20) },
      { name: "LedgerPaused", guardian: hex(20) },
      { name: "LedgerUnpaused", by: hex(20), pausedTotalSec: 12 },
    ],
    [product(1, "NHSA-1"), product(2, "NHSA-2"), { name: "ProductWithdrawn", product: 2, bureau: BUREAU }],
  ];
}

function product(id: number, code: string): LedgerFact {
  return {
    name: "ProductAdmitted",
    product: id,
    maker: MAKER,
    bureau: BUREAU,
    unitsPerPack: 24,
    flags: 1,
    productName: "阿莫西林胶囊",
    unit: "粒",
    codes: [
      { scheme: 1, value: code },
      { scheme: 2, value: `830038${id}` },
    ],
  };
}

type BatchStory = StoryOptions & {
  readonly hex: MakeHex;
  readonly random: () => number;
  readonly nth: number;
};

/** Opened, named, sealed; half to a wholesaler and on to pharmacies in parts; then sold there. */
function oneBatch(story: BatchStory): Told {
  const { hex, packsPerBatch: packs, nth } = story;
  const batch = `0x${digitsOf(nth + 1, 4)}${hex(6).slice(2)}` as const;
  const half = Math.floor(packs / 2);
  const quarter = Math.floor(packs / 4);
  const operator = hex(20);
  const first = hex(32);
  const second = hex(32);
  return [
    [opened(story, batch), ...manifests(story, batch)],
    [
      { name: "BatchSealed", batch, maker: MAKER, packCount: packs, manifestHash: hex(32) },
      { name: "CustodyOpened", batch, maker: MAKER, packCount: packs },
    ],
    [
      { name: "ParcelSplit", batch, from: 0, splitIndex: half },
      shipped(hex, {
        consignment: first,
        sender: MAKER,
        receiver: WHOLESALER,
        runs: [{ batch, from: 0, to: half }],
      }),
    ],
    [
      { name: "ParcelSplit", batch, from: 0, splitIndex: quarter },
      {
        name: "ConsignmentReceived",
        consignment: first,
        receiver: WHOLESALER,
        sender: MAKER,
        receivedAtSec: FIRST_TIME_SEC,
        outstandingCount: half - quarter,
        operator,
        accepted: [wordOfRun({ batch, from: 0, to: quarter })],
      },
    ],
    [
      shipped(hex, {
        consignment: second,
        sender: WHOLESALER,
        receiver: 5,
        runs: [{ batch, from: 0, to: quarter }],
      }),
      {
        name: "ConsignmentReceived",
        consignment: second,
        receiver: 5,
        sender: WHOLESALER,
        receivedAtSec: FIRST_TIME_SEC,
        outstandingCount: 0,
        operator,
        accepted: [wordOfRun({ batch, from: 0, to: quarter })],
      },
    ],
    ...dispenses(story, batch, quarter),
  ];
}

function opened({ hex, packsPerBatch, nth }: BatchStory, batch: BatchId): LedgerFact {
  return {
    name: "BatchOpened",
    batch,
    product: 1,
    maker: MAKER,
    packCount: packsPerBatch,
    madeAtSec: FIRST_TIME_SEC - 86_400,
    expiresAtSec: FIRST_TIME_SEC + 86_400 * 365,
    keyEpoch: 1 + (nth % 2),
    priceCommitment: hex(32),
    operator: hex(20),
    batchNumber: `B${nth}`,
  };
}

/** Two parts; every batch names one key of the batches before it, which is contested from then on. */
function manifests({ hex, packsPerBatch }: BatchStory, batch: BatchId): LedgerFact[] {
  const cut = Math.ceil(packsPerBatch / 2);
  const keys = [CONTESTED_KEY.slice(2), ...Array.from({ length: packsPerBatch - 1 }, () => hex(16).slice(2))];
  return [
    {
      name: "ManifestAppended",
      batch,
      fromIndex: 0,
      labelsHash: hex(32),
      packKeys: `0x${keys.slice(0, cut).join("")}`,
    },
    {
      name: "ManifestAppended",
      batch,
      fromIndex: cut,
      labelsHash: hex(32),
      packKeys: `0x${keys.slice(cut).join("")}`,
    },
  ];
}

export const CONTESTED_KEY: Hex = `0x${"c0".repeat(16)}`;

type Shipment = {
  readonly consignment: Hex32;
  readonly sender: number;
  readonly receiver: number;
  readonly runs: readonly { readonly batch: BatchId; readonly from: number; readonly to: number }[];
};

function shipped(hex: MakeHex, shipment: Shipment): LedgerFact {
  const { runs, ...rest } = shipment;
  return {
    name: "ConsignmentShipped",
    ...rest,
    documentKey: hex(32),
    shippedAtSec: FIRST_TIME_SEC,
    operator: hex(20),
    runs: runs.map(wordOfRun),
    lineCommitments: runs.map(() => hex(32)),
  };
}

/** Packs whole, one after the other, then units of the last pack; up to fifty in a block. */
function dispenses(story: BatchStory, batch: BatchId, packCount: number): Told {
  const { hex, random, dispenseCount } = story;
  const facts: LedgerFact[] = Array.from({ length: Math.min(dispenseCount, packCount + 3) }, (_, nth) => {
    const isWhole = nth < packCount - 1;
    const index = Math.min(nth, packCount - 1);
    const line = { batch, index, units: isWhole ? 0 : 2, priceFen: BigInt(Math.floor(random() * 1e6)) };
    const lines = isWhole ? [line] : [line, { ...line, units: 1 }];
    return {
      name: "DispenseRecorded",
      dispense: hex(32),
      institution: 5,
      documentKey: hex(32),
      dispensedAtSec: FIRST_TIME_SEC,
      identification: nth % 3,
      personCommitment: hex(32),
      operator: hex(20),
      lines: lines.map(wordOfLine),
    };
  });
  const blocks: Told = [];
  for (let from = 0; from < facts.length; from += 50) blocks.push(facts.slice(from, from + 50));
  return blocks;
}

function digitsOf(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
