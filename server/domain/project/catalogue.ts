import type { Hex16, PackRef } from "../ids.ts";
import {
  type BatchRow,
  CODE_SCHEMES,
  PRODUCT_FLAGS,
  type ProductCode,
  type ProductFlag,
  type ProductRow,
} from "../read-model.ts";
import type { Change, Current } from "./current.ts";
import { doesNotFit, type EventOf, originOf, standing, wordOf } from "./standing.ts";

/** Hex digits of a pack key. */
const KEY_DIGITS = 32;

const ZERO = `0x${"0".repeat(64)}` as const;

export function productAdmitted(event: EventOf<"ProductAdmitted">): readonly Change[] {
  const row: ProductRow = {
    id: event.product,
    maker: event.maker,
    bureau: event.bureau,
    unitsPerPack: event.unitsPerPack,
    flags: flagsOf(event.flags),
    status: "admitted",
    name: event.productName,
    unit: event.unit,
    codes: event.codes.map((code) => codeOf(code, event)),
    origin: originOf(event.place),
  };
  return [{ table: "product", row }];
}

export function productWithdrawn(event: EventOf<"ProductWithdrawn">, current: Current): readonly Change[] {
  const row = standing(current.product(event.product), "product", event.product, event);
  return [{ table: "product", row: { ...row, status: "withdrawn" } }];
}

export function batchOpened(event: EventOf<"BatchOpened">): readonly Change[] {
  const { maker, priceCommitment } = event;
  return [{ table: "batch", row: newBatch(event, { maker, priceCommitment, provenance: "maker" }) }];
}

/** Stock older than the ledger: whoever holds it speaks for it as a maker does for what it makes. */
export function batchDeclared(event: EventOf<"BatchDeclared">): readonly Change[] {
  const own = { maker: event.holder, priceCommitment: ZERO, provenance: "declared" } as const;
  return [{ table: "batch", row: newBatch(event, own) }];
}

function newBatch(
  event: EventOf<"BatchOpened"> | EventOf<"BatchDeclared">,
  own: Pick<BatchRow, "maker" | "priceCommitment" | "provenance">,
): BatchRow {
  return {
    id: event.batch,
    product: event.product,
    ...own,
    batchNumber: event.batchNumber,
    packCount: event.packCount,
    manifestCount: 0,
    // The running hash of the manifest is the catalogue's; the log states it when the batch is sealed.
    manifestHash: ZERO,
    madeAtSec: event.madeAtSec,
    expiresAtSec: event.expiresAtSec,
    keyEpoch: event.keyEpoch,
    status: "open",
    opened: originOf(event.place),
    sealed: null,
    recalled: null,
    quarantines: [],
    labelsHash: null,
  };
}

/** The first manifest that names a key owns it; a later one stands behind it in the row, contested. */
export function manifestAppended(event: EventOf<"ManifestAppended">, current: Current): readonly Change[] {
  const { batch, fromIndex, labelsHash, packKeys } = event;
  const row = standing(current.batch(batch), "batch", batch, event);
  const keyCount = (packKeys.length - 2) / KEY_DIGITS;
  if (!Number.isInteger(keyCount)) return doesNotFit(event, { keyDigits: packKeys.length - 2 });
  if (row.manifestCount !== fromIndex) {
    return doesNotFit(event, { manifestCount: row.manifestCount, fromIndex });
  }

  const changes: Change[] = [
    { table: "batch", row: { ...row, manifestCount: fromIndex + keyCount } },
    { table: "manifest", batch, fromIndex, labelsHash, packKeys },
  ];
  const named = new Map<Hex16, readonly PackRef[]>();
  for (let ordinal = 0; ordinal < keyCount; ordinal += 1) {
    const start = 2 + ordinal * KEY_DIGITS;
    const key: Hex16 = `0x${packKeys.slice(start, start + KEY_DIGITS)}`;
    const before = named.get(key) ?? current.packsByKey(key);
    named.set(key, [...before, { batch, index: fromIndex + ordinal }]);
  }
  for (const [key, packs] of named) changes.push({ table: "pack-key", key, packs });
  return changes;
}

export function batchSealed(event: EventOf<"BatchSealed">, current: Current): readonly Change[] {
  const row = standing(current.batch(event.batch), "batch", event.batch, event);
  if (row.manifestCount !== event.packCount) {
    return doesNotFit(event, { manifestCount: row.manifestCount, packCount: event.packCount });
  }
  const sealed = originOf(event.place);
  return [{ table: "batch", row: { ...row, status: "sealed", manifestHash: event.manifestHash, sealed } }];
}

/** Cases may be packed anew: the last document stands. */
export function labelsAttached(event: EventOf<"LabelsAttached">, current: Current): readonly Change[] {
  const row = standing(current.batch(event.batch), "batch", event.batch, event);
  const labelsHash = event.labelsHash === ZERO ? null : event.labelsHash;
  return [{ table: "batch", row: { ...row, labelsHash } }];
}

function flagsOf(bits: number): ProductFlag[] {
  return PRODUCT_FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

/** `none` stands first on the chain and not in our list. */
function codeOf(
  code: { readonly scheme: number; readonly value: string },
  event: EventOf<"ProductAdmitted">,
): ProductCode {
  return { scheme: wordOf(CODE_SCHEMES, code.scheme - 1, "scheme", event), value: code.value };
}
