import { createHash } from "node:crypto";
import { manifestHashAfter } from "../../../server/chain/manifest-hash.ts";
import type { BatchId, Hex, Hex32 } from "../../../server/domain/ids.ts";
import { ledgerCall } from "../../../server/domain/ledger-call.ts";
import { wordOfRun } from "../../../server/domain/pack-words.ts";
import { addInstitution, callNow, type Member, type TestLedger } from "../../chain/support/test-ledger.ts";
import { START_SEC } from "../../node/support/test-node.ts";
import { DISPENSER } from "./test-outbox.ts";

export const NO_HASH: Hex32 = `0x${"0".repeat(64)}`;
export const DAY_SEC = 86_400;
export const EXPIRES_SEC = START_SEC + 365 * DAY_SEC;

/** A pharmacy that holds one sealed batch of `packCount` packs, all of it one parcel. */
export async function stockPharmacy(test: TestLedger, bureau: Member, packCount: number): Promise<Stock> {
  const { ledger } = test;
  const maker = await addInstitution(test, {
    kind: "maker",
    code: "MAKER-1",
    acts: ["make-batches", "ship"],
    bureau,
  });
  const pharmacy = await addInstitution(test, {
    kind: "pharmacy",
    code: "PHARMACY-1",
    acts: DISPENSER,
    bureau,
  });
  const batch = await makeBatch(test, { bureau, maker, packCount });
  const runs = [wordOfRun({ batch, from: 0, to: packCount })];
  const consignment = {
    sender: maker.institution,
    receiver: pharmacy.institution,
    documentKey: documentKey("delivery"),
    shippedAtSec: START_SEC,
    runs,
    lineCommitments: [NO_HASH],
  };
  await callNow(ledger, maker.operatorKey, ledgerCall("drugCustody", "shipConsignment", consignment, [0]));
  const receive = ledgerCall("drugCustody", "receiveConsignment", consignment, START_SEC, runs, [0]);
  await callNow(ledger, pharmacy.operatorKey, receive);
  return { maker, pharmacy, batch };
}

export type Stock = { readonly maker: Member; readonly pharmacy: Member; readonly batch: BatchId };

export async function openBatch(
  test: TestLedger,
  asked: { readonly bureau: Member; readonly maker: Member; readonly packCount: number },
): Promise<BatchId> {
  const { ledger } = test;
  const product = {
    maker: asked.maker.institution,
    unitsPerPack: 24,
    flags: 1,
    name: "Amoxicillin",
    unit: "capsule",
    codes: [{ scheme: 2, value: "8300385" }],
  };
  const admitted = await callNow(
    ledger,
    asked.bureau.operatorKey,
    ledgerCall("drugCatalogue", "admitProduct", product),
  );
  const admission = admitted.events.find((event) => event.name === "ProductAdmitted");
  const draft = {
    product: admission?.name === "ProductAdmitted" ? admission.product : 0,
    packCount: asked.packCount,
    madeAtSec: START_SEC - DAY_SEC,
    expiresAtSec: EXPIRES_SEC,
    keyEpoch: 1,
    batchNumber: "B-1",
    priceCommitment: NO_HASH,
  };
  const opened = await callNow(
    ledger,
    asked.maker.operatorKey,
    ledgerCall("drugCatalogue", "openBatch", draft),
  );
  const opening = opened.events.find((event) => event.name === "BatchOpened");
  if (opening?.name !== "BatchOpened") throw new Error("the batch was not opened");
  return opening.batch;
}

async function makeBatch(test: TestLedger, asked: Parameters<typeof openBatch>[1]): Promise<BatchId> {
  const { ledger } = test;
  const { operatorKey } = asked.maker;
  const batch = await openBatch(test, asked);
  const keys: Hex = `0x${Array.from({ length: asked.packCount }, (_, index) => packKey(index)).join("")}`;
  await callNow(ledger, operatorKey, ledgerCall("drugCatalogue", "appendManifest", batch, 0, NO_HASH, keys));
  await callNow(
    ledger,
    operatorKey,
    ledgerCall("drugCatalogue", "sealBatch", batch, manifestHashAfter(NO_HASH, keys)),
  );
  return batch;
}

function packKey(index: number): string {
  return createHash("sha256").update(`pack ${index}`).digest("hex").slice(0, 32);
}

export function documentKey(name: string): Hex32 {
  return `0x${createHash("sha256").update(`document ${name}`).digest("hex")}`;
}
