import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex16, Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { BatchRow, ProductRow } from "../../domain/read-model.ts";
import { KEYS_PER_CHUNK_MAX } from "../../domain/request-limits.ts";
import type { ManifestUpload } from "../../domain/requests.ts";
import { createManifestReader } from "./read-manifest.ts";
import { keepRefusal, type Made, submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/**
 * Takes the whole manifest of a batch, streamed: memory is 24 bytes a code. Nothing is asked of the ledger
 * before the last code was read and found good. Parts that stand on the ledger already are skipped by the
 * plan, so after a break the same upload goes on where it stopped.
 */
export async function takeManifest(ports: TakePorts, asked: Asked<ManifestUpload>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { batch: id, labelsHash } = request;
  const { batch, product } = await keepRefusal(
    ports,
    { principal, operation: "append-manifest", bodyHash: ports.vault.hashBody(principal.institution, id) },
    () => ports.reader.view((view) => findBatch(view, principal, request)),
  );
  const upload = await ports.uploads.begin();
  const staged = await stageOrDiscard(ports, { principal, request, batch, product, upload });
  const attempt = {
    principal,
    operation: "append-manifest",
    signer: "operator",
    bodyHash: staged.bodyHash,
    idempotencyKey,
    naturalKey: `append-manifest:${id}:${staged.bodyHash}`,
  } as const;
  let isUsed = false;
  try {
    const command = await submitOnce(ports, attempt, async (): Promise<Made> => {
      if (staged.refusal !== null) staged.refusal();
      await requireContinuation(ports, { batch, upload });
      const keyCount = batch.packCount;
      return {
        body: {
          kind: "append-manifest",
          batch: id,
          upload,
          keyCount,
          labelsHash: labelsHash ?? NO_LABELS,
        },
        echo: {},
      };
    });
    isUsed = command.body.kind === "append-manifest" && command.body.upload === upload;
    return command;
  } finally {
    if (!isUsed) await ports.uploads.discard(upload);
  }
}

type Staged = { readonly bodyHash: Hex32; readonly refusal: (() => never) | null };

type Staging = {
  readonly principal: Principal;
  readonly request: ManifestUpload;
  readonly batch: BatchRow;
  readonly product: ProductRow;
  readonly upload: string;
};

/** An upload that breaks off leaves nothing behind. */
async function stageOrDiscard(ports: TakePorts, staging: Staging): Promise<Staged> {
  try {
    return await stage(ports, staging);
  } catch (error) {
    await ports.uploads.discard(staging.upload);
    throw error;
  }
}

async function stage(ports: TakePorts, staging: Staging): Promise<Staged> {
  const { principal, request, batch, product, upload } = staging;
  const { vault } = ports;
  let bodyHash = vault.hashBody(principal.institution, `manifest ${batch.id} ${request.labelsHash ?? ""}`);
  let chunk: Hex16[] = [];
  const flush = async (): Promise<void> => {
    if (chunk.length === 0) return;
    bodyHash = vault.hashBody(principal.institution, `${bodyHash} ${chunk.join("")}`);
    await ports.uploads.append(upload, chunk);
    chunk = [];
  };
  const reader = createManifestReader({
    batch,
    product,
    keyOf: (code) => vault.packKey(code, batch.keyEpoch),
  });
  for await (const text of request.codes) {
    const key = reader.read(text);
    if (key === null) continue;
    chunk.push(key);
    if (chunk.length === KEYS_PER_CHUNK_MAX) await flush();
  }
  await flush();
  return { bodyHash, refusal: reader.refusal() };
}

/**
 * The batch must be open, and what stands of its manifest the beginning of this one: the ledger can only go
 * on.
 */
function requireContinuation(
  ports: TakePorts,
  { batch, upload }: Pick<Staging, "batch" | "upload">,
): Promise<void> {
  return ports.reader.view(async (view) => {
    const { status, manifestCount: standing } = (await view.batch(batch.id)) ?? batch;
    if (status !== "open") fail("batch-not-in-status", { batch: batch.id, actual: status, required: "open" });
    for (let from = 0; from < standing; from += KEYS_PER_CHUNK_MAX) {
      const keys = await ports.uploads.keys(upload, from, Math.min(KEYS_PER_CHUNK_MAX, standing - from));
      const found = await view.packsByKeys(keys);
      const wrong = found.findIndex(
        (packs, at) => !packs.some((pack) => pack.batch === batch.id && pack.index === from + at),
      );
      if (wrong !== -1) fail("manifest-hash-differs", { batch: batch.id, index: from + wrong });
    }
  });
}

async function findBatch(
  view: LedgerView,
  { institution }: Principal,
  { batch: id }: ManifestUpload,
): Promise<{ batch: BatchRow; product: ProductRow }> {
  const batch = await view.batch(id);
  // Another maker's batch does not exist for this one.
  if (batch === null || batch.maker !== institution) return fail("batch-unknown", { batch: id });
  const product = await view.product(batch.product);
  if (product === null) throw new Error(`a batch without its product ${batch.product}`);
  return { batch, product };
}

const NO_LABELS: Hex32 = `0x${"0".repeat(64)}`;
