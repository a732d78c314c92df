import { createHash, randomBytes } from "node:crypto";
import { keccak256 } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Consortium, type Member } from "./support/consortium.ts";
import { type Trace, traceOf } from "./support/trace.ts";
import { lineWord, runWord } from "./support/words.ts";

/** An opening as the pharmacy knows it. The last digit is not the check digit: nobody's id. */
const PERSON = { residentId: "330503195602300010", name: "沈试测", card: "A00000TEST0123456" };
const PACK_COUNT = 20;
const UNSALTED = keccak256(Buffer.from(PERSON.residentId));

let consortium: Consortium;
let till: Member;
let batch: bigint;
let documentCount = 0;

beforeAll(async () => {
  consortium = await Consortium.create();
  const maker = await consortium.maker();
  till = await consortium.pharmacy();
  const product = await consortium.product(maker, "8341234");
  batch = await consortium.openBatch(maker, product, "230104", PACK_COUNT);
  await consortium.append(maker, batch, 0, randomBytes(PACK_COUNT * 16));
  await consortium.seal(maker, batch);
  const { chain, custody } = consortium;
  const nowSec = await chain.nowSec();
  const words = [runWord(batch, 0, PACK_COUNT)];
  const content = [maker.id, till.id, document(), nowSec, words, [randomBytes(32)]];
  await chain.send(maker.operator, custody, "shipConsignment", content, [0]);
  await chain.send(till.operator, custody, "receiveConsignment", content, nowSec, words, [0]);
}, 120_000);

afterAll(async () => {
  await consortium.chain.close();
});

test("no calldata, log or storage word of a pack's life tells the person (I14)", async () => {
  const salt = randomBytes(32);
  const commitment = keccak256(Buffer.concat([salt, Buffer.from(PERSON.residentId)]));
  const before = await consortium.chain.provider.getBlockNumber();
  const content = await dispense(0, commitment);
  const { chain, ledger } = consortium;
  const dispenseLog = await traceOf(chain.provider, before + 1);
  await reverse(content, dispenseLog.logTopics[1] ?? "");
  await chain.send(consortium.bureau.operator, ledger, "answerReceipt", content, 2);
  const trace = await traceOf(consortium.chain.provider, 0);

  // That the search sees all three places: what must be there is found.
  expect(placesOf(trace, commitment)).toEqual(["calldata", "log"]);
  const dispenseId = dispenseLog.logTopics[1] ?? "";
  expect(placesOf(trace, dispenseId.slice(0, 42))).toEqual(["calldata", "log", "storage"]);

  for (const [name, needle] of needles()) expect([name, placesOf(trace, needle)]).toEqual([name, []]);
}, 120_000);

test("an unsalted hash of the id would be found by the same search", async () => {
  const before = await consortium.chain.provider.getBlockNumber();
  await dispense(1, UNSALTED);
  const trace = await traceOf(consortium.chain.provider, before + 1);
  expect(placesOf(trace, needles().get("keccak of the id") ?? "")).toEqual(["calldata", "log"]);
}, 60_000);

async function dispense(index: number, personCommitment: string): Promise<unknown[]> {
  const { chain, ledger } = consortium;
  const lines = [lineWord({ batch, index, units: 0, priceFen: 1_290n })];
  const content = [till.id, document(), await chain.nowSec(), 2, personCommitment, lines];
  const { operator } = till;
  await chain.send(operator, ledger, "recordDispenses", operator.address, [content], [[0]], "0x");
  return content;
}

/** The pack comes back, and stands on the shelf as before. */
async function reverse(dispense: unknown[], dispenseId: string): Promise<void> {
  const { chain, ledger } = consortium;
  const lines = [lineWord({ batch, index: 0, units: 0, priceFen: 1_290n })];
  const reversal = [till.id, document(), dispenseId, await chain.nowSec(), lines];
  const args = [till.operator.address, dispense, reversal, [0], [0], "0x"];
  await chain.send(till.operator, ledger, "reverseDispense", ...args);
}

/** Every plain form of the person, and every hash of one that a guesser would try first. */
function needles(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [field, text] of [
    ["id", PERSON.residentId],
    ["name", PERSON.name],
    ["card", PERSON.card],
  ] as const) {
    const bytes = Buffer.from(text);
    found.set(`${field} as text`, `0x${bytes.toString("hex")}`);
    found.set(`keccak of the ${field}`, keccak256(bytes));
    for (const algorithm of ["sha256", "sha1", "md5"]) {
      found.set(`${algorithm} of the ${field}`, `0x${createHash(algorithm).update(bytes).digest("hex")}`);
    }
  }
  // As a number, and as the digits themselves; in seven bytes and more, no hash holds them by chance.
  found.set("id as a number", `0x${BigInt(PERSON.residentId).toString(16)}`);
  found.set("id as digits", `0x${PERSON.residentId}`);
  found.set("day of birth as text", `0x${Buffer.from(PERSON.residentId.slice(6, 14)).toString("hex")}`);
  return found;
}

function placesOf(trace: Trace, needle: string): string[] {
  const digits = needle.slice(2).toLowerCase();
  const holds = (words: readonly string[]): boolean =>
    words.some((word) => word.toLowerCase().includes(digits));
  const places: string[] = [];
  if (holds(trace.calldata)) places.push("calldata");
  if (holds(trace.logData) || holds(trace.logTopics)) places.push("log");
  if (holds(trace.storageWords)) places.push("storage");
  return places;
}

function document(): string {
  documentCount += 1;
  return keccak256(Buffer.from(`keyed document ${documentCount}`));
}
