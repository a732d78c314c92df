import type { DrugModel } from "./drug-model.ts";
import {
  CLOCK_SKEW_SEC,
  DAY_SEC,
  type Line,
  type ParcelModel,
  type Run,
  type Trader,
} from "./drug-model-parts.ts";

/** One act of a history, in the words of the model; `at` numbers are places in the model's lists. */
export type Step =
  | { act: "ship"; actor: number; receiver: number; parcelFrom: number; run: Run; statedSec: number }
  | {
      act: "receive" | "withdraw" | "dispute";
      actor: number;
      consignment: number;
      parcelFrom: number;
      run: Run;
      statedSec: number;
    }
  | { act: "answer"; actor: number; consignment: number; run: Run; outcome: "returned" | "lost" }
  | { act: "resolve"; consignment: number; run: Run; outcome: "returned" | "lost" }
  | { act: "join"; actor: number; from: number; nextFrom: number }
  | {
      act: "dispense";
      actor: number;
      lines: readonly Line[];
      parcelFroms: readonly number[];
      statedSec: number;
    }
  | {
      act: "reverse";
      actor: number;
      dispense: number;
      lineIndex: number;
      units: number;
      parcelFrom: number;
      statedSec: number;
    }
  | { act: "decommission"; actor: number; parcelFrom: number; run: Run; statedSec: number }
  | { act: "discard"; actor: number; parcelFrom: number; line: Line; statedSec: number }
  | { act: "recall" | "quarantine" | "release" }
  | { act: "wait"; seconds: number };

export type Random = (below: number) => number;

/**
 * How most histories begin, so that they get to persons: the whole batch goes to somebody who dispenses, some
 * of it at once.
 */
export function anyOpening(model: DrugModel, random: Random): readonly ((nowSec: number) => Step)[] {
  const seller = anyTrader(model, random);
  if (seller.kind === "maker" || seller.kind === "wholesaler") return [];
  const run = { from: 0, to: model.terms.packCount };
  const move = { parcelFrom: 0, run };
  const line = { index: 0, units: model.terms.isSplitAllowed ? 2 : 0 };
  return [
    (statedSec) => ({ act: "ship", actor: model.maker, receiver: seller.id, ...move, statedSec }),
    (statedSec) => ({ act: "receive", actor: seller.id, consignment: 0, ...move, statedSec }),
    (statedSec) => ({ act: "dispense", actor: seller.id, lines: [line], parcelFroms: [0], statedSec }),
  ];
}

/** A step that often can be done and often cannot, chosen by what the model knows. */
export function anyStep(model: DrugModel, nowSec: number, random: Random): Step {
  const dice = random(100);
  const statedSec = anyTime(nowSec, random);
  if (dice < 18) return anyShipment(model, statedSec, random);
  if (dice < 34) return anyMove(model, statedSec, random);
  if (dice < 42) return anyAnswer(model, random);
  if (dice < 46) return anyJoin(model, random);
  if (dice < 68) return anyDispense(model, statedSec, random);
  if (dice < 84) return anyReversal(model, statedSec, random);
  if (dice < 90) return anyLoss(model, statedSec, random);
  if (dice < 92) return { act: model.quarantined.size === 0 ? "quarantine" : "release" };
  if (dice < 93 && !model.isRecalled) return { act: "recall" };
  return { act: "wait", seconds: [60, DAY_SEC, 4 * DAY_SEC, 8 * DAY_SEC][random(4)] ?? 60 };
}

/** The model's answer to a step; the act of a bureau that the model has no rule for is done. */
export function applyStep(model: DrugModel, step: Step, nowSec: number, region: number): string | null {
  switch (step.act) {
    case "ship":
      return model.ship(step.actor, { ...step, nowSec });
    case "receive":
      return model.receive(step.actor, { ...step, nowSec });
    case "withdraw":
      return model.withdraw(step.actor, { ...step, nowSec });
    case "dispute":
      return model.dispute(step.actor, { ...step, nowSec });
    case "answer":
      return model.answer(step.actor, step);
    case "resolve":
      return model.resolve(region, { ...step, nowSec });
    case "join":
      return model.join(step.actor, step.from, step.nextFrom);
    case "dispense":
      return model.dispense(step.actor, { ...step, nowSec });
    case "reverse":
      return model.reverse(step.actor, { ...step, nowSec });
    case "decommission":
      return model.decommission(step.actor, { ...step, nowSec });
    case "discard":
      return model.discardRemnant(step.actor, { ...step, nowSec });
    case "recall":
      model.isRecalled = true;
      return null;
    case "quarantine":
      model.quarantined.add(region);
      return null;
    case "release":
      model.quarantined.delete(region);
      return null;
    case "wait":
      return null;
  }
}

/** Mostly a little ago, now and then too far ahead. */
function anyTime(nowSec: number, random: Random): number {
  if (random(40) === 0) return nowSec + CLOCK_SKEW_SEC + 60 + random(1_000);
  return nowSec - random(5_000);
}

function anyShipment(model: DrugModel, statedSec: number, random: Random): Step {
  const parcel = anyParcel(model, "held", random);
  const actor = random(12) === 0 ? anyTrader(model, random).id : parcel.holder;
  const receiver = anyTrader(model, random).id;
  return {
    act: "ship",
    actor,
    receiver,
    parcelFrom: parcel.from,
    run: anyRun(model, parcel, random),
    statedSec,
  };
}

