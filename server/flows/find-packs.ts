import type { PackRef } from "../domain/ids.ts";
import type { LedgerView } from "../domain/ledger-view.ts";
import type { Vault } from "../domain/ports.ts";
import type { Origin } from "../domain/read-model.ts";

/** Keys asked of the index in one go. */
const KEYS_PER_LOOK = 4_000;

/**
 * For each canonical code every pack that a manifest gave it, under the key of any epoch, the first manifest
 * first. An empty list means that no manifest names it only if `missingEpochs` is empty too.
 */
export async function findPacks(
  canonicalCodes: readonly string[],
  look: { readonly view: LedgerView; readonly vault: Pick<Vault, "packKeys"> },
): Promise<readonly (readonly PackRef[])[]> {
  const keys = canonicalCodes.map((code) => look.vault.packKeys(code).map(({ key }) => key));
  const flat = keys.flat();
  const found: (readonly PackRef[])[] = [];
  for (let from = 0; from < flat.length; from += KEYS_PER_LOOK) {
    found.push(...(await look.view.packsByKeys(flat.slice(from, from + KEYS_PER_LOOK))));
  }
  const packs: (readonly PackRef[])[] = [];
  let at = 0;
  for (const own of keys) {
    packs.push(await inOrderOfManifests(found.slice(at, at + own.length), look.view));
    at += own.length;
  }
  return packs;
}

/** Epochs that batches on the ledger name and this server has no key of. */
export async function missingEpochs(look: {
  readonly view: LedgerView;
  readonly vault: Pick<Vault, "packKeys">;
}): Promise<readonly number[]> {
  const held = new Set(look.vault.packKeys("").map(({ epoch }) => epoch));
  return (await look.view.keyEpochs()).filter((epoch) => !held.has(epoch));
}

/** The index orders manifests under one key; between epochs the batch that was opened first goes first. */
async function inOrderOfManifests(
  byEpoch: readonly (readonly PackRef[])[],
  view: LedgerView,
): Promise<readonly PackRef[]> {
  const claims = byEpoch.filter((packs) => packs.length > 0);
  const [only] = claims;
  if (claims.length <= 1) return only ?? [];
  const dated: { pack: PackRef; opened: Origin }[] = [];
  for (const pack of claims.flat()) {
    const batch = await view.batch(pack.batch);
    if (batch === null) throw new Error(`a manifest without its batch ${pack.batch}`);
    dated.push({ pack, opened: batch.opened });
  }
  dated.sort((a, b) => a.opened.block - b.opened.block || a.opened.logIndex - b.opened.logIndex);
  return dated.map(({ pack }) => pack);
}
