import {
  arrive,
  type BatchTermsModel,
  type ConsignmentModel,
  contested,
  DISPUTE_LIMIT_SEC,
  type DispenseModel,
  giveTo,
  handOver,
  held,
  isDone,
  isFuture,
  known,
  type Line,
  type Moment,
  type Outcome,
  onItsWay,
  outside,
  outsidePack,
  type PackModel,
  type ParcelModel,
  type PieceOnItsWay,
  RETURN_WINDOW_SEC,
  REVERSALS_MAX,
  type Run,
  type Trader,
} from "./drug-model-parts.ts";

/**
 * The drug ledger told plainly: lists searched from end to end, a record for every single pack, nothing
 * packed and nothing cached. Each act answers the name of the error with which the contracts must refuse it,
 * or null when it is done.
 */
export class DrugModel {
  readonly terms: BatchTermsModel;
  readonly traders: ReadonlyMap<number, Trader>;
  readonly maker: number;
  parcels: ParcelModel[];
  readonly packs: PackModel[];
  readonly consignments: ConsignmentModel[] = [];
  readonly dispenses: DispenseModel[] = [];
  readonly quarantined = new Set<number>();
  isRecalled = false;

  constructor(terms: BatchTermsModel, traders: readonly Trader[], maker: number) {
    this.terms = terms;
    this.traders = new Map(traders.map((trader) => [trader.id, trader]));
    this.maker = maker;
    this.parcels = [held({ from: 0, to: terms.packCount }, maker)];
    this.packs = Array.from({ length: terms.packCount }, () => ({
      isGone: false,
      isOpened: false,
      isFrozen: false,
      unitsTaken: 0,
      reversalCount: 0,
    }));
  }