function anyMove(model: DrugModel, statedSec: number, random: Random): Step {
  const parcel = anyParcel(model, "in-transit", random);
  const act = (["receive", "receive", "receive", "withdraw", "dispute"] as const)[random(5)] ?? "receive";
  const party = act === "withdraw" ? parcel.holder : parcel.counterparty;
  const actor = random(12) === 0 || party === 0 ? anyTrader(model, random).id : party;
  const run = anyRun(model, parcel, random);
  const consignment = parcel.consignment ?? random(Math.max(model.consignments.length, 1));
  if (model.consignments.length === 0) return anyShipment(model, statedSec, random);
  return { act, actor, consignment, parcelFrom: parcel.from, run, statedSec };
}

function anyAnswer(model: DrugModel, random: Random): Step {
  if (model.consignments.length === 0) return { act: "wait", seconds: 60 };
  const parcel = anyParcel(model, "disputed", random);
  const consignment = parcel.consignment ?? random(model.consignments.length);
  const run = random(8) === 0 ? anyRun(model, parcel, random) : { from: parcel.from, to: parcel.to };
  const outcome = random(2) === 0 ? "returned" : "lost";
  if (random(4) === 0) return { act: "resolve", consignment, run, outcome };
  const party = random(2) === 0 ? parcel.holder : parcel.counterparty;
  const actor = random(10) === 0 || party === 0 ? anyTrader(model, random).id : party;
  return { act: "answer", actor, consignment, run, outcome };
}

function anyJoin(model: DrugModel, random: Random): Step {
  const parcel = anyParcel(model, "held", random);
  const nextFrom = random(5) === 0 ? random(model.terms.packCount) : parcel.to;
  return { act: "join", actor: parcel.holder, from: parcel.from, nextFrom };
}

function anyDispense(model: DrugModel, statedSec: number, random: Random): Step {
  const lines = Array.from({ length: 1 + random(3) }, () => anyLine(model, random));
  const parcelFroms = lines.map(({ index }) => parcelAt(model, index)?.from ?? 0);
  const first = parcelAt(model, lines[0]?.index ?? 0);
  const actor =
    random(10) === 0 ? anyTrader(model, random).id : (first?.holder ?? anyTrader(model, random).id);
  return { act: "dispense", actor, lines, parcelFroms, statedSec };
}

function anyReversal(model: DrugModel, statedSec: number, random: Random): Step {
  const dispense = random(Math.max(model.dispenses.length, 1));
  const found = model.dispenses[dispense];
  if (found === undefined) return anyDispense(model, statedSec, random);
  const lineIndex = random(found.lines.length);
  const line = found.lines[lineIndex];
  if (line === undefined) throw new Error("a line that was counted is not there");
  const units = random(15) === 0 ? random(3) : line.units === 0 ? 0 : 1 + random(line.units);
  const actor = random(12) === 0 ? anyTrader(model, random).id : found.institution;
  const parcelFrom = parcelAt(model, line.index)?.from ?? 0;
  const notBefore = Math.max(statedSec, found.dispensedAtSec);
  return { act: "reverse", actor, dispense, lineIndex, units, parcelFrom, statedSec: notBefore };
}

function anyLoss(model: DrugModel, statedSec: number, random: Random): Step {
  const parcel = anyParcel(model, "held", random);
  const actor = random(10) === 0 ? anyTrader(model, random).id : parcel.holder;
  const opened = model.packs.findIndex(({ isOpened }) => isOpened);
  if (opened >= 0 && random(2) === 0) {
    const left = model.terms.unitsPerPack - (model.packs[opened]?.unitsTaken ?? 0);
    const at = parcelAt(model, opened);
    const line = { index: opened, units: random(6) === 0 ? left + 1 : Math.max(left, 1) };
    return { act: "discard", actor: at?.holder ?? actor, parcelFrom: at?.from ?? 0, line, statedSec };
  }
  return {
    act: "decommission",
    actor,
    parcelFrom: parcel.from,
    run: anyRun(model, parcel, random),
    statedSec,
  };
}

function anyLine(model: DrugModel, random: Random): Line {
  const index = random(model.terms.packCount);
  return { index, units: random(2) === 0 ? 0 : 1 + random(model.terms.unitsPerPack) };
}

/** A part of a parcel, and now and then more than it. */
function anyRun(model: DrugModel, parcel: Run, random: Random): Run {
  if (random(12) === 0) {
    const from = random(model.terms.packCount);
    return { from, to: from + 1 + random(model.terms.packCount - from) };
  }
  const from = parcel.from + (random(2) === 0 ? 0 : random(parcel.to - parcel.from));
  return { from, to: random(2) === 0 ? parcel.to : from + 1 + random(parcel.to - from) };
}

function anyParcel(model: DrugModel, state: ParcelModel["state"], random: Random): ParcelModel {
  const wanted = model.parcels.filter((parcel) => parcel.state === state);
  const among = wanted.length === 0 || random(12) === 0 ? model.parcels : wanted;
  const parcel = among[random(among.length)];
  if (parcel === undefined) throw new Error("a batch without parcels");
  return parcel;
}

function anyTrader(model: DrugModel, random: Random): Trader {
  const traders = [...model.traders.values()];
  const trader = traders[random(traders.length)];
  if (trader === undefined) throw new Error("a model without traders");
  return trader;
}

function parcelAt(model: DrugModel, index: number): ParcelModel | undefined {
  return model.parcels.find(({ from, to }) => from <= index && index < to);
}
