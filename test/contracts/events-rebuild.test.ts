import { afterAll, beforeAll, expect, test } from "vitest";
import { Consortium, type Member } from "./support/consortium.ts";
import type { Receipt } from "./support/edr-chain.ts";
import { RebuiltLedger } from "./support/rebuilt-ledger.ts";
import { lineWord, runWord } from "./support/words.ts";

/** Enough packs that a batch spans two words of bits. */
const PACK_COUNT = 300;
const STEP_COUNT = 160;
const UNITS_PER_PACK = 24;
const NO_COMMITMENT = `0x${"00".repeat(32)}`;

let consortium: Consortium;
const rebuilt = new RebuiltLedger();
let random = 20_250_701;

beforeAll(async () => {
  consortium = await Consortium.create();
}, 120_000);

afterAll(async () => {
  await consortium.chain.close();
});

test("parcels, bits and units rebuilt from events alone are those of the contract (S5)", async () => {
  const members = [await consortium.maker(), await consortium.wholesaler(), await consortium.pharmacy()];
  const [maker] = members;
  if (maker === undefined) throw new Error("a maker begins it all");
  const product = await consortium.product(maker, "8341234");
  const batches: bigint[] = [];
  for (const number of ["A", "B"]) batches.push(await sealedBatch(maker, product, number));

  const accepted = { ship: 0, receive: 0, split: 0, dispense: 0 };
  for (let step = 0; step < STEP_COUNT; step += 1) {
    const kind = (["ship", "receive", "split", "dispense"] as const)[pick(4)] ?? "ship";
    const receipt = await steps[kind](members, batches);
    if (receipt === undefined) continue;
    accepted[kind] += 1;
    learn(receipt);
  }

  for (const count of Object.values(accepted)) expect(count).toBeGreaterThan(5);
  for (const batch of batches) {
    expect(await parcelsOnChain(batch)).toEqual(rebuilt.parcelsOf(batch));
    expect(await packsOnChain(batch)).toEqual(rebuilt.packsOf(batch, PACK_COUNT));
  }
}, 240_000);

const steps = {
  async ship(members: readonly Member[], batches: readonly bigint[]) {
    const parcel = rebuilt.anyParcel("held", batches, pick);
    if (parcel === undefined) return undefined;
    const sender = members.find((member) => member.id === parcel.holder);
    const receiver = members[pick(members.length)];
    if (sender === undefined || receiver === undefined || sender.id === receiver.id) return undefined;
    const from = parcel.from + (pick(2) === 0 ? 0 : pick(parcel.to - parcel.from));
    const to = pick(2) === 0 ? parcel.to : from + 1 + pick(parcel.to - from);
    const nowSec = await consortium.chain.nowSec();
    const words = [runWord(parcel.batch, from, to)];
    const content = [sender.id, receiver.id, document(), nowSec, words, [NO_COMMITMENT]];
    const receipt = await send(sender, "shipConsignment", content, [parcel.from]);
    rebuilt.keepContent(receipt.logs.at(-1)?.topics[1] ?? "", content);
    return receipt;
  },

  async receive(members: readonly Member[], batches: readonly bigint[]) {
    const parcel = rebuilt.anyParcel("in transit", batches, pick);
    if (parcel === undefined) return undefined;
    const receiver = members.find((member) => member.id === parcel.counterparty);
    if (receiver === undefined) return undefined;
    const from = parcel.from + (pick(2) === 0 ? 0 : pick(parcel.to - parcel.from));
    const to = pick(2) === 0 ? parcel.to : from + 1 + pick(parcel.to - from);
    const nowSec = await consortium.chain.nowSec();
    const words = [runWord(parcel.batch, from, to)];
    const content = rebuilt.contentOf(parcel.consignment);
    return send(receiver, "receiveConsignment", content, nowSec, words, [parcel.from]);
  },

  async split(members: readonly Member[], batches: readonly bigint[]) {
    const parcel = rebuilt.anyParcel("held", batches, pick);
    const holder = members.find((member) => member.id === parcel?.holder);
    if (parcel === undefined || holder === undefined || parcel.to - parcel.from < 2) return undefined;
    const splitIndex = parcel.from + 1 + pick(parcel.to - parcel.from - 1);
    return send(holder, "splitParcel", (parcel.batch << 32n) | BigInt(parcel.from), splitIndex);
  },

  async dispense(members: readonly Member[], batches: readonly bigint[]) {
    const till = members[2];
    const shelf = rebuilt.anyParcel("held", batches, pick, till?.id);
    if (till === undefined || shelf === undefined) return undefined;
    const lines = new Map<number, bigint>();
    for (let line = 0; line < 1 + pick(4); line += 1) {
      const index = shelf.from + pick(shelf.to - shelf.from);
      const taken = rebuilt.unitsOutOf(shelf.batch, index, UNITS_PER_PACK);
      const units = pick(2) === 0 ? 0 : 1 + pick(UNITS_PER_PACK);
      if (taken + (units === 0 ? UNITS_PER_PACK : units) > UNITS_PER_PACK) continue;
      lines.set(index, lineWord({ batch: shelf.batch, index, units, priceFen: 1_290n }));
    }
    if (lines.size === 0) return undefined;
    const nowSec = await consortium.chain.nowSec();
    const dispense = [till.id, document(), nowSec, 0, NO_COMMITMENT, [...lines.values()]];
    return send(till, "recordDispenses", [dispense], [Array.from(lines, () => shelf.from)]);
  },
};

async function sealedBatch(maker: Member, product: number, number: string): Promise<bigint> {
  const batch = await consortium.openBatch(maker, product, number, PACK_COUNT);
  await consortium.append(maker, batch, 0, new Uint8Array(PACK_COUNT * 16).fill(7));
  learn(await consortium.seal(maker, batch));
  return batch;
}

async function send(by: Member, name: string, ...values: unknown[]): Promise<Receipt> {
  return consortium.chain.send(by.operator, consortium.ledger, name, ...values);
}

function learn(receipt: Receipt): void {
  for (const log of receipt.logs) {
    const event = log.address === consortium.ledger.address ? consortium.ledger.face.parseLog(log) : null;
    if (event !== null) rebuilt.apply(event.name, event.args);
  }
}

async function parcelsOnChain(batch: bigint): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let from = 0; from < PACK_COUNT; ) {
    // The ABI of `parcel` answers a struct, which ethers gives as an object with its field names.
    const parcel = (await ask("parcel", (batch << 32n) | BigInt(from))) as Record<string, bigint | string>;
    const state = parcel["state"] === 1n ? "held" : "in transit";
    const { holder, counterparty, consignmentTag } = parcel;
    const to = Number(parcel["to"]);
    const tag = consignmentTag;
    found.push({ from, to, holder: Number(holder), counterparty: Number(counterparty), state, tag });
    if (to <= from) break;
    from = to;
  }
  return found;
}

async function packsOnChain(batch: bigint): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let index = 0; index < PACK_COUNT; index += 1) {
    const gone = await ask("isGone", batch, index);
    if (gone === true) found.push({ index, unitsTaken: Number(await ask("unitsTaken", batch, index)) });
  }
  return found;
}

function ask(name: string, ...values: unknown[]): Promise<unknown> {
  return consortium.chain.ask(consortium.ledger, name, ...values);
}

let documentCount = 0;

function document(): string {
  documentCount += 1;
  return `0x${documentCount.toString(16).padStart(64, "0")}`;
}

/** The generator of Numerical Recipes: the same history in every run. */
function pick(count: number): number {
  random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((random / 2 ** 32) * count);
}
