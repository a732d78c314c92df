import { type Interface, id } from "ethers";
import type { Consortium, Member } from "./consortium.ts";
import type { Step } from "./drug-histories.ts";
import { DrugModel } from "./drug-model.ts";
import type { BatchTermsModel, Trader } from "./drug-model-parts.ts";
import type { Deployed } from "./edr-chain.ts";
import { callOfStep, type Known } from "./twin-calls.ts";

const NO_HASH = `0x${"00".repeat(32)}`;
const PARCEL_STATES = ["none", "held", "in-transit", "disputed", "lost"];
const CONSIGNMENT_STATES = ["none", "shipped", "partly-received", "received", "closed"];
const DISPENSE_STATES = ["none", "recorded", "partly-reversed", "reversed"];
const UNITS_PER_PACK = 4;
const GAS_LIMIT = "0xf00000";

/** Plays the steps of a model's histories on real contracts, one batch a history. */
export class LedgerTwin {
  readonly #consortium: Consortium;
  readonly #members: readonly Member[];
  readonly #traders: readonly Trader[];
  readonly #products: { readonly split: number; readonly whole: number };
  readonly #known = new Map<DrugModel, Known>();
  readonly #errors: ReadonlyMap<string, string>;
  #documentCount = 0;
  #batchCount = 0;
  #nowSec: number;

  private constructor(
    consortium: Consortium,
    members: readonly Member[],
    traders: readonly Trader[],
    products: { split: number; whole: number },
    nowSec: number,
  ) {
    this.#consortium = consortium;
    this.#members = members;
    this.#traders = traders;
    this.#products = products;
    this.#nowSec = nowSec;
    const faces = [consortium.custody, consortium.ledger, consortium.catalogue, consortium.institutions];
    this.#errors = new Map(faces.flatMap(({ face }) => errorsOf(face)));
  }

  static async create(consortium: Consortium): Promise<LedgerTwin> {
    const kinds = ["maker", "wholesaler", "pharmacy", "hospital"] as const;
    const members: Member[] = [];
    const traders: Trader[] = [];
    for (const kind of kinds) {
      const member = await consortium[kind]();
      members.push(member);
      traders.push({ id: member.id, kind, region: 330500 });
    }
    const [maker] = members;
    if (maker === undefined) throw new Error("a maker begins it all");
    const products = {
      split: await consortium.product(maker, "8390001", { unitsPerPack: UNITS_PER_PACK, flags: 1 }),
      whole: await consortium.product(maker, "8390002", { unitsPerPack: UNITS_PER_PACK, flags: 0 }),
    };
    return new LedgerTwin(consortium, members, traders, products, await consortium.chain.nowSec());
  }

  /** The time of the next block, which is set for it. */
  async nextTime(): Promise<number> {
    this.#nowSec += 1;
    await this.#setTime();
    return this.#nowSec;
  }

