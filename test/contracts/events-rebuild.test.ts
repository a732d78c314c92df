import { afterAll, beforeAll, expect, test } from "vitest";
import { Consortium, type Member } from "./support/consortium.ts";
import type { Receipt } from "./support/edr-chain.ts";
import { RebuiltLedger } from "./support/rebuilt-ledger.ts";
import { lineWord, runWord } from "./support/words.ts";

/** Enough packs that a batch spans two words of bits. */
const PACK_COUNT = 300;
const STEP_COUNT = 420;
const PARCEL_STATES = ["none", "held", "in transit", "disputed", "lost"];
const KINDS = [
  "ship",
  "receive",
  "withdraw",
  "dispute",
  "answer",
  "split",
  "join",
  "dispense",
  "reverse",
  "decommission",
] as const;
const UNITS_PER_PACK = 24;
const NO_COMMITMENT = `0x${"00".repeat(32)}`;

let consortium: Consortium;
const rebuilt = new RebuiltLedger();
/** Contents with the id that their event gave them: a return must show what it takes back. */
const dispensed: { till: Member; content: unknown[]; id: string; from: number; line: bigint }[] = [];
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

  const accepted = new Map<string, number>();
  for (let step = 0; step < STEP_COUNT; step += 1) {
    const kind = KINDS[pick(KINDS.length)] ?? "ship";
    const receipt = await steps[kind](members, batches);
    if (receipt === undefined) continue;
    accepted.set(kind, (accepted.get(kind) ?? 0) + 1);
    learn(receipt);
  }

  for (const kind of KINDS) expect([kind, (accepted.get(kind) ?? 0) > 2]).toEqual([kind, true]);
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
    const receipt = await move(sender, "shipConsignment", content, [parcel.from]);
    rebuilt.keepContent(receipt.logs.at(-1)?.topics[1] ?? "", content);
    return receipt;
  },

  async receive(members: readonly Member[], batches: readonly bigint[]) {
    const taken = await takenOut(members, batches, "counterparty");
    return taken && move(taken.by, "receiveConsignment", ...taken.values);
  },

  async withdraw(members: readonly Member[], batches: readonly bigint[]) {
    const taken = await takenOut(members, batches, "holder");
    return taken && move(taken.by, "withdrawConsignment", ...taken.values);
  },

  async dispute(members: readonly Member[], batches: readonly bigint[]) {
    const taken = await takenOut(members, batches, pick(2) === 0 ? "holder" : "counterparty");
    return taken && move(taken.by, "disputeConsignment", ...taken.values, NO_COMMITMENT);
  },

  /** Both sides say the same now and then, and then it is done. */
  async answer(members: readonly Member[], batches: readonly bigint[]) {
    const parcel = rebuilt.anyParcel("disputed", batches, pick);
    if (parcel === undefined) return undefined;
    const party = pick(2) === 0 ? parcel.holder : parcel.counterparty;
    const by = members.find((member) => member.id === party);
    if (by === undefined) return undefined;
    const words = [runWord(parcel.batch, parcel.from, parcel.to)];
    return move(by, "answerDispute", rebuilt.contentOf(parcel.consignment), 1 + pick(2), words);
  },

  async split(members: readonly Member[], batches: readonly bigint[]) {
    const parcel = rebuilt.anyParcel("held", batches, pick);
    const holder = members.find((member) => member.id === parcel?.holder);
    if (parcel === undefined || holder === undefined || parcel.to - parcel.from < 2) return undefined;
    const splitIndex = parcel.from + 1 + pick(parcel.to - parcel.from - 1);
    return move(holder, "splitParcel", (parcel.batch << 32n) | BigInt(parcel.from), splitIndex);
  },

  async join(members: readonly Member[], batches: readonly bigint[]) {
    const pair = rebuilt.anyNeighbours(batches, pick);
    const holder = members.find((member) => member.id === pair?.holder);
    if (pair === undefined || holder === undefined) return undefined;
    return move(holder, "joinParcels", (pair.batch << 32n) | BigInt(pair.from), [pair.to]);
  },

  async dispense(members: readonly Member[], batches: readonly bigint[]) {
    const till = members[2];
    const shelf = rebuilt.anyParcel("held", batches, pick, till?.id);
    if (till === undefined || shelf === undefined) return undefined;
    const lines = new Map<number, bigint>();
    for (let line = 0; line < 1 + pick(4); line += 1) {
      const index = shelf.from + pick(shelf.to - shelf.from);
      const { isGone, isOpened, isFrozen, unitsTaken } = rebuilt.packOf(shelf.batch, index);
      const units = pick(2) === 0 ? 0 : 1 + pick(UNITS_PER_PACK / 4);
      if (isFrozen || (isGone && (units === 0 || !isOpened))) continue;
      if (unitsTaken + units > UNITS_PER_PACK) continue;
      lines.set(index, lineWord({ batch: shelf.batch, index, units, priceFen: 1_290n }));
    }
    if (lines.size === 0) return undefined;
    const nowSec = await consortium.chain.nowSec();
    const dispense = [till.id, document(), nowSec, 0, NO_COMMITMENT, [...lines.values()]];
    const froms = Array.from(lines, () => shelf.from);
    const receipt = await sell(till, "recordDispenses", till.operator.address, [dispense], [froms], "0x");
    const [line = 0n] = lines.values();
    const id = receipt.logs[0]?.topics[1] ?? "";
    dispensed.push({ till, content: dispense, id, from: shelf.from, line });
    return receipt;
  },

  /** The first line of a dispense, whole; once for each, where the pack is still on the till's shelf. */
  async reverse() {
    const [returned] = dispensed.splice(pick(Math.max(dispensed.length, 1)), 1);
    if (returned === undefined) return undefined;
    const { till, content, id, line } = returned;
    const index = Number((line >> 80n) & 0xffffffffn);
    const batch = line >> 112n;
    const shelf = rebuilt.parcelWith(batch, index);
    if (shelf.state !== "held" || shelf.holder !== till.id || rebuilt.packOf(batch, index).isFrozen)
      return undefined;
    const reversal = [till.id, document(), id, await consortium.chain.nowSec(), [line]];
    const args = [till.operator.address, content, reversal, [0], [shelf.from], "0x"];
    return sell(till, "reverseDispense", ...args);
  },

  async decommission(members: readonly Member[], batches: readonly bigint[]) {
    const shelf = rebuilt.anyParcel("held", batches, pick);
    const holder = members.find((member) => member.id === shelf?.holder);
    if (shelf === undefined || holder === undefined) return undefined;
    const index = shelf.from + pick(shelf.to - shelf.from);
    const { isGone, isOpened, isFrozen, unitsTaken } = rebuilt.packOf(shelf.batch, index);
    const left = UNITS_PER_PACK - unitsTaken;
    if (isGone && (left === 0 || !(isOpened || isFrozen))) return undefined;
    const runs = isGone ? [] : [runWord(shelf.batch, index, index + 1)];
    const rest = isGone ? [lineWord({ batch: shelf.batch, index, units: left, priceFen: 0n })] : [];
    const froms = [shelf.from];
    const nowSec = await consortium.chain.nowSec();
    const content = [holder.id, document(), nowSec, 1, runs, rest];
    const [runFroms, restFroms] = isGone ? [[], froms] : [froms, []];
    return sell(holder, "decommissionPacks", content, runFroms, restFroms);
  },
};

