import type {
  ConsignmentRow,
  DispenseAftermath,
  DispenseRow,
  ParcelRow,
} from "../../../../server/domain/drug-rows.ts";
import type { LedgerView } from "../../../../server/domain/ledger-view.ts";
import type { BatchRow } from "../../../../server/domain/read-model.ts";

export const BATCH = "0x00000000000000aa";
export const DECLARED = "0x00000000000000dd";
export const HASH = `0x${"11".repeat(32)}` as const;
export const ADDRESS = `0x${"22".repeat(20)}` as const;
export const NO_HASH = `0x${"0".repeat(64)}` as const;
export const ORIGIN = { block: 5, logIndex: 0, recordedAtSec: 1_000, transactionHash: HASH };
const PACKS = 100;

export function batchRow(change: Partial<BatchRow> = {}): BatchRow {
  return {
    id: BATCH,
    product: 3,
    maker: 1,
    batchNumber: "B1",
    packCount: PACKS,
    manifestCount: PACKS,
    manifestHash: NO_HASH,
    madeAtSec: 0,
    expiresAtSec: 3_000,
    keyEpoch: 1,
    priceCommitment: NO_HASH,
    status: "sealed",
    provenance: "maker",
    opened: ORIGIN,
    sealed: ORIGIN,
    recalled: null,
    quarantines: [],
    labelsHash: null,
    ...change,
  };
}

export const UNTOUCHED: DispenseAftermath = { state: "recorded", reversals: [], answer: null, waived: [] };

/** The key that a manifest of these tests gives a pack: its index in 16 bytes. */
export function keyOf(index: number): `0x${string}` {
  return `0x${index.toString(16).padStart(32, "0")}`;
}

/** An index of a maker's batch and a declared one, both cut at `borders`, with what else a plan reads. */
export function shelfView(
  given: {
    readonly borders?: readonly number[];
    readonly consignment?: ConsignmentRow;
    readonly dispense?: DispenseRow;
    readonly aftermath?: DispenseAftermath;
    readonly batches?: readonly BatchRow[];
  } = {},
): LedgerView {
  const batches = given.batches ?? [batchRow(), batchRow({ id: DECLARED, provenance: "declared" })];
  const ends = [...new Set([...(given.borders ?? []), PACKS])].sort((a, b) => a - b);
  const parcelsOf = (batch: ParcelRow["batch"]): ParcelRow[] =>
    ends.map((to, at) => ({
      batch,
      from: ends[at - 1] ?? 0,
      to,
      holder: 7,
      counterparty: 0,
      state: "held",
      consignment: null,
    }));
  const view: Partial<LedgerView> = {
    batch: async (id) => batches.find((batch) => batch.id === id) ?? null,
    parcelAt: async ({ batch, index }) =>
      parcelsOf(batch).find(({ from, to }) => from <= index && index < to) ?? null,
    packKeyOf: async ({ index }) => keyOf(index),
    consignment: async (id) => (given.consignment?.id === id ? given.consignment : null),
    dispense: async (id) => (given.dispense?.id === id ? given.dispense : null),
    aftermathOf: async () => given.aftermath ?? UNTOUCHED,
  };
  // The plans of these tests read nothing else.
  return view as LedgerView;
}
