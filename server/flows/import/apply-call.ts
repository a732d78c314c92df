import type { LedgerCall } from "../../domain/command.ts";
import type { DispenseContent } from "../../domain/dispense-content.ts";
import {
  type ConsignmentRow,
  type DispenseLine,
  IDENTIFICATIONS,
  type ParcelRow,
} from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { BatchId, Hex, Hex16, Hex32, InstitutionId, PackRun } from "../../domain/ids.ts";
import { standingLines } from "../../domain/judge-return-line.ts";
import type { ConsignmentContent, LedgerCalls } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { lineOfWord, runOfWord } from "../../domain/pack-words.ts";
import type { BatchRow, Origin } from "../../domain/read-model.ts";
import type { RecordIds } from "../../domain/record-ids.ts";
import { limitsOf } from "../../domain/region-limits.ts";
import { documentName, type PlannedRows, packName } from "./planned-rows.ts";

export type Applying = {
  readonly rows: PlannedRows;
  /** In whose name the call is made. */
  readonly institution: InstitutionId;
  readonly ids: RecordIds;
  /** As it stands with everything planned before. */
  readonly view: LedgerView;
};

/** Does to the planned rows what the contract will do, as far as a later plan or judgement can see it. */
export async function applyCall(call: LedgerCall, on: Applying): Promise<void> {
  const apply = EFFECTS[`${call.contract}.${call.method}`];
  if (apply === undefined) throw new TypeError(`${call.contract}.${call.method} is not planned ahead`);
  await apply(call.args, on);
}

type Effect = (args: readonly unknown[], on: Applying) => void | Promise<void>;
type Args<C extends keyof LedgerCalls, M extends keyof LedgerCalls[C]> = LedgerCalls[C][M];

// ledgerCall() let the compiler check the arguments of each method when the call was made.
const EFFECTS: Readonly<Record<string, Effect>> = {
  "drugCatalogue.openBatch": (args, on) => openBatch(args as Args<"drugCatalogue", "openBatch">, on),
  "drugCatalogue.appendManifest": (args, on) =>
    appendManifest(args as Args<"drugCatalogue", "appendManifest">, on),
  "drugCatalogue.sealBatch": (args, on) => sealBatch(args as Args<"drugCatalogue", "sealBatch">, on),
  "drugCatalogue.recallBatch": (args, on) => recallBatch(args as Args<"drugCatalogue", "recallBatch">, on),
  "drugCustody.shipConsignment": (args, on) => ship(args as Args<"drugCustody", "shipConsignment">, on),
  "drugCustody.receiveConsignment": (args, on) =>
    receive(args as Args<"drugCustody", "receiveConsignment">, on),
  "drugLedger.recordDispenses": (args, on) => dispense(args as Args<"drugLedger", "recordDispenses">, on),
  "drugLedger.reverseDispense": (args, on) => reverse(args as Args<"drugLedger", "reverseDispense">, on),
};

const NO_HASH: Hex32 = `0x${"0".repeat(64)}`;
const NOBODY: Hex = `0x${"0".repeat(40)}`;
/** Where a planned row will stand is not known; nothing that is planned or judged asks. */
const PLANNED: Origin = { block: 0, logIndex: 0, recordedAtSec: 0, transactionHash: NO_HASH };
const KEY_DIGITS = 32;

function openBatch([draft]: Args<"drugCatalogue", "openBatch">, on: Applying): void {
  const { rows, institution: maker, ids } = on;
  const id = ids.batch({ maker, product: draft.product, batchNumber: draft.batchNumber });
  rows.manifests.set(id, []);
  rows.batches.set(id, {
    ...draft,
    id,
    maker,
    manifestCount: 0,
    manifestHash: NO_HASH,
    status: "open",
    provenance: "maker",
    opened: PLANNED,
    sealed: null,
    recalled: null,
    quarantines: [],
    labelsHash: null,
  });
}

async function appendManifest(args: Args<"drugCatalogue", "appendManifest">, on: Applying): Promise<void> {
  const [id, fromIndex, , packKeys] = args;
  const row = await batchOf(id, on);
  const count = (packKeys.length - 2) / KEY_DIGITS;
  on.rows.batches.set(id, { ...row, manifestCount: fromIndex + count });
  on.rows.manifests.get(id)?.push(packKeys);
  for (let at = 0; at < count; at += 1) {
    const start = 2 + at * KEY_DIGITS;
    const key: Hex16 = `0x${packKeys.slice(start, start + KEY_DIGITS)}`;
    const packs = await on.view.packsByKey(key);
    on.rows.packsByKey.set(key, [...packs, { batch: id, index: fromIndex + at }]);
  }
}

async function sealBatch([id]: Args<"drugCatalogue", "sealBatch">, on: Applying): Promise<void> {
  const row = await batchOf(id, on);
  on.rows.batches.set(id, { ...row, status: "sealed", sealed: PLANNED });
  putParcel(on.rows, {
    batch: id,
    from: 0,
    to: row.packCount,
    holder: row.maker,
    counterparty: 0,
    state: "held",
    consignment: null,
  });
}

async function recallBatch(args: Args<"drugCatalogue", "recallBatch">, on: Applying): Promise<void> {
  const [id, recalledAtSec] = args;
  const row = await batchOf(id, on);
  const recalled = { by: on.institution, recalledAtSec, origin: PLANNED };
  on.rows.batches.set(id, { ...row, status: "recalled", recalled });
}

