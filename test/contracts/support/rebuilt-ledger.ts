import type { Result } from "ethers";

export type RebuiltParcel = {
  batch: bigint;
  from: number;
  to: number;
  holder: number;
  counterparty: number;
  state: "held" | "in transit" | "disputed" | "lost";
  consignment: string;
};

/** What is known of a pack that has a history: its bit, and what is counted of it. */
export type RebuiltPack = {
  isGone: boolean;
  unitsTaken: number;
  reversalCount: number;
  isOpened: boolean;
  isFrozen: boolean;
};

const UNTOUCHED: RebuiltPack = {
  isGone: false,
  unitsTaken: 0,
  reversalCount: 0,
  isOpened: false,
  isFrozen: false,
};
const LOST = 2n;
const NO_TAG = `0x${"00".repeat(16)}`;
const TAG_DIGITS = 2 + 32;

/**
 * Custody, bits and units as one who has nothing but the logs of DrugCustody and DrugLedger would know them.
 */
export class RebuiltLedger {
  readonly #parcels = new Map<string, RebuiltParcel>();
  readonly #packs = new Map<string, RebuiltPack>();
  readonly #contents = new Map<string, unknown[]>();

  apply(name: string, args: Result): void {
    if (name === "CustodyOpened") this.#open(args);
    else if (name === "ParcelSplit") this.#split(args);
    else if (name === "ParcelsJoined") this.#join(args);
    else if (name === "ConsignmentShipped") this.#ship(args);
    else if (name === "ConsignmentReceived") this.#settle(args, "accepted", "receiver");
    else if (name === "ConsignmentWithdrawn") this.#settle(args, "runs", "sender");
    else if (name === "ConsignmentDisputed") this.#mark(args, "disputed");
    else if (name === "DisputeAnswered") return;
    else if (name === "DisputeResolved") this.#resolve(args);
    else if (name === "DispenseRecorded") this.#dispense(args);
    else if (name === "PackFrozen") this.#freeze(args);
    else if (name === "DispenseReversed") this.#reverse(args);
    else if (name === "PacksDecommissioned") this.#decommission(args);
    else throw new Error(`an event nobody told of: ${name}`);
  }

  parcelsOf(batch: bigint): unknown[] {
    return [...this.#parcels.values()]
      .filter((parcel) => parcel.batch === batch)
      .sort((left, right) => left.from - right.from)
      .map(({ from, to, holder, counterparty, state, consignment }) => {
        const tag = consignment === "" ? NO_TAG : consignment.slice(0, TAG_DIGITS);
        return { from, to, holder, counterparty, state, tag };
      });
  }

  packsOf(batch: bigint, packCount: number): unknown[] {
    const packs: unknown[] = [];
    for (let index = 0; index < packCount; index += 1) {
      const pack = this.#packs.get(keyOf(batch, index));
      if (pack !== undefined) packs.push({ index, ...pack });
    }
    return packs;
  }

  packOf(batch: bigint, index: number): RebuiltPack {
    return this.#packs.get(keyOf(batch, index)) ?? UNTOUCHED;
  }

  anyParcel(
    state: RebuiltParcel["state"],
    batches: readonly bigint[],
    pick: (count: number) => number,
    holder?: number,
  ): RebuiltParcel | undefined {
    const batch = batches[pick(batches.length)];
    const found = [...this.#parcels.values()].filter(
      (parcel) =>
        parcel.batch === batch &&
        parcel.state === state &&
        (holder === undefined || parcel.holder === holder),
    );
    return found[pick(Math.max(found.length, 1))];
  }

  /** Two parcels of one holder of which the second begins where the first ends. */
  anyNeighbours(batches: readonly bigint[], pick: (count: number) => number): RebuiltParcel | undefined {
    const batch = batches[pick(batches.length)];
    const found = [...this.#parcels.values()].filter((parcel) => {
      if (parcel.batch !== batch || parcel.state !== "held") return false;
      const next = this.#parcels.get(keyOf(batch, parcel.to));
      return next?.state === "held" && next.holder === parcel.holder;
    });
    return found[pick(Math.max(found.length, 1))];
  }

  parcelWith(batch: bigint, index: number): RebuiltParcel {
    const found = [...this.#parcels.values()].find(
      (parcel) => parcel.batch === batch && parcel.from <= index && index < parcel.to,
    );
    if (found === undefined) throw new Error(`no parcel holds pack ${index}`);
    return found;
  }

  /**
   * The content a receiver must show; it travels with the goods, and the event has it all but for its form.
   */
  keepContent(consignment: string, content: unknown[]): void {
    this.#contents.set(consignment, content);
  }

  contentOf(consignment: string): unknown[] {
    const content = this.#contents.get(consignment);
    if (content === undefined) throw new Error(`no content of ${consignment}`);
    return content;
  }

