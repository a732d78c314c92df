import { Consortium, type Member } from "../test/contracts/support/consortium.ts";
import { type BenchResult, type Figure, printTable, runAlone, toFigure } from "./bench.ts";
import { type ClaimGas, measureClaims } from "./gas-claims.ts";
import * as ours from "./gas-ledger.ts";
import { measureReference, type ReferenceGas } from "./gas-reference.ts";

const BATCH_PACKS = 12_000;
const CHUNK_KEYS = 4_000;
const SMALL_CHUNK_KEYS = 500;
const DISPENSES_PER_CALL = 50;
const CLAIMS_PER_CALL = 50;
const STOCK_BATCHES = 4;
const SHELF_PACKS = 200;
/** First pack and number of packs of each shelf, in every batch; the last is for claims. */
const SHELVES = [
  [11_200, SHELF_PACKS],
  [11_500, SHELF_PACKS],
  [11_800, SHELF_PACKS],
  [11_400, SHELF_PACKS / 2],
] as const;

type DispenseGas = { onePack: number; onePackAgain: number; threePacks: number; alone: number };

type LedgerGas = {
  manifest: { whole: number; chunks: number; smallChunks: number };
  front: ours.ShipGas;
  middle: ours.ShipGas;
  whole: ours.ShipGas;
  receive: number;
  dispense: DispenseGas;
  claim: ClaimGas;
};

/** Gas of each step on our ledger and on a struct-per-pack contract, on one in-process chain. */
export async function run(): Promise<BenchResult> {
  const ledger = await Consortium.create();
  try {
    const reference = await measureReference(ledger.chain);
    const measured = await measureLedger(ledger);
    printSteps(reference, measured);
    return {
      name: "gas",
      figures: figuresOf(reference, measured),
      inputs: {
        chain: "hardhat 3 EDR in process, hardfork cancun",
        batchPacks: BATCH_PACKS,
        chunkKeys: CHUNK_KEYS,
        smallChunkKeys: SMALL_CHUNK_KEYS,
        dispensesPerCall: DISPENSES_PER_CALL,
        claimsPerCall: CLAIMS_PER_CALL,
        stock: `${STOCK_BATCHES} batches, packs taken in a shuffled order from parcels of ${SHELF_PACKS}`,
        reference: "bench/reference/StructPerPack.sol, one transaction a step",
      },
      raw: { reference, ledger: measured },
    };
  } finally {
    await ledger.chain.close();
  }
}

async function measureLedger(ledger: Consortium): Promise<LedgerGas> {
  const maker = await ledger.maker();
  const pharmacy = await ledger.pharmacy();
  const product = await ledger.product(maker, "8341234");
  const batches: ours.BatchGas[] = [];
  for (let made = 0; made < STOCK_BATCHES; made += 1) {
    const batch = { product, number: `230104${made}`, packCount: BATCH_PACKS, chunkKeys: CHUNK_KEYS };
    batches.push(await ours.measureBatch(ledger, maker, batch));
  }
  const small = { product, number: "230104S", packCount: CHUNK_KEYS, chunkKeys: SMALL_CHUNK_KEYS };
  const smallChunks = await ours.measureBatch(ledger, maker, small);
  const [first, second, third] = batches;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error("three batches to ship");
  const parties = { from: maker, to: pharmacy };
  const front = await ours.measureFront(ledger, parties, first.batch);
  const middle = await ours.measureMiddle(ledger, parties, second.batch);
  const whole = await ours.measureWhole(ledger, parties, third.batch);
  const chunks = batches.reduce((sum, batch) => sum + batch.manifest, 0) / STOCK_BATCHES / BATCH_PACKS;
  const wholeBatch = batches.reduce((sum, batch) => sum + batch.whole, 0) / STOCK_BATCHES / BATCH_PACKS;
  return {
    manifest: { whole: wholeBatch, chunks, smallChunks: smallChunks.manifest / CHUNK_KEYS },
    front,
    middle,
    whole,
    ...(await measureTill(ledger, { maker, pharmacy }, batches)),
  };
}

/** What a till costs: packs of a few batches, in an order as people come. */
async function measureTill(
  ledger: Consortium,
  parties: { maker: Member; pharmacy: Member },
  batches: readonly ours.BatchGas[],
): Promise<{ receive: number; dispense: DispenseGas; claim: ClaimGas }> {
  const { maker, pharmacy } = parties;
  const shelves: ours.Shelf[][] = [];
  let receive = 0;
  for (const [set, [start, packCount]] of SHELVES.entries()) {
    shelves[set] = [];
    for (const { batch } of batches) {
      const run = {
        batch,
        from: start,
        to: start + packCount,
        parcelFrom: await parcelFromOf(ledger, batch, start),
      };
      receive = await ours.deliver(ledger, { from: maker, to: pharmacy }, run);
      shelves[set].push({ batch, from: run.from, to: run.to });
    }
  }
  const [oneLine = [], threeLines = [], single = [], claims = []] = shelves;
  const packs = shuffled(oneLine);
  const perCall = (call: number): { shelf: ours.Shelf; index: number }[] =>
    packs.slice(call * DISPENSES_PER_CALL, (call + 1) * DISPENSES_PER_CALL);
  const onePack = await ours.measureDispenses(ledger, pharmacy, perCall(0), 1);
  const onePackAgain = await ours.measureDispenses(ledger, pharmacy, perCall(1), 1);
  const many = shuffled(threeLines).slice(0, DISPENSES_PER_CALL * 3);
  const threePacks = await ours.measureDispenses(ledger, pharmacy, many, 3);
  const alone = await ours.measureDispenses(ledger, pharmacy, shuffled(single).slice(0, 1), 1);
  const dispense = {
    onePack: onePack / DISPENSES_PER_CALL,
    onePackAgain: onePackAgain / DISPENSES_PER_CALL,
    threePacks: threePacks / DISPENSES_PER_CALL,
    alone,
  };
  // Shelves that were not sold from: a claim's own cost, not a warm slot's.
  const claimed = shuffled(claims).slice(0, CLAIMS_PER_CALL + 1);
  return { receive, dispense, claim: await measureClaims(ledger, pharmacy, claimed) };
}