/** What takes some of a consignment out of its way, by the institution that the parcel names so. */
async function takenOut(
  members: readonly Member[],
  batches: readonly bigint[],
  party: "holder" | "counterparty",
): Promise<{ by: Member; values: unknown[] } | undefined> {
  const parcel = rebuilt.anyParcel("in transit", batches, pick);
  const by = members.find((member) => member.id === parcel?.[party]);
  if (parcel === undefined || by === undefined) return undefined;
  const from = parcel.from + (pick(2) === 0 ? 0 : pick(parcel.to - parcel.from));
  const to = pick(2) === 0 ? parcel.to : from + 1 + pick(parcel.to - from);
  const words = [runWord(parcel.batch, from, to)];
  const content = rebuilt.contentOf(parcel.consignment);
  return { by, values: [content, await consortium.chain.nowSec(), words, [parcel.from]] };
}

async function sealedBatch(maker: Member, product: number, number: string): Promise<bigint> {
  const batch = await consortium.openBatch(maker, product, number, PACK_COUNT);
  await consortium.append(maker, batch, 0, new Uint8Array(PACK_COUNT * 16).fill(7));
  learn(await consortium.seal(maker, batch));
  return batch;
}

function move(by: Member, name: string, ...values: unknown[]): Promise<Receipt> {
  return consortium.chain.send(by.operator, consortium.custody, name, ...values);
}

function sell(by: Member, name: string, ...values: unknown[]): Promise<Receipt> {
  return consortium.chain.send(by.operator, consortium.ledger, name, ...values);
}

function learn(receipt: Receipt): void {
  for (const log of receipt.logs) {
    const source = [consortium.custody, consortium.ledger].find(({ address }) => address === log.address);
    const event = source === undefined ? null : source.face.parseLog(log);
    if (event !== null) rebuilt.apply(event.name, event.args);
  }
}

async function parcelsOnChain(batch: bigint): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let from = 0; from < PACK_COUNT; ) {
    // The ABI of `parcel` answers a struct, which ethers gives as an object with its field names.
    const id = (batch << 32n) | BigInt(from);
    const asked = await consortium.chain.ask(consortium.custody, "parcel", id);
    const parcel = asked as Record<string, bigint | string>;
    const state = PARCEL_STATES[Number(parcel["state"])];
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
    const { chain, ledger } = consortium;
    const isGone = await chain.ask(ledger, "isGone", batch, index);
    // The ABI of `packCounts` answers a struct, which ethers gives as an object with its field names.
    const counts = (await chain.ask(ledger, "packCounts", batch, index)) as Record<string, bigint | boolean>;
    const { isOpened, isFrozen } = counts;
    const [unitsTaken, reversalCount] = [Number(counts["unitsTaken"]), Number(counts["reversalCount"])];
    if (isGone === true || reversalCount > 0)
      found.push({ index, isGone, unitsTaken, reversalCount, isOpened, isFrozen });
  }
  return found;
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