async function ship([content]: Args<"drugCustody", "shipConsignment">, on: Applying): Promise<void> {
  const id = on.ids.consignment(content);
  const { sender, receiver } = content;
  for (const word of content.runs) {
    const becomes = { holder: sender, counterparty: receiver, state: "in-transit", consignment: id } as const;
    await move(runOfWord(word), becomes, on);
  }
  on.rows.consignments.set(id, consignmentOf(id, content));
}

function consignmentOf(id: Hex32, content: ConsignmentContent): ConsignmentRow {
  const runs = content.runs.map(runOfWord);
  return {
    ...content,
    id,
    state: "shipped",
    outstandingCount: runs.reduce((count, { from, to }) => count + to - from, 0),
    runs,
    receipts: [],
    withdrawals: [],
    disputes: [],
    isImported: true,
    operator: NOBODY,
    origin: PLANNED,
  };
}

async function receive(args: Args<"drugCustody", "receiveConsignment">, on: Applying): Promise<void> {
  const [content, receivedAtSec, words] = args;
  const id = on.ids.consignment(content);
  const accepted = words.map(runOfWord);
  for (const run of accepted) {
    await move(run, { holder: content.receiver, counterparty: 0, state: "held", consignment: null }, on);
  }
  const before = (await on.view.consignment(id)) ?? fail("consignment-unknown", { consignment: id });
  const count = accepted.reduce((sum, { from, to }) => sum + to - from, 0);
  const outstandingCount = before.outstandingCount - count;
  on.rows.consignments.set(id, {
    ...before,
    outstandingCount,
    state: outstandingCount === 0 ? "received" : "partly-received",
    receipts: [...before.receipts, { receivedAtSec, accepted, operator: NOBODY, origin: PLANNED }],
  });
}

type Becomes = Pick<ParcelRow, "holder" | "counterparty" | "state" | "consignment">;

/** Splits the parcel around the run, as the contract does, and gives the run to its new holder. */
async function move(run: PackRun, becomes: Becomes, { rows, view }: Applying): Promise<void> {
  const { batch, from, to } = run;
  const parcel =
    (await view.parcelAt({ batch, index: from })) ?? fail("parcel-unknown", { batch, index: from });
  if (parcel.from < from) putParcel(rows, { ...parcel, to: from });
  putParcel(rows, { batch, from, to, ...becomes });
  if (to < parcel.to) putParcel(rows, { ...parcel, from: to });
}

function putParcel(rows: PlannedRows, parcel: ParcelRow): void {
  const ofBatch = rows.parcels.get(parcel.batch) ?? new Map<number, ParcelRow>();
  ofBatch.set(parcel.from, parcel);
  rows.parcels.set(parcel.batch, ofBatch);
}

async function dispense([, contents]: Args<"drugLedger", "recordDispenses">, on: Applying): Promise<void> {
  const { rows, ids, view } = on;
  for (const content of contents) {
    const id = ids.dispense(content);
    const { institution, documentKey, dispensedAtSec, personCommitment } = content;
    const lines = content.lines.map(lineOfWord);
    rows.dispenseIds.set(documentName(institution, documentKey), id);
    rows.dispenses.set(id, {
      id,
      institution,
      documentKey,
      dispensedAtSec,
      identification: identificationOf(content),
      personCommitment,
      operator: NOBODY,
      lines,
      isImported: true,
      origin: PLANNED,
    });
    for (const line of lines) {
      const before = await view.pack(line);
      rows.packs.set(packName(line), {
        ...before,
        unitsTaken: before.unitsTaken + line.units,
        isGone: true,
        isOpened: before.isOpened || line.units > 0,
        dispenses: before.dispenses.includes(id) ? before.dispenses : [...before.dispenses, id],
      });
    }
  }
}

function identificationOf({ identification }: DispenseContent): (typeof IDENTIFICATIONS)[number] {
  const word = IDENTIFICATIONS[identification];
  if (word === undefined) throw new RangeError(`no identification ${identification}`);
  return word;
}

async function reverse(args: Args<"drugLedger", "reverseDispense">, on: Applying): Promise<void> {
  const [, content, reversal, lineIndexes] = args;
  const { rows, ids, view } = on;
  const row = await view.dispense(reversal.dispense);
  if (row === null) return fail("dispense-unknown", { dispense: reversal.dispense });
  const lines = reversal.lines.map(lineOfWord);
  const before = await view.aftermathOf(row.id);
  const { documentKey, reversedAtSec } = reversal;
  const back = { id: ids.reversal(reversal), documentKey, reversedAtSec, lines, lineIndexes };
  const reversals = [...before.reversals, { ...back, operator: NOBODY, isImported: true, origin: PLANNED }];
  const isOver = standingLines(row, { reversals }).every(({ standing }) => standing === 0);
  rows.aftermaths.set(row.id, { ...before, reversals, state: isOver ? "reversed" : "partly-reversed" });
  const region = (await view.institution(content.institution))?.region ?? 0;
  const { reversalsMax } = limitsOf(await view.regionRules(region));
  for (const line of lines) await putBack(line, reversalsMax, on);
}

/** With the last reversal that the region allows the pack freezes; units that come back leave it open. */
async function putBack(line: DispenseLine, reversalsMax: number, { rows, view }: Applying): Promise<void> {
  const before = await view.pack(line);
  const reversalCount = before.reversalCount + 1;
  const isFrozen = reversalCount >= reversalsMax;
  rows.packs.set(packName(line), {
    ...before,
    unitsTaken: before.unitsTaken - line.units,
    isGone: isFrozen || line.units > 0 ? before.isGone : false,
    isFrozen,
    reversalCount,
  });
}

async function batchOf(id: BatchId, { view }: Applying): Promise<BatchRow> {
  return (await view.batch(id)) ?? fail("batch-unknown", { batch: id });
}
