import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fail } from "../../../server/domain/failure.ts";
import type { BatchId, ProductId } from "../../../server/domain/ids.ts";
import type { Uploads } from "../../../server/domain/ports.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { takeBatch } from "../../../server/flows/take/take-batch.ts";
import { takeManifest } from "../../../server/flows/take/take-manifest.ts";
import type { TakePorts } from "../../../server/flows/take/take-ports.ts";
import {
  codesOf,
  HUZHOU,
  refusalOf,
  startWholeLedger,
  streamOf,
  type WholeLedger,
} from "../support/whole-ledger.ts";

const PREFIX = "8300388";
const OTHER_PREFIX = "8300389";

describe("taking a batch and its manifest", () => {
  let whole: WholeLedger;
  let maker: Principal;
  let rival: Principal;
  let product: ProductId;
  let nth = 0;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    whole = await startWholeLedger((stop) => stops.unshift(stop));
    await whole.member("bureau", HUZHOU, "330500000001");
    maker = await whole.member("maker", HUZHOU, "M33050300501");
    rival = await whole.member("maker", HUZHOU, "M33050300502");
    product = await whole.product(maker, { prefix: PREFIX });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const open = async (packCount: number): Promise<BatchId> => {
    nth += 1;
    const request = {
      product,
      batchNumber: `B${nth}`,
      packCount,
      madeOn: "2025-12-01",
      expiresOn: "2028-10-31",
      priceFen: "900",
    };
    const { mined } = await whole.settle(
      takeBatch(whole.take, { principal: maker, request, idempotencyKey: null }),
    );
    // The result of an opened batch names it by its 16 digits.
    return mined?.result["batch"] as BatchId;
  };
  const put = (
    batch: BatchId,
    codes: AsyncIterable<string>,
    ports: TakePorts = whole.take,
    principal = maker,
  ) => takeManifest(ports, { principal, request: { batch, labelsHash: null, codes }, idempotencyKey: null });
  const standing = (batch: BatchId) =>
    whole.take.reader.view(async (view) => (await view.batch(batch))?.manifestCount ?? null);

  /** The uploads of the ledger's own store, and which of them are still there. */
  const watched = (): { ports: TakePorts; left: Set<string> } => {
    const left = new Set<string>();
    const uploads: Uploads = {
      ...whole.take.uploads,
      begin: async () => {
        const upload = await whole.take.uploads.begin();
        left.add(upload);
        return upload;
      },
      discard: async (upload) => {
        await whole.take.uploads.discard(upload);
        left.delete(upload);
      },
    };
    return { ports: { ...whole.take, uploads }, left };
  };

  it("opens a batch that is good through its last day in the region's zone", async () => {
    const answer = await whole.answers.batch(maker, await open(3));
    expect(answer.lastDay).toBe("2028-10-31");
    expect(answer.expiresAtSec).toBe(Date.parse("2028-10-31T16:00:00Z") / 1000);
    expect(answer.madeAtSec).toBe(Date.parse("2025-11-30T16:00:00Z") / 1000);
    expect(answer.keyEpoch).toBe(1);
  });

  it("refuses days that are none and prices that are not whole fen", async () => {
    const request = {
      product,
      batchNumber: "B-wrong",
      packCount: 1,
      madeOn: "2026-02-30",
      expiresOn: "soon",
      priceFen: "9.00",
    };
    const { code, facts } = await refusalOf(
      takeBatch(whole.take, { principal: maker, request, idempotencyKey: null }),
    );
    expect([code, (facts["issues"] as readonly unknown[]).length]).toEqual(["malformed-request", 3]);
  });

  it("puts every pack in its place, in parts of 4,000, and answers a second upload alike", async () => {
    const codes = codesOf(PREFIX, 9_001, 100_000);
    const batch = await open(codes.length);
    const { ports, left } = watched();
    const command = await whole.settle(put(batch, streamOf(codes), ports));
    expect(command.transactions).toHaveLength(3);
    expect(await standing(batch)).toBe(9_001);
    const packs = await whole.take.reader.view((view) =>
      view.packsByKeys([0, 3_999, 4_000, 9_000].map((at) => whole.vault.packKey(`cn:${codes[at]}`, 1))),
    );
    expect(packs.map(([pack]) => pack)).toEqual([0, 3_999, 4_000, 9_000].map((index) => ({ batch, index })));
    expect(left.size).toBe(1);
    expect((await put(batch, streamOf(codes), ports)).id).toBe(command.id);
    expect(left.size).toBe(1);
  });

  it("goes on where the ledger's manifest ends, and skips what stands", async () => {
    const codes = codesOf(PREFIX, 10, 200_000);
    const batch = await open(codes.length);
    const view = { ...whole.take, submitter: whole.take.submitter };
    const upload = await view.uploads.begin();
    await view.uploads.append(
      upload,
      codes.slice(0, 4).map((code) => whole.vault.packKey(`cn:${code}`, 1)),
    );
    const part = {
      kind: "append-manifest",
      batch,
      upload,
      keyCount: 4,
      labelsHash: `0x${"0".repeat(64)}`,
    } as const;
    await whole.settle(
      view.submitter.accept({
        institution: maker.institution,
        principal: maker.name,
        signer: "operator",
        operation: "append-manifest",
        idempotencyKey: "the part that stood",
        bodyHash: `0x${"11".repeat(32)}`,
        body: part,
        echo: {},
      }),
    );
    expect(await standing(batch)).toBe(4);
    const otherwise = [...codesOf(PREFIX, 1, 300_000), ...codes.slice(1)];
    expect(await refusalOf(put(batch, streamOf(otherwise)))).toMatchObject({
      code: "manifest-hash-differs",
      facts: { index: 0 },
    });
    await whole.settle(put(batch, streamOf(codes)));
    expect(await standing(batch)).toBe(10);
  });

  it("lists what is wrong with the codes, and leaves nothing behind", async () => {
    const codes = codesOf(PREFIX, 8, 400_000);
    const batch = await open(codes.length);
    const bad = [...codes];
    bad[1] = bad[0] ?? "";
    bad[3] = "6900000000007";
    bad[5] = codesOf(OTHER_PREFIX, 1)[0] ?? "";
    bad[6] = "8.3E+19";
    const { ports, left } = watched();
    const { code, facts } = await refusalOf(put(batch, streamOf(bad), ports));
    expect(code).toBe("trace-code-repeated");
    expect(facts["badCount"]).toBe(4);
    expect(
      (facts["lines"] as readonly { line: number; failure: string }[]).map((l) => [l.line, l.failure]),
    ).toEqual([
      [2, "trace-code-repeated"],
      [4, "product-barcode-scanned"],
      [6, "trace-code-foreign"],
      [7, "trace-code-malformed"],
    ]);
    expect(left.size).toBe(0);
    expect(await standing(batch)).toBe(0);
  });

  it.each([
    ["too few", 4, "manifest-incomplete"],
    ["too many", 6, "manifest-too-long"],
  ])("refuses %s codes", async (_, count, failure) => {
    const batch = await open(5);
    const { ports, left } = watched();
    const refused = await refusalOf(put(batch, streamOf(codesOf(PREFIX, count, 500_000)), ports));
    expect(refused).toMatchObject({ code: failure, facts: { packCount: 5, manifestCount: count } });
    expect(left.size).toBe(0);
  });

  it("keeps nothing of an upload that was cut off, and takes it whole afterwards", async () => {
    const codes = codesOf(PREFIX, 5_000, 600_000);
    const batch = await open(codes.length);
    async function* cutOff(): AsyncGenerator<string> {
      yield* codes.slice(0, 4_500);
      fail("upload-cut-off", {});
    }
    const { ports, left } = watched();
    expect((await refusalOf(put(batch, cutOff(), ports))).code).toBe("upload-cut-off");
    expect([left.size, await standing(batch)]).toEqual([0, 0]);
    await whole.settle(put(batch, streamOf(codes), ports));
    expect(await standing(batch)).toBe(5_000);
  });

  it("another maker's batch does not exist for a maker, and the attempt is kept", async () => {
    const batch = await open(1);
    const { code } = await refusalOf(put(batch, streamOf(codesOf(PREFIX, 1, 700_000)), whole.take, rival));
    expect(code).toBe("batch-unknown");
    const { rows } = await whole.store.refusedAttempts(rival.institution, { limit: 1, after: null });
    expect(rows[0]).toMatchObject({ code: "batch-unknown", operation: "append-manifest" });
  });

  it("a sealed batch takes no other manifest", async () => {
    const codes = codesOf(PREFIX, 3, 800_000);
    const batch = await whole.batch(maker, { product, number: "SEALED", codes });
    const { code } = await refusalOf(put(batch, streamOf([...codes].reverse())));
    expect(code).toBe("batch-not-in-status");
  });
});
