import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { fail } from "../../domain/failure.ts";
import type { BatchId, Hex, Hex16, Hex32 } from "../../domain/ids.ts";
import { ledgerCall } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { ManifestHash, Uploads } from "../../domain/ports.ts";
import type { BatchRow } from "../../domain/read-model.ts";
import { KEYS_PER_CHUNK_MAX } from "../../domain/request-limits.ts";

const PARTS_PLANNED_MAX = 4;

/** Staged keys and the batch they are for. */
export type StagedManifest = Omit<Extract<CommandBody, { kind: "append-manifest" }>, "kind">;
type Seal = Extract<CommandBody, { kind: "seal-batch" }>;

/**
 * The next parts, from where the ledger's manifest ends. Only a few at a time: the plan is made again after
 * each, and a manifest of a million codes is 250 parts.
 */
export async function planManifest(
  body: StagedManifest,
  view: LedgerView,
  uploads: Pick<Uploads, "keys">,
): Promise<readonly LedgerCall[]> {
  const { batch: id, upload, keyCount, labelsHash } = body;
  const { manifestCount } = await requireBatch(id, view);
  if (manifestCount > 0) {
    const [last] = await uploads.keys(upload, manifestCount - 1, 1);
    await requireStanding(view, { batch: id, index: manifestCount - 1, key: last });
  }
  const calls: LedgerCall[] = [];
  const end = Math.min(keyCount, manifestCount + PARTS_PLANNED_MAX * KEYS_PER_CHUNK_MAX);
  for (let from = manifestCount; from < end; from += KEYS_PER_CHUNK_MAX) {
    const keys = await uploads.keys(upload, from, Math.min(KEYS_PER_CHUNK_MAX, keyCount - from));
    calls.push(ledgerCall("drugCatalogue", "appendManifest", id, from, labelsHash, joined(keys)));
  }
  return calls;
}

/** Seals with the hash of the manifest as the index saw it: anything else on the ledger is refused. */
export async function planSeal(
  body: Seal,
  view: LedgerView,
  manifestHashAfter: ManifestHash,
): Promise<readonly LedgerCall[]> {
  await requireBatch(body.batch, view);
  let manifestHash: Hex32 = `0x${"0".repeat(64)}`;
  for await (const packKeys of view.manifestParts(body.batch)) {
    manifestHash = manifestHashAfter(manifestHash, packKeys);
  }
  return [ledgerCall("drugCatalogue", "sealBatch", body.batch, manifestHash)];
}

async function requireBatch(id: BatchId, view: LedgerView): Promise<BatchRow> {
  return (await view.batch(id)) ?? fail("batch-unknown", { batch: id });
}

/** Another upload may have gone ahead of this one: then this manifest is not the one that stands. */
async function requireStanding(
  view: LedgerView,
  at: { batch: BatchId; index: number; key: Hex16 | undefined },
): Promise<void> {
  const packs = at.key === undefined ? [] : await view.packsByKey(at.key);
  const isOurs = packs.some((pack) => pack.batch === at.batch && pack.index === at.index);
  if (!isOurs) fail("manifest-hash-differs", { batch: at.batch, index: at.index });
}

export function joined(keys: readonly Hex16[]): Hex {
  return `0x${keys.map((key) => key.slice(2)).join("")}`;
}
