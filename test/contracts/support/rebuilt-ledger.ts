import type { Result } from "ethers";

export type RebuiltParcel = {
  batch: bigint;
  from: number;
  to: number;
  holder: number;
  counterparty: number;
  state: "held" | "in transit";
  consignment: string;
};

const NO_TAG = `0x${"00".repeat(16)}`;
const TAG_DIGITS = 2 + 32;

/** Custody, bits and units as one who has nothing but DrugLedger's log would know them. */
export class RebuiltLedger {
  readonly #parcels = new Map<string, RebuiltParcel>();
  readonly #unitsTaken = new Map<string, number>();
  readonly #contents = new Map<string, unknown[]>();

  apply(name: string, args: Result): void {
    if (name === "CustodyOpened") this.#open(args);
    else if (name === "ParcelSplit") this.#split(args);
    else if (name === "ConsignmentShipped") this.#ship(args);
    else if (name === "ConsignmentReceived") this.#receive(args);
    else if (name === "DispenseRecorded") this.#dispense(args);
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
      const unitsTaken = this.#unitsTaken.get(keyOf(batch, index));
      if (unitsTaken !== undefined) packs.push({ index, unitsTaken });
    }
    return packs;
  }

  /** Units gone from a pack; all of them when it was handed over whole. */
  unitsOutOf(batch: bigint, index: number, unitsPerPack: number): number {
    const taken = this.#unitsTaken.get(keyOf(batch, index));
    return taken === undefined ? 0 : taken === 0 ? unitsPerPack : taken;
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

  #receive(args: Result): void {
    for (const run of runsOf(args.getValue("accepted"))) {
      const parcel = this.#wholeParcel(run);
      parcel.state = "held";
      parcel.holder = Number(args.getValue("receiver"));
      parcel.counterparty = 0;
      parcel.consignment = "";
    }
  }

  #dispense(args: Result): void {
    for (const word of wordsOf(args.getValue("lines"))) {
      const key = keyOf((word >> 112n) & 0xffffffffffffffffn, Number((word >> 80n) & 0xffffffffn));
      const units = Number((word >> 64n) & 0xffffn);
      this.#unitsTaken.set(key, (this.#unitsTaken.get(key) ?? 0) + units);
    }
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