  #open(args: Result): void {
    const batch = BigInt(args.getValue("batch"));
    const to = Number(args.getValue("packCount"));
    const holder = Number(args.getValue("maker"));
    const parcel = { batch, from: 0, to, holder, counterparty: 0, state: "held" as const, consignment: "" };
    this.#parcels.set(keyOf(batch, 0), parcel);
  }

  #split(args: Result): void {
    const id = BigInt(args.getValue("parcel"));
    const splitIndex = Number(args.getValue("splitIndex"));
    const batch = id >> 32n;
    const parcel = this.#parcelAt(batch, Number(id & 0xffffffffn));
    this.#parcels.set(keyOf(batch, splitIndex), { ...parcel, from: splitIndex });
    parcel.to = splitIndex;
  }

  #ship(args: Result): void {
    for (const run of runsOf(args.getValue("runs"))) {
      const parcel = this.#wholeParcel(run);
      parcel.state = "in transit";
      parcel.holder = Number(args.getValue("sender"));
      parcel.counterparty = Number(args.getValue("receiver"));
      parcel.consignment = String(args.getValue("consignment"));
    }
  }

  /** The runs are in the hands of the institution that the event names so. */
  #settle(args: Result, runs: "accepted" | "runs", holder: "receiver" | "sender"): void {
    for (const run of runsOf(args.getValue(runs)))
      putInHands(this.#wholeParcel(run), Number(args.getValue(holder)));
  }

  #mark(args: Result, state: RebuiltParcel["state"]): void {
    for (const run of runsOf(args.getValue("runs"))) this.#wholeParcel(run).state = state;
  }

  /** What is returned goes back to the sender, whom the parcel still names as its holder. */
  #resolve(args: Result): void {
    if (args.getValue("outcome") === LOST) {
      this.#mark(args, "lost");
      return;
    }
    for (const run of runsOf(args.getValue("runs"))) {
      const parcel = this.#wholeParcel(run);
      putInHands(parcel, parcel.holder);
    }
  }

  #join(args: Result): void {
    const id = BigInt(args.getValue("parcel"));
    // The ABI says uint32[], which ethers gives as bigints.
    for (const from of args.getValue("joinedFroms") as Iterable<bigint>)
      this.#parcels.delete(keyOf(id >> 32n, Number(from)));
    this.#parcelAt(id >> 32n, Number(id & 0xffffffffn)).to = Number(args.getValue("to"));
  }

  #dispense(args: Result): void {
    for (const { key, units } of linesOf(args.getValue("lines"))) {
      const pack = this.#packAt(key);
      pack.isGone = true;
      if (units > 0) pack.isOpened = true;
      pack.unitsTaken += units;
    }
  }

  #freeze(args: Result): void {
    this.#packAt(keyOf(BigInt(args.getValue("batch")), Number(args.getValue("index")))).isFrozen = true;
  }

  /** PackFrozen comes before, so a pack that froze keeps its bit. */
  #reverse(args: Result): void {
    for (const { key, units } of linesOf(args.getValue("lines"))) {
      const pack = this.#packAt(key);
      pack.reversalCount += 1;
      pack.unitsTaken -= units;
      if (units === 0 && !pack.isFrozen) pack.isGone = false;
    }
  }

  #decommission(args: Result): void {
    for (const { batch, from, to } of runsOf(args.getValue("runs"))) {
      for (let index = from; index < to; index += 1) this.#packAt(keyOf(batch, index)).isGone = true;
    }
    for (const { key, units } of linesOf(args.getValue("remnants"))) this.#packAt(key).unitsTaken += units;
  }

  #packAt(key: string): RebuiltPack {
    const pack = this.#packs.get(key) ?? { ...UNTOUCHED };
    this.#packs.set(key, pack);
    return pack;
  }

  /** The event promises that after the splits before it each run is exactly one parcel. */
  #wholeParcel(run: { batch: bigint; from: number; to: number }): RebuiltParcel {
    const parcel = this.#parcelAt(run.batch, run.from);
    if (parcel.to !== run.to) throw new Error(`run ${run.from}–${run.to} is not one parcel`);
    return parcel;
  }

  #parcelAt(batch: bigint, from: number): RebuiltParcel {
    const parcel = this.#parcels.get(keyOf(batch, from));
    if (parcel === undefined) throw new Error(`no parcel begins at ${from}`);
    return parcel;
  }
}

function putInHands(parcel: RebuiltParcel, holder: number): void {
  parcel.state = "held";
  parcel.holder = holder;
  parcel.counterparty = 0;
  parcel.consignment = "";
}

function linesOf(words: unknown): { key: string; units: number }[] {
  return wordsOf(words).map((word) => ({
    key: keyOf((word >> 112n) & 0xffffffffffffffffn, Number((word >> 80n) & 0xffffffffn)),
    units: Number((word >> 64n) & 0xffffn),
  }));
}

function runsOf(words: unknown): { batch: bigint; from: number; to: number }[] {
  return wordsOf(words).map((word) => ({
    batch: (word >> 64n) & 0xffffffffffffffffn,
    from: Number((word >> 32n) & 0xffffffffn),
    to: Number(word & 0xffffffffn),
  }));
}

/** The ABI says uint256[], which ethers gives as bigints. */
function wordsOf(words: unknown): bigint[] {
  return Array.from(words as Iterable<bigint>);
}

function keyOf(batch: bigint, index: number): string {
  return `${batch}/${index}`;
}
