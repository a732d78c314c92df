import { businessDayOf, dayEndSec, dayStartSec } from "../../domain/business-day.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex16 } from "../../domain/ids.ts";
import type { ProductRow } from "../../domain/read-model.ts";
import { KEYS_PER_CHUNK_MAX } from "../../domain/request-limits.ts";
import type { DeclarationRequest } from "../../domain/requests.ts";
import { sealDocument } from "../document-codec.ts";
import { createManifestReader } from "./read-manifest.ts";
import { type Made, submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/**
 * Declares stock that is older than the ledger. With its codes the whole batch is one command, opened, filled
 * and sealed, or refused before anything of it happened; without them the manifest follows as that of any
 * batch.
 */
export async function takeDeclaration(ports: TakePorts, asked: Asked<DeclarationRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { vault } = ports;
  const times = timesOf(ports, request);
  const { documentNumber: number, product, batchNumber, declaredAtSec } = request;
  const documentKey = vault.documentKey(principal.institution, {
    kind: "declaration",
    number,
    businessDay: businessDayOf(declaredAtSec, ports.zone),
    till: "",
  });
  const attempt = {
    principal,
    operation: "declare-batch",
    signer: "operator",
    bodyHash: vault.hashBody(principal.institution, canonicalJson(request)),
    idempotencyKey,
    // One stock take counts many batches.
    naturalKey: `declare-batch:${documentKey}:${product}:${batchNumber}`,
  } as const;
  let upload: string | null = null;
  let isUsed = false;
  try {
    const command = await submitOnce(ports, attempt, async (): Promise<Made> => {
      const keyEpoch = vault.currentEpoch();
      const { packCount, codes } = request;
      const keys = codes === undefined ? [] : await readKeys(ports, { request, codes, keyEpoch });
      if (keys.length > 0) upload = await stage(ports, keys);
      return {
        body: {
          kind: "declare-batch",
          product,
          batchNumber,
          packCount,
          ...times,
          declaredAtSec,
          keyEpoch,
          documentKey,
          ...(upload === null ? {} : { manifest: { upload, keyCount: keys.length } }),
        },
        echo: { documents: [documentKey] },
        openings: [sealDocument(vault, { documentKey, person: null, words: { number, codes: [] } })],
      };
    });
    isUsed = upload !== null && uploadOf(command.body) === upload;
    return command;
  } finally {
    if (upload !== null && !isUsed) await ports.uploads.discard(upload);
  }
}

function timesOf(
  { zone }: TakePorts,
  { madeOn, expiresOn, packCount, codes }: DeclarationRequest,
): { madeAtSec: number; expiresAtSec: number } {
  const madeAtSec = dayStartSec(madeOn, zone);
  const expiresAtSec = dayEndSec(expiresOn, zone);
  const issues = [
    ...(madeAtSec === null ? [{ path: "madeOn", problem: "not a day" }] : []),
    ...(expiresAtSec === null ? [{ path: "expiresOn", problem: "not a day" }] : []),
  ];
  if (madeAtSec === null || expiresAtSec === null) return fail("malformed-request", { issues });
  if (codes !== undefined && (codes.length === 0 || codes.length > KEYS_PER_CHUNK_MAX)) {
    fail("request-size-wrong", { what: "codes", count: codes.length, max: KEYS_PER_CHUNK_MAX });
  }
  if (packCount < 1) fail("batch-size-wrong", { packCount });
  return { madeAtSec, expiresAtSec };
}

/** The key of every code, or the refusal that tells every bad one. */
async function readKeys(
  { reader, vault }: TakePorts,
  from: {
    readonly request: DeclarationRequest;
    readonly codes: readonly string[];
    readonly keyEpoch: number;
  },
): Promise<readonly Hex16[]> {
  const { request, codes, keyEpoch } = from;
  const product = await reader.view((view) => view.product(request.product));
  if (product === null) return fail("product-unknown", { product: request.product });
  const manifest = createManifestReader({
    batch: { id: null, packCount: request.packCount },
    product: product satisfies ProductRow,
    keyOf: (code) => vault.packKey(code, keyEpoch),
  });
  const keys = codes.flatMap((code) => manifest.read(code) ?? []);
  manifest.refusal()?.();
  return keys;
}

async function stage({ uploads }: TakePorts, keys: readonly Hex16[]): Promise<string> {
  const upload = await uploads.begin();
  try {
    await uploads.append(upload, keys);
  } catch (error) {
    await uploads.discard(upload);
    throw error;
  }
  return upload;
}

function uploadOf(body: CommandBody): string | null {
  return body.kind === "declare-batch" ? (body.manifest?.upload ?? null) : null;
}
