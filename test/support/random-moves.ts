import type { Hex32, PackRun } from "../../server/domain/ids.ts";
import type { ParcelState } from "../../server/domain/lifecycles.ts";
import { wordOfRun } from "../../server/domain/pack-words.ts";
import { BATCHES, hex, operatorOf, SITES } from "./history-cast.ts";
import type { HistoryTeller } from "./history-teller.ts";
import type { ModelParcel } from "./model-goods.ts";

type Consignment = { readonly sender: number; readonly receiver: number; outstanding: number };

/** How parcels change hands in a random history. */
export class RandomMoves {
  readonly #teller: HistoryTeller;
  readonly #consignments = new Map<Hex32, Consignment>();

  constructor(teller: HistoryTeller) {
    this.#teller = teller;
  }

  ship(): void {
    const found = this.#teller.runIn(({ state }) => state === "held");
    if (found === null) return;
    const { run, parcel } = found;
    const receiver = this.#teller.oneOf(SITES.filter((site) => site !== parcel.holder)) ?? 0;
    const consignment = this.#teller.newId();
    const outstanding = run.to - run.from;
    this.#consignments.set(consignment, { sender: parcel.holder, receiver, outstanding });
    this.#teller.facts.push({
      name: "ConsignmentShipped",
      consignment,
      sender: parcel.holder,
      receiver,
      documentKey: this.#teller.newId(),
      shippedAtSec: 5,
      operator: this.#teller.operator(parcel.holder),
      runs: [wordOfRun(run)],
      lineCommitments: [hex(0, 32)],
    });
    const way = { holder: parcel.holder, counterparty: receiver, consignment };
    this.#teller.goods.become(run, { ...way, state: "in-transit" }, `shipped ${parcel.holder}`);
  }

  endWay(state: ParcelState, kind: "received" | "withdrawn" | "returned" | "lost"): void {
    const found =
      state === "disputed"
        ? this.#teller.wholeIn(state)
        : this.#teller.runIn((parcel) => parcel.state === state);
    if (found === null) return;
    const { run, parcel } = found;
    const consignment = parcel.consignment ?? "0x";
    const { sender, receiver } = this.#consignmentOf(consignment);
    const outstandingCount = this.#arrive(consignment, run);
    const runs = [wordOfRun(run)];
    const common = { consignment, outstandingCount, operator: operatorOf(receiver) };
    if (kind === "received") {
      const name = "ConsignmentReceived";
      this.#teller.facts.push({ name, ...common, receiver, sender, receivedAtSec: 6, accepted: runs });
    } else if (kind === "withdrawn") {
      this.#teller.facts.push({
        name: "ConsignmentWithdrawn",
        ...common,
        receiver,
        sender,
        withdrawnAtSec: 6,
        runs,
      });
    } else {
      const outcome = kind === "returned" ? 1 : 2;
      const operator = operatorOf(sender);
      this.#teller.facts.push({
        name: "DisputeAnswered",
        consignment,
        answeredBy: sender,
        outcome,
        operator,
        runs,
      });
      this.#teller.facts.push({ name: "DisputeResolved", ...common, resolvedBy: receiver, outcome, runs });
    }
    const by = kind === "withdrawn" ? sender : receiver;
    const held = { holder: kind === "received" ? receiver : sender, counterparty: 0, consignment: null };
    const lost = { holder: sender, counterparty: receiver, consignment };
    this.#teller.goods.become(
      run,
      kind === "lost" ? { ...lost, state: "lost" } : { ...held, state: "held" },
      `${kind} ${by}`,
    );
  }

  dispute(): void {
    const found = this.#teller.runIn(({ state }) => state === "in-transit");
    if (found === null) return;
    const { run, parcel } = found;
    const consignment = parcel.consignment ?? "0x";
    const { sender, receiver } = this.#consignmentOf(consignment);
    this.#teller.facts.push({
      name: "ConsignmentDisputed",
      consignment,
      disputedBy: receiver,
      disputedAtSec: 7,
      reasonHash: hex(9, 32),
      operator: operatorOf(receiver),
      runs: [wordOfRun(run)],
    });
    const way = { holder: sender, counterparty: receiver, consignment };
    this.#teller.goods.become(run, { ...way, state: "disputed" }, `disputed ${receiver}`);
  }

  join(): void {
    const { batch } = this.#teller.oneOf(BATCHES) ?? BATCHES[0];
    const parcels = this.#teller.goods.parcels.get(batch) ?? [];
    const starts = parcels.filter((parcel, at) => isJoinable(parcel, parcels[at + 1]));
    const first = this.#teller.oneOf(starts);
    if (first === null) return;
    const from = parcels.indexOf(first);
    let end = from + 1;
    while (isJoinable(first, parcels[end]) && (end === from + 1 || this.#teller.choose(3) > 0)) end += 1;
    const joined = parcels.slice(from + 1, end);
    const to = joined.at(-1)?.to ?? first.to;
    parcels.splice(from, end - from, { ...first, to });
    const joinedFroms = joined.map((parcel) => parcel.from);
    this.#teller.facts.push({ name: "ParcelsJoined", batch, from: first.from, to, joinedFroms });
  }

  #arrive(consignment: Hex32, run: PackRun): number {
    const record = this.#consignmentOf(consignment);
    record.outstanding -= run.to - run.from;
    return record.outstanding;
  }

  #consignmentOf(id: Hex32): Consignment {
    const consignment = this.#consignments.get(id);
    if (consignment === undefined) throw new Error(`no consignment ${id}`);
    return consignment;
  }
}

function isJoinable(parcel: ModelParcel, next: ModelParcel | undefined): boolean {
  return parcel.state === "held" && next?.state === "held" && next.holder === parcel.holder;
}
