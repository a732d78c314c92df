import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { fail } from "../../domain/failure.ts";
import type { BatchId, Hex32, InstitutionId } from "../../domain/ids.ts";
import { ledgerCall } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { DeclaredBatchId, ManifestHash, Uploads } from "../../domain/ports.ts";
import type { BatchRow } from "../../domain/read-model.ts";
import { KEYS_PER_CHUNK_MAX } from "../../domain/request-limits.ts";
import { joined, planManifest } from "./plan-manifest.ts";

type Declare = Extract<CommandBody, { kind: "declare-batch" }>;
type Staged = NonNullable<Declare["manifest"]>;

type DeclarationPorts = {
  readonly uploads: Pick<Uploads, "keys">;
  readonly manifestHashAfter: ManifestHash;
  readonly declaredBatchId: DeclaredBatchId;
};

/**
 * A declaration alone is one call. With its codes it is all the calls up to the seal, less those whose effect
 * stands: after each the plan is made again, so a break in the middle goes on where it stopped.
 */
export async function planDeclaration(
  body: Declare,
  asked: { readonly institution: InstitutionId; readonly view: LedgerView },
  ports: DeclarationPorts,
): Promise<readonly LedgerCall[]> {
  const { institution: holder, view } = asked;
  const { kind: _kind, manifest, ...draft } = body;
  const declare = ledgerCall("drugCatalogue", "declareBatch", { holder, ...draft });
  if (manifest === undefined) return [declare];
  const { product, batchNumber, documentKey } = body;
  const batch = ports.declaredBatchId({ holder, product, batchNumber, documentKey });
  const standing = await view.batch(batch);
  if (standing !== null && standing.status !== "open") return fail("batch-already-opened", { batch });
  const seal = ledgerCall("drugCatalogue", "sealBatch", batch, await hashOf(manifest, ports));
  const appends = await appendsOf(batch, { manifest, standing, view }, ports);
  return [...(standing === null ? [declare] : []), ...appends, seal];
}

async function appendsOf(
  batch: BatchId,
  { manifest, standing, view }: { manifest: Staged; standing: BatchRow | null; view: LedgerView },
  { uploads }: DeclarationPorts,
): Promise<readonly LedgerCall[]> {
  if (standing !== null) return planManifest({ batch, ...manifest, labelsHash: NO_LABELS }, view, uploads);
  const first = await uploads.keys(manifest.upload, 0, Math.min(KEYS_PER_CHUNK_MAX, manifest.keyCount));
  return [ledgerCall("drugCatalogue", "appendManifest", batch, 0, NO_LABELS, joined(first))];
}

/** The running hash of the staged keys, in the parts in which they are appended. */
async function hashOf(
  { upload, keyCount }: Staged,
  { uploads, manifestHashAfter }: DeclarationPorts,
): Promise<Hex32> {
  let hash: Hex32 = `0x${"0".repeat(64)}`;
  for (let from = 0; from < keyCount; from += KEYS_PER_CHUNK_MAX) {
    const keys = await uploads.keys(upload, from, Math.min(KEYS_PER_CHUNK_MAX, keyCount - from));
    hash = manifestHashAfter(hash, joined(keys));
  }
  return hash;
}

const NO_LABELS: Hex32 = `0x${"0".repeat(64)}`;
