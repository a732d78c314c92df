import { randomBytes } from "node:crypto";
import type { Consortium, Member } from "../test/contracts/support/consortium.ts";
import { lineWord, runWord } from "../test/contracts/support/words.ts";

/** A whole batch on the ledger: gas of all its calls, and of its manifest chunks alone. */
export type BatchGas = { batch: bigint; whole: number; manifest: number };

export type ShipGas = { one: number; tenThousand: number };

/** A parcel of one batch on the shelf. */
export type Shelf = { batch: bigint; from: number; to: number };

export const PACKS_SHIPPED = 10_000;
const KEY_BYTES = 16;

let documentCount = 0;

/** Opens a batch, appends its manifest in chunks of `chunkKeys` and seals it. */
export async function measureBatch(
  ledger: Consortium,
  maker: Member,
  made: { product: number; number: string; packCount: number; chunkKeys: number },
): Promise<BatchGas> {
  const { chain, catalogue } = ledger;
  const day = 86_400;
  const times = [ledger.startSec - day, ledger.startSec + 700 * day];
  const draft = [made.product, made.packCount, ...times, 1, made.number, randomBytes(32)];
  const opened = await chain.send(maker.operator, catalogue, "openBatch", draft);
  const batch = BigInt(opened.logs[0]?.topics[1] ?? 0);
  let manifest = 0n;
  for (let from = 0; from < made.packCount; from += made.chunkKeys) {
    const count = Math.min(made.chunkKeys, made.packCount - from);
    manifest += (await ledger.append(maker, batch, from, randomBytes(count * KEY_BYTES))).gasUsed;
  }
  const sealed = await ledger.seal(maker, batch);
  return {
    batch,
    manifest: Number(manifest),
    whole: Number(manifest + opened.gasUsed + sealed.gasUsed),
  };
}

/** Ships packs [from, to) of one batch, out of the parcel that begins at `parcelFrom`. */
export async function ship(
  ledger: Consortium,
  parties: { from: Member; to: Member },
  run: { batch: bigint; from: number; to: number; parcelFrom: number },
): Promise<{ gas: number; content: unknown[] }> {
  const words = [runWord(run.batch, run.from, run.to)];
  const nowSec = await ledger.chain.nowSec();
  const content = [parties.from.id, parties.to.id, documentKey(), nowSec, words, [randomBytes(32)]];
  const { chain } = ledger;
  const froms = [run.parcelFrom];
  const receipt = await chain.send(parties.from.operator, ledger.custody, "shipConsignment", content, froms);
  await requireParcelTo(ledger, run.batch, run.from, run.to);
  return { gas: Number(receipt.gasUsed), content };
}

/** Ships and receives one run, so that it stands on the receiver's shelf; answers the gas of receiving. */
export async function deliver(
  ledger: Consortium,
  parties: { from: Member; to: Member },
  run: { batch: bigint; from: number; to: number; parcelFrom: number },
): Promise<number> {
  const { content } = await ship(ledger, parties, run);
  const words = [runWord(run.batch, run.from, run.to)];
  const nowSec = await ledger.chain.nowSec();
  const values = [content, nowSec, words, [run.from]];
  const receipt = await ledger.chain.send(
    parties.to.operator,
    ledger.custody,
    "receiveConsignment",
    ...values,
  );
  return Number(receipt.gasUsed);
}

/** Ships one pack and ten thousand out of the front of a parcel that goes on behind them. */
export async function measureFront(
  ledger: Consortium,
  parties: { from: Member; to: Member },
  batch: bigint,
): Promise<ShipGas> {
  const tenThousand = await ship(ledger, parties, { batch, from: 0, to: PACKS_SHIPPED, parcelFrom: 0 });
  const rest = PACKS_SHIPPED;
  const one = await ship(ledger, parties, { batch, from: rest, to: rest + 1, parcelFrom: rest });
  return { one: one.gas, tenThousand: tenThousand.gas };
}

/** Ships out of the middle, so that a parcel is left before and behind. */
export async function measureMiddle(
  ledger: Consortium,
  parties: { from: Member; to: Member },
  batch: bigint,
): Promise<ShipGas> {
  const run = { batch, from: 1_000, to: 1_000 + PACKS_SHIPPED, parcelFrom: 0 };
  const tenThousand = await ship(ledger, parties, run);
  const one = await ship(ledger, parties, { batch, from: 500, to: 501, parcelFrom: 0 });
  return { one: one.gas, tenThousand: tenThousand.gas };
}

/** Ships whole parcels. */
export async function measureWhole(
  ledger: Consortium,
  parties: { from: Member; to: Member },
  batch: bigint,
): Promise<ShipGas> {
  for (const [parcelFrom, splitIndex] of [
    [0, PACKS_SHIPPED],
    [PACKS_SHIPPED, PACKS_SHIPPED + 1],
  ] as const) {
    const parcelId = (batch << 32n) | BigInt(parcelFrom);
    await ledger.chain.send(parties.from.operator, ledger.custody, "splitParcel", parcelId, splitIndex);
  }
  const tenThousand = await ship(ledger, parties, { batch, from: 0, to: PACKS_SHIPPED, parcelFrom: 0 });
  const rest = PACKS_SHIPPED;
  const one = await ship(ledger, parties, { batch, from: rest, to: rest + 1, parcelFrom: rest });
  return { one: one.gas, tenThousand: tenThousand.gas };
}

/** Dispenses `packs` in one call, `linesEach` to a person, and checks that each is gone. */
export async function measureDispenses(
  ledger: Consortium,
  pharmacy: Member,
  packs: readonly { shelf: Shelf; index: number }[],
  linesEach: number,
): Promise<number> {
  const dispenses: unknown[] = [];
  const froms: number[][] = [];
  const nowSec = await ledger.chain.nowSec();
  for (let first = 0; first < packs.length; first += linesEach) {
    const taken = packs.slice(first, first + linesEach);
    const lines = taken.map(({ shelf, index }) =>
      lineWord({ batch: shelf.batch, index, units: 0, priceFen: 1_290n }),
    );
    dispenses.push([pharmacy.id, documentKey(), nowSec, 2, randomBytes(32), lines]);
    froms.push(taken.map(({ shelf }) => shelf.from));
  }
  const { chain } = ledger;
  const values = [pharmacy.operator.address, dispenses, froms, "0x"];
  const receipt = await chain.send(pharmacy.operator, ledger.ledger, "recordDispenses", ...values);
  for (const { shelf, index } of packs) {
    const gone = await chain.ask(ledger.ledger, "isGone", shelf.batch, index);
    if (gone !== true) throw new Error(`pack ${index} of batch ${shelf.batch} is not gone`);
  }
  return Number(receipt.gasUsed);
}

async function requireParcelTo(ledger: Consortium, batch: bigint, from: number, to: number): Promise<void> {
  // The ABI of `parcel` answers a struct, which ethers gives as an object with its field names.
  const parcel = (await ledger.chain.ask(ledger.custody, "parcel", (batch << 32n) | BigInt(from))) as {
    to: bigint;
    state: bigint;
  };
  if (parcel.to !== BigInt(to) || parcel.state !== 2n)
    throw new Error(`parcel ${from} of ${batch} is not on its way`);
}

function documentKey(): string {
  documentCount += 1;
  return `0x${randomBytes(28).toString("hex")}${documentCount.toString(16).padStart(8, "0")}`;
}