  ship(actor: number, asked: { receiver: number; parcelFrom: number; run: Run } & Moment): string | null {
    if (asked.receiver === actor) return "ReceiverIsSender";
    if (isFuture(asked)) return "OccurredInFuture";
    const parcel = this.#parcel(asked.parcelFrom);
    const fault =
      this.#notHeld(parcel, actor) ??
      (this.quarantined.has(this.#trader(actor).region) ? "BatchInQuarantine" : null) ??
      this.#mustGoBack(asked.receiver) ??
      outside(parcel, asked.run);
    if (fault !== null || parcel === undefined) return fault;
    const consignment = this.consignments.length;
    const { from, to } = asked.run;
    this.consignments.push({
      sender: actor,
      receiver: asked.receiver,
      state: "shipped",
      outstandingCount: to - from,
      isShort: false,
    });
    const sent = this.#cut(parcel, asked.run);
    Object.assign(sent, { state: "in-transit", counterparty: asked.receiver, consignment });
    return null;
  }

  receive(actor: number, asked: PieceOnItsWay): string | null {
    const consignment = this.#consignment(asked.consignment);
    if (consignment.receiver !== actor) return "ConsignmentForOther";
    if (isDone(consignment)) return "ConsignmentNotInState";
    if (isFuture(asked)) return "OccurredInFuture";
    const parcel = this.#parcel(asked.parcelFrom);
    const fault =
      onItsWay(parcel, asked.consignment) ?? this.#mustGoBack(actor) ?? outside(parcel, asked.run);
    if (fault !== null || parcel === undefined) return fault;
    giveTo(this.#cut(parcel, asked.run), actor);
    arrive(consignment, asked.run, "received");
    return null;
  }

  withdraw(actor: number, asked: PieceOnItsWay): string | null {
    const consignment = this.#consignment(asked.consignment);
    if (consignment.sender !== actor) return "ConsignmentOfOther";
    if (isDone(consignment)) return "ConsignmentNotInState";
    if (isFuture(asked)) return "OccurredInFuture";
    const parcel = this.#parcel(asked.parcelFrom);
    const fault = onItsWay(parcel, asked.consignment) ?? outside(parcel, asked.run);
    if (fault !== null || parcel === undefined) return fault;
    giveTo(this.#cut(parcel, asked.run), actor);
    arrive(consignment, asked.run, "short");
    return null;
  }

  dispute(actor: number, asked: PieceOnItsWay): string | null {
    const consignment = this.#consignment(asked.consignment);
    if (consignment.sender !== actor && consignment.receiver !== actor) return "ConsignmentForOther";
    if (isDone(consignment)) return "ConsignmentNotInState";
    if (isFuture(asked)) return "OccurredInFuture";
    const parcel = this.#parcel(asked.parcelFrom);
    const fault = onItsWay(parcel, asked.consignment) ?? outside(parcel, asked.run);
    if (fault !== null || parcel === undefined) return fault;
    const contested = this.#cut(parcel, asked.run);
    Object.assign(contested, { state: "disputed", disputedAtSec: asked.nowSec });
    return null;
  }

  answer(actor: number, asked: { consignment: number; run: Run; outcome: Outcome }): string | null {
    const consignment = this.#consignment(asked.consignment);
    if (consignment.sender !== actor && consignment.receiver !== actor) return "ConsignmentForOther";
    const parcel = this.#parcel(asked.run.from);
    const fault = contested(parcel, asked.consignment, asked.run);
    if (fault !== null || parcel === undefined) return fault;
    if (consignment.sender === actor) parcel.bySender = asked.outcome;
    else parcel.byReceiver = asked.outcome;
    if (parcel.bySender === parcel.byReceiver) this.#settle(parcel, consignment, asked.outcome);
    return null;
  }

  resolve(
    bureauRegion: number,
    asked: { consignment: number; run: Run; outcome: Outcome; nowSec: number },
  ): string | null {
    const consignment = this.#consignment(asked.consignment);
    if (this.#trader(consignment.receiver).region !== bureauRegion) return "BureauNotOfReceiver";
    const parcel = this.#parcel(asked.run.from);
    const fault = contested(parcel, asked.consignment, asked.run);
    if (fault !== null || parcel === undefined) return fault;
    if (asked.nowSec < parcel.disputedAtSec + DISPUTE_LIMIT_SEC) return "DisputeStillOpen";
    this.#settle(parcel, consignment, asked.outcome);
    return null;
  }

  join(actor: number, from: number, nextFrom: number): string | null {
    const parcel = this.#parcel(from);
    const first = this.#notHeld(parcel, actor);
    if (first !== null || parcel === undefined) return first;
    if (nextFrom !== parcel.to) return "ParcelsNotNeighbours";
    const next = this.#parcel(nextFrom);
    const second = this.#notHeld(next, actor);
    if (second !== null || next === undefined) return second;
    parcel.to = next.to;
    this.parcels = this.parcels.filter((other) => other !== next);
    return null;
  }

  dispense(
    actor: number,
    asked: { lines: readonly Line[]; parcelFroms: readonly number[] } & Moment,
  ): string | null {
    const { kind } = this.#trader(actor);
    if (kind === "maker" || kind === "wholesaler") return "ActNotGranted";
    if (isFuture(asked)) return "OccurredInFuture";
    const touched = new Map(asked.lines.map(({ index }) => [index, { ...this.#pack(index) }]));
    for (const [place, line] of asked.lines.entries()) {
      const parcel = this.#parcel(asked.parcelFroms[place] ?? 0);
      const pack = touched.get(line.index) ?? this.#pack(line.index);
      const fault =
        this.#notHeld(parcel, actor) ?? this.#notForSale(actor) ?? outsidePack(parcel, line.index);
      if (fault !== null) return fault;
      if (asked.statedSec >= this.terms.expiresAtSec) return "BatchExpired";
      const refused = handOver(this.terms, pack, line);
      if (refused !== null) return refused;
    }
    for (const [index, pack] of touched) this.packs[index] = pack;
    const { lines, statedSec: dispensedAtSec } = asked;
    this.dispenses.push({
      institution: actor,
      dispensedAtSec,
      lines,
      returned: lines.map(() => 0),
      state: "recorded",
    });
    return null;
  }

  reverse(
    actor: number,
    asked: { dispense: number; lineIndex: number; units: number; parcelFrom: number } & Moment,
  ): string | null {
    const dispense = this.dispenses[asked.dispense];
    const line = dispense?.lines[asked.lineIndex];
    if (dispense === undefined || line === undefined) throw new Error("the model knows no such dispense");
    if (dispense.institution !== actor) return "InstitutionMismatch";
    if (isFuture(asked)) return "OccurredInFuture";
    if (dispense.state === "reversed") return "DispenseNotInState";
    if (asked.statedSec > dispense.dispensedAtSec + RETURN_WINDOW_SEC) return "ReturnTooLate";
    if ((asked.units === 0) !== (line.units === 0)) return "ReturnLineWrong";
    const asOne = Math.max(asked.units, 1);
    const before = dispense.returned[asked.lineIndex] ?? 0;
    if (before + asOne > Math.max(line.units, 1)) return "ReturnExceedsLine";
    const parcel = this.#parcel(asked.parcelFrom);
    const fault = this.#notHeld(parcel, actor) ?? this.#notForSale(actor) ?? outsidePack(parcel, line.index);
    if (fault !== null) return fault;
    if (asked.statedSec >= this.terms.expiresAtSec) return "BatchExpired";
    const pack = this.#pack(line.index);
    if (pack.isFrozen) return "PackIsFrozen";
    pack.reversalCount += 1;
    pack.unitsTaken -= asked.units;
    pack.isFrozen = pack.reversalCount >= REVERSALS_MAX;
    if (asked.units === 0 && !pack.isFrozen) pack.isGone = false;
    dispense.returned[asked.lineIndex] = before + asOne;
    const stands = dispense.lines.some(({ units }, at) => (dispense.returned[at] ?? 0) < Math.max(units, 1));
    dispense.state = stands ? "partly-reversed" : "reversed";
    return null;
  }

  decommission(actor: number, asked: { parcelFrom: number; run: Run } & Moment): string | null {
    if (isFuture(asked)) return "OccurredInFuture";
    const parcel = this.#parcel(asked.parcelFrom);
    const fault = this.#notHeld(parcel, actor) ?? outside(parcel, asked.run);
    if (fault !== null) return fault;
    const packs = this.packs.slice(asked.run.from, asked.run.to);
    if (packs.some(({ isGone }) => isGone)) return "PackNotSellable";
    for (const pack of packs) pack.isGone = true;
    return null;
  }

  discardRemnant(actor: number, asked: { parcelFrom: number; line: Line } & Moment): string | null {
    if (isFuture(asked)) return "OccurredInFuture";
    const parcel = this.#parcel(asked.parcelFrom);
    const fault = this.#notHeld(parcel, actor) ?? outsidePack(parcel, asked.line.index);
    if (fault !== null) return fault;
    const pack = this.#pack(asked.line.index);
    const left = this.terms.unitsPerPack - pack.unitsTaken;
    if (!pack.isOpened || left === 0 || asked.line.units !== left) return "RemnantWrong";
    pack.unitsTaken = this.terms.unitsPerPack;
    return null;
  }

  #notForSale(actor: number): string | null {
    if (this.isRecalled) return "BatchNotSellable";
    return this.quarantined.has(this.#trader(actor).region) ? "BatchInQuarantine" : null;
  }

  #mustGoBack(receiver: number): string | null {
    const isBack = receiver === this.maker || this.#trader(receiver).kind === "wholesaler";
    return this.isRecalled && !isBack ? "BatchOnlyGoesBack" : null;
  }

  #settle(parcel: ParcelModel, consignment: ConsignmentModel, outcome: Outcome): void {
    if (outcome === "returned") giveTo(parcel, consignment.sender);
    else parcel.state = "lost";
    arrive(consignment, parcel, "short");
  }

  #cut(parcel: ParcelModel, run: Run): ParcelModel {
    const parts = [
      { from: parcel.from, to: run.from },
      { from: run.from, to: run.to },
      { from: run.to, to: parcel.to },
    ].map((part) => ({ ...parcel, ...part }));
    const middle = parts[1];
    if (middle === undefined) throw new Error("three parts have a middle");
    const others = this.parcels.filter((other) => other !== parcel);
    this.parcels = [...others, ...parts.filter(({ from, to }) => from < to)].sort((a, b) => a.from - b.from);
    return middle;
  }

  #notHeld(parcel: ParcelModel | undefined, actor: number): string | null {
    if (parcel === undefined) return "ParcelUnknown";
    if (parcel.holder !== actor) return "NotInCustody";
    return parcel.state === "held" ? null : "ParcelNotInState";
  }

  #parcel(from: number): ParcelModel | undefined {
    return this.parcels.find((parcel) => parcel.from === from);
  }

  #pack(index: number): PackModel {
    return known(this.packs[index], `pack ${index}`);
  }

  #consignment(at: number): ConsignmentModel {
    return known(this.consignments[at], `consignment ${at}`);
  }

  #trader(id: number): Trader {
    return known(this.traders.get(id), `trader ${id}`);
  }
}