  async newBatch(asked: {
    packCount: number;
    isSplitAllowed: boolean;
    expiresInSec: number;
  }): Promise<DrugModel> {
    const maker = this.#member(this.#traders[0]?.id ?? 0);
    const { chain, catalogue } = this.#consortium;
    const product = asked.isSplitAllowed ? this.#products.split : this.#products.whole;
    this.#nowSec = (await chain.nowSec()) + 1;
    const expiresAtSec = this.#nowSec + asked.expiresInSec;
    this.#batchCount += 1;
    const number = `D${this.#batchCount}`;
    const draft = [product, asked.packCount, this.#nowSec - 86_400, expiresAtSec, 1, number, NO_HASH];
    const opened = await chain.send(maker.operator, catalogue, "openBatch", draft);
    const batch = BigInt(opened.logs[0]?.topics[1] ?? 0);
    const keys = Buffer.from(id(number).slice(2).repeat(6), "hex").subarray(0, 16 * asked.packCount);
    await this.#consortium.append(maker, batch, 0, keys);
    await this.#consortium.seal(maker, batch);
    this.#nowSec = await chain.nowSec();
    const terms: BatchTermsModel = {
      packCount: asked.packCount,
      unitsPerPack: UNITS_PER_PACK,
      isSplitAllowed: asked.isSplitAllowed,
      expiresAtSec,
    };
    const model = new DrugModel(terms, this.#traders, maker.id);
    this.#known.set(model, { batch, consignments: [], dispenses: [] });
    return model;
  }

  /** The name of the error that refused the step, or null when it was done. */
  async play(model: DrugModel, step: Step): Promise<string | null> {
    if (step.act === "wait") {
      this.#nowSec += step.seconds;
      await this.#consortium.chain.provider.send("evm_setNextBlockTimestamp", [this.#nowSec]);
      await this.#consortium.chain.provider.send("evm_mine", []);
      return null;
    }
    const known = this.#knownOf(model);
    const call = callOfStep(step, known, {
      contracts: this.#consortium,
      maker: this.#traders[0]?.id ?? 0,
      document: this.#document(),
      nowSec: this.#nowSec,
      operatorOf: (actor) => this.#member(actor).operator.address,
    });
    const from = call.actor === null ? this.#consortium.bureau : this.#member(call.actor);
    const outcome = await this.#send(from, call.to, call.method, call.args);
    if (!outcome.isDone) {
      await this.#mineNothing();
      return outcome.error;
    }
    if (step.act === "ship") known.consignments.push(contentIn(call.args));
    if (step.act === "dispense") {
      // After the operator comes a list of one dispense, whose id is the first topic of the last event.
      const content = (call.args[1] as unknown[][])[0] ?? [];
      known.dispenses.push({ content, id: outcome.lastTopic });
    }
    return null;
  }

  /** What the contracts hold of the model's batch. */
  async state(model: DrugModel): Promise<State> {
    const { batch, consignments, dispenses } = this.#knownOf(model);
    const { chain, custody, ledger } = this.#consortium;
    const ask = async (to: Deployed, name: string, ...values: unknown[]): Promise<Record<string, unknown>> =>
      // Every view asked here answers a struct, which ethers gives as an object with its field names.
      (await chain.ask(to, name, ...values)) as Record<string, unknown>;
    const parcels: unknown[] = [];
    for (let from = 0; from < model.terms.packCount; ) {
      const found = await ask(custody, "parcel", (batch << 32n) | BigInt(from));
      const state = PARCEL_STATES[Number(found["state"])];
      const counterparty = Number(found["counterparty"]);
      parcels.push({ from, to: Number(found["to"]), holder: Number(found["holder"]), counterparty, state });
      if (Number(found["to"]) <= from) break;
      from = Number(found["to"]);
    }
    const packs: unknown[] = [];
    for (let index = 0; index < model.terms.packCount; index += 1) {
      const counts = await ask(ledger, "packCounts", batch, index);
      packs.push({
        isGone: await chain.ask(ledger, "isGone", batch, index),
        isOpened: counts["isOpened"],
        isFrozen: counts["isFrozen"],
        unitsTaken: Number(counts["unitsTaken"]),
        reversalCount: Number(counts["reversalCount"]),
      });
    }
    const consignmentStates: unknown[] = [];
    for (const [sender, , document] of consignments) {
      const record = await ask(custody, "consignmentRecord", sender, document);
      const outstandingCount = Number(record["outstandingCount"]);
      const state = CONSIGNMENT_STATES[Number(record["state"])];
      consignmentStates.push({ state, outstandingCount, isShort: record["isShort"] });
    }
    const dispenseStates: unknown[] = [];
    for (const { content, id: dispense } of dispenses) {
      const record = await ask(ledger, "dispenseRecord", content[0], content[1]);
      const lines = content[5] as unknown[];
      const returned: number[] = [];
      for (const at of lines.keys())
        returned.push(Number(await chain.ask(ledger, "returnedOf", dispense, at)));
      dispenseStates.push({ state: DISPENSE_STATES[Number(record["state"])], returned });
    }
    return { parcels, packs, consignments: consignmentStates, dispenses: dispenseStates };
  }

  /** The same of the model. */
  stateOf(model: DrugModel): State {
    return {
      parcels: model.parcels.map(({ from, to, holder, counterparty, state }) => ({
        from,
        to,
        holder,
        counterparty,
        state,
      })),
      packs: model.packs.map((pack) => ({ ...pack })),
      consignments: model.consignments.map(({ state, outstandingCount, isShort }) => ({
        state,
        outstandingCount,
        isShort,
      })),
      dispenses: model.dispenses.map(({ state, returned }) => ({ state, returned })),
    };
  }

  async #send(from: Member, to: Deployed, method: string, args: readonly unknown[]): Promise<Outcome> {
    const { provider } = this.#consortium.chain;
    const data = to.face.encodeFunctionData(method, args);
    const asked = { from: from.operator.address, to: to.address, data, gas: GAS_LIMIT };
    try {
      const hash: unknown = await provider.send("eth_sendTransaction", [asked]);
      const receipt = await provider.send("eth_getTransactionReceipt", [hash]);
      return { isDone: true, lastTopic: String(receipt.logs.at(-1)?.topics[1]) };
    } catch (error) {
      const selector = /0x[0-9a-f]{8,}/.exec(revertDataOf(error))?.[0].slice(0, 10) ?? "";
      const name = this.#errors.get(selector);
      if (name === undefined) throw error;
      return { isDone: false, error: name };
    }
  }

  /** A refused call used up its time: the next block must not stand at it again. */
  async #mineNothing(): Promise<void> {
    this.#nowSec = Math.max(this.#nowSec, await this.#consortium.chain.nowSec());
  }

  async #setTime(): Promise<void> {
    await this.#consortium.chain.provider.send("evm_setNextBlockTimestamp", [this.#nowSec]);
  }

  #document(): string {
    this.#documentCount += 1;
    return `0x${this.#documentCount.toString(16).padStart(64, "0")}`;
  }

  #member(institution: number): Member {
    const member = this.#members.find(({ id: known }) => known === institution);
    if (member === undefined) throw new Error(`nobody is institution ${institution}`);
    return member;
  }

  #knownOf(model: DrugModel): Known {
    const known = this.#known.get(model);
    if (known === undefined) throw new Error("the model is of another twin");
    return known;
  }
}

export type State = {
  readonly parcels: readonly unknown[];
  readonly packs: readonly unknown[];
  readonly consignments: readonly unknown[];
  readonly dispenses: readonly unknown[];
};

type Outcome = { isDone: true; lastTopic: string } | { isDone: false; error: string };

function contentIn(args: readonly unknown[]): unknown[] {
  // The first argument of every call about a consignment is its content.
  return args[0] as unknown[];
}

function errorsOf(face: Interface): [string, string][] {
  const found: [string, string][] = [];
  face.forEachError((error) => found.push([error.selector, error.name]));
  return found;
}

function revertDataOf(error: unknown): string {
  return JSON.stringify(error, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}
