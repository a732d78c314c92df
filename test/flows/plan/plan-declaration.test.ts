import { describe, expect, test } from "vitest";
import { declaredBatchId } from "../../../server/chain/declared-batch-id.ts";
import { manifestHashAfter } from "../../../server/chain/manifest-hash.ts";
import type { BatchRow } from "../../../server/domain/read-model.ts";
import { planDeclaration } from "../../../server/flows/plan/plan-declaration.ts";
import { refusalOf } from "../support/whole-ledger.ts";
import { batchRow, HASH, keyOf, NO_HASH, shelfView } from "./support/shelf-view.ts";

const KEYS = Array.from({ length: 5_000 }, (_, index) => keyOf(index));
const draft = {
  product: 3,
  batchNumber: "OLD-1",
  packCount: KEYS.length,
  madeAtSec: 100,
  expiresAtSec: 3_000,
  declaredAtSec: 900,
  keyEpoch: 1,
  documentKey: HASH,
} as const;
const body = { kind: "declare-batch", ...draft } as const;
const withCodes = { ...body, manifest: { upload: "u", keyCount: KEYS.length } };
const BATCH_ID = declaredBatchId({ holder: 7, product: 3, batchNumber: "OLD-1", documentKey: HASH });

const joined = (from: number, to: number): `0x${string}` =>
  `0x${KEYS.slice(from, to)
    .map((key) => key.slice(2))
    .join("")}`;

describe("the calls of a declaration", () => {
  const uploads = { keys: async (_: string, from: number, count: number) => KEYS.slice(from, from + count) };
  const plan = (asked: typeof body | typeof withCodes, standing: Partial<BatchRow> | null) => {
    const batches =
      standing === null ? [] : [batchRow({ id: BATCH_ID, provenance: "declared", ...standing })];
    const view = { ...shelfView({ batches }), packsByKey: async () => [{ batch: BATCH_ID, index: 3_999 }] };
    return planDeclaration(asked, { institution: 7, view }, { uploads, manifestHashAfter, declaredBatchId });
  };
  const methods = async (planned: ReturnType<typeof plan>) => (await planned).map(({ method }) => method);

  test("alone it is one call in the holder's name", async () => {
    expect(await plan(body, null)).toEqual([
      { contract: "drugCatalogue", method: "declareBatch", args: [{ holder: 7, ...draft }] },
    ]);
  });

  test("with its codes it is opened, filled and sealed with the hash of its codes", async () => {
    const calls = await plan(withCodes, null);
    expect(calls.map(({ method }) => method)).toEqual(["declareBatch", "appendManifest", "sealBatch"]);
    const hash = manifestHashAfter(manifestHashAfter(NO_HASH, joined(0, 4_000)), joined(4_000, 5_000));
    expect(calls[1]?.args).toEqual([BATCH_ID, 0, NO_HASH, joined(0, 4_000)]);
    expect(calls[2]?.args).toEqual([BATCH_ID, hash]);
  });

  test("what stands of it is left out", async () => {
    const opened = { status: "open", manifestCount: 0 } as const;
    expect(await methods(plan(withCodes, opened))).toEqual(["appendManifest", "appendManifest", "sealBatch"]);
    const half = { status: "open", manifestCount: 4_000 } as const;
    const [next] = await plan(withCodes, half);
    expect(next?.args).toEqual([BATCH_ID, 4_000, NO_HASH, joined(4_000, 5_000)]);
    expect(await methods(plan(withCodes, half))).toEqual(["appendManifest", "sealBatch"]);
  });

  test("a batch that is sealed already was declared before", async () => {
    const { code, facts } = await refusalOf(plan(withCodes, { status: "sealed" }));
    expect([code, facts["batch"]]).toEqual(["batch-already-opened", BATCH_ID]);
  });
});
