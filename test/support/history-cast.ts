import type { Address, BatchId, Hex, Hex16 } from "../../server/domain/ids.ts";
import type { LedgerFact } from "../../server/domain/ledger-event.ts";

/** Who and what there is in the histories of random-history.ts. */
export const BUREAU = 1;
const MAKER = 3;
const PHARMACY = 5;
export const SITES = [MAKER, 4, PHARMACY, 6] as const;

/** Units of a pack. */
export const UNITS = 4;

export const MADE: BatchId = "0x00000000000000b1";
export const DECLARED: BatchId = "0x00000000000000b2";
export const BATCHES = [
  { batch: MADE, holder: MAKER, packCount: 40, provenance: "maker" },
  { batch: DECLARED, holder: PHARMACY, packCount: 12, provenance: "declared" },
] as const;

const OPENED = { product: 1, madeAtSec: 1, expiresAtSec: 2, keyEpoch: 1, batchNumber: "B" } as const;

export function tellBeginning(): LedgerFact[] {
  return [
    ...[BUREAU, ...SITES].map(
      (institution): LedgerFact => ({
        name: "OperatorAdded",
        institution,
        operator: operatorOf(institution),
        acts: 112,
        validUntilSec: 1_900_000_000,
      }),
    ),
    ...BATCHES.flatMap(tellBatch),
  ];
}

function tellBatch({ batch, holder, packCount, provenance }: (typeof BATCHES)[number]): LedgerFact[] {
  const operator = operatorOf(holder);
  const keys = Array.from({ length: packCount }, (_, index) => keyOf(batch, index).slice(2)).join("");
  const own: LedgerFact =
    provenance === "maker"
      ? {
          name: "BatchOpened",
          batch,
          ...OPENED,
          maker: holder,
          packCount,
          priceCommitment: hex(0, 32),
          operator,
        }
      : {
          name: "BatchDeclared",
          batch,
          ...OPENED,
          holder,
          packCount,
          declaredAtSec: 3,
          documentKey: hex(1, 32),
          operator,
        };
  return [
    own,
    { name: "ManifestAppended", batch, fromIndex: 0, labelsHash: hex(0, 32), packKeys: `0x${keys}` },
    { name: "BatchSealed", batch, maker: holder, packCount, manifestHash: hex(2, 32) },
    { name: "CustodyOpened", batch, maker: holder, packCount },
  ];
}

export function operatorOf(institution: number): Address {
  return hex(0x0a00 + institution, 20);
}

export function keyOf(batch: BatchId, index: number): Hex16 {
  return `0x${batch.slice(2)}${hex(index, 8).slice(2)}`;
}

export function hex(value: number, bytes: number): Hex {
  return `0x${value.toString(16).padStart(bytes * 2, "0")}`;
}