/** Where the parcel begins that contains a pack: a walk along the chain of parcels. */
async function parcelFromOf(ledger: Consortium, batch: bigint, index: number): Promise<number> {
  let from = 0;
  for (;;) {
    // The ABI of `parcel` answers a struct, which ethers gives as an object with its field names.
    const found = (await ledger.chain.ask(ledger.custody, "parcel", (batch << 32n) | BigInt(from))) as {
      to: bigint;
    };
    if (found.to === 0n) throw new Error(`batch ${batch} has no parcel with pack ${index}`);
    if (Number(found.to) > index) return from;
    from = Number(found.to);
  }
}

/** All packs of the shelves in an order that mixes them, the same in every run. */
function shuffled(shelves: readonly ours.Shelf[]): { shelf: ours.Shelf; index: number }[] {
  const packs = shelves.flatMap((shelf) =>
    Array.from({ length: shelf.to - shelf.from }, (_, offset) => ({ shelf, index: shelf.from + offset })),
  );
  let state = 20_250_701;
  const keyed = packs.map((pack) => {
    // The generator of Numerical Recipes: enough to mix a shelf.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return { pack, key: state };
  });
  return keyed.sort((left, right) => left.key - right.key).map(({ pack }) => pack);
}

function figuresOf(reference: ReferenceGas, measured: LedgerGas): Figure[] {
  const life = reference.register + reference.ship + reference.dispense;
  const { manifest, front, middle, whole, dispense, claim } = measured;
  const further = (dispense.threePacks - dispense.onePack) / 2;
  const growth = Math.max(...[front, middle, whole].map((gas) => gas.tenThousand / gas.one));
  const atMost = (figure: string, value: number, unit: string, target: number): Figure =>
    toFigure({ figure, value, unit, target, comparison: "<=" });
  const atLeast = (figure: string, value: number, unit: string, target: number): Figure =>
    toFigure({ figure, value, unit, target, comparison: ">=" });
  return [
    atLeast("gas-dispense-times-cheaper", life / dispense.onePack, "times", 7),
    atMost("gas-dispense", dispense.onePack, "gas", 40_000),
    atMost("gas-dispense-further-pack", further, "gas", 9_000),
    atMost("gas-claim", claim.submit + claim.approve + claim.pay, "gas", 150_000),
    atLeast("gas-manifest-times-cheaper", reference.register / manifest.whole, "times", 400),
    atMost("gas-ship-front-of-parcel", Math.max(front.one, front.tenThousand), "gas", 110_000),
    atMost("gas-ship-whole-parcel", Math.max(whole.one, whole.tenThousand), "gas", 110_000),
    atMost("gas-ship-middle-of-parcel", Math.max(middle.one, middle.tenThousand), "gas", 110_000),
    atMost("gas-ship-growth-1-to-10000", growth, "times", 1.01),
  ];
}

function printSteps(reference: ReferenceGas, measured: LedgerGas): void {
  const { manifest, front, middle, whole, receive, dispense, claim } = measured;
  const gas = (value: number): string => Math.round(value).toLocaleString("en");
  const both = ({ one, tenThousand }: ours.ShipGas): string => `${gas(one)} / ${gas(tenThousand)}`;
  printTable([
    ["step", "ledger", "struct per pack"],
    [
      "put a pack on the ledger, batch opened and sealed, chunks of 4,000",
      gas(manifest.whole),
      gas(reference.register),
    ],
    ["  the manifest calls alone, chunks of 4,000", gas(manifest.chunks), ""],
    ["  the manifest calls alone, chunks of 500", gas(manifest.smallChunks), ""],
    ["ship 1 / 10,000 packs, front of a parcel", both(front), `${gas(reference.ship)} a pack`],
    ["ship 1 / 10,000 packs, a whole parcel", both(whole), ""],
    ["ship 1 / 10,000 packs, middle of a parcel", both(middle), ""],
    ["receive a whole run", gas(receive), ""],
    ["dispense one pack, 50 in a call, untouched shelf", gas(dispense.onePack), gas(reference.dispense)],
    ["dispense one pack, 50 in a call, shelf sold from before", gas(dispense.onePackAgain), ""],
    ["dispense three packs to one person, 50 in a call", gas(dispense.threePacks), ""],
    ["dispense one pack in a call of its own", gas(dispense.alone), ""],
    ["a claim submitted, 50 in a call", gas(claim.submit), ""],
    ["  approved, 50 in a call", gas(claim.approve), ""],
    ["  paid, 50 in a call", gas(claim.pay), ""],
    ["a receipt and its claim in one call of their own", gas(claim.dispenseAndClaim), ""],
  ]);
}

if (import.meta.main) await runAlone(run);
