import type { BatchId, Hex, Hex16, Hex32 } from "../../server/domain/ids.ts";
import type { LedgerFact } from "../../server/domain/ledger-event.ts";
import { wordOfLine, wordOfRun } from "../../server/domain/pack-words.ts";
import { DECLARED, hex, keyOf, tellBeginning, UNITS } from "./history-cast.ts";
import { type Choose, HistoryTeller } from "./history-teller.ts";
import type { ModelGoods } from "./model-goods.ts";
import { RandomMoves } from "./random-moves.ts";

type ModelLine = { readonly batch: BatchId; readonly index: number; readonly units: number; left: number };
type ModelDispense = { readonly id: Hex32; readonly site: number; readonly lines: readonly ModelLine[] };
/** At this many reversals a pack of these histories freezes. */
const REVERSALS_MAX = 2;

/**
 * A ledger that does one random thing after another, each allowed by what went before, and tells it as the
 * contracts would. Beside that it keeps single packs and their parcels, in the plainest way there is, so that
 * an index made from the events can be held against them.
 */
export class RandomHistory {
  readonly dispenses: ModelDispense[] = [];
  readonly spentKeys = new Map<Hex16, { readonly batch: BatchId; readonly index: number }>();
  readonly #teller: HistoryTeller;
  readonly #moves: RandomMoves;

  constructor(choose: Choose) {
    this.#teller = new HistoryTeller(choose);
    this.#moves = new RandomMoves(this.#teller);
  }

  get goods(): ModelGoods {
    return this.#teller.goods;
  }

  /** Institutions, products and two batches, the second one declared. */
  begin(): LedgerFact[] {
    return tellBeginning();
  }

  /** The events of one more call; none when what was chosen can not be done now. */
  next(): LedgerFact[] {
    this.#teller.facts = [];
    const acts = [
      () => this.#moves.ship(),
      () => this.#moves.ship(),
      () => this.#moves.endWay("in-transit", "received"),
      () => this.#moves.endWay("in-transit", "received"),
      () => this.#moves.endWay("in-transit", "withdrawn"),
      () => this.#moves.dispute(),
      () => this.#moves.endWay("disputed", this.#teller.choose(2) === 0 ? "returned" : "lost"),
      () => this.#moves.join(),
      () => this.#dispense(0),
      () => this.#dispense(0),
      () => this.#dispense(1 + this.#teller.choose(2)),
      () => this.#reverse(),
      () => this.#reverse(),
      () => this.#decommission(),
      () => this.#writeOffRemnant(),
    ];
    this.#teller.oneOf(acts)?.();
    return this.#teller.facts;
  }

  #dispense(units: number): void {
    const place = this.#teller.packIn((pack) =>
      units === 0
        ? !pack.isGone
        : !pack.isFrozen && (pack.isOpened || !pack.isGone) && pack.units + units <= UNITS,
    );
    if (place === null) return;
    const { batch, index, site } = place;
    const pack = this.#teller.goods.pack(batch, index);
    const dispense = this.#teller.newId();
    const spends = batch === DECLARED && !pack.isGone;
    pack.units += units;
    pack.isGone = true;
    pack.isOpened ||= units > 0;
    this.dispenses.push({ id: dispense, site, lines: [{ batch, index, units, left: Math.max(units, 1) }] });
    this.#teller.facts.push({
      name: "DispenseRecorded",
      dispense,
      institution: site,
      documentKey: hex(Number(dispense) + 0x1000, 32),
      dispensedAtSec: 8,
      identification: 1,
      personCommitment: hex(7, 32),
      operator: this.#teller.operator(site),
      lines: [wordOfLine({ batch, index, units, priceFen: 100n })],
    });
    if (!spends) return;
    const packKey = keyOf(batch, index);
    this.spentKeys.set(packKey, { batch, index });
    this.#teller.facts.push({ name: "DeclaredKeySpent", packKey, dispense, batch, index });
    this.#teller.facts.push({ name: "MakerTraceWaived", dispense, batch, index });
  }

  #reverse(): void {
    const dispense = this.#teller.oneOf(this.dispenses.filter((each) => this.#isReversible(each)));
    const line = dispense?.lines[0];
    if (dispense === null || line === undefined) return;
    const { batch, index } = line;
    const units = line.units === 0 ? 0 : 1 + this.#teller.choose(line.left);
    const pack = this.#teller.goods.pack(batch, index);
    line.left -= Math.max(units, 1);
    pack.units -= units;
    pack.reversalCount += 1;
    pack.isFrozen = pack.reversalCount >= REVERSALS_MAX;
    const { reversalCount } = pack;
    if (pack.isFrozen) this.#teller.facts.push({ name: "PackFrozen", batch, index, reversalCount });
    else if (units === 0) {
      pack.isGone = false;
      const packKey = keyOf(batch, index);
      if (this.spentKeys.delete(packKey)) {
        this.#teller.facts.push({ name: "DeclaredKeyFreed", packKey, dispense: dispense.id, batch, index });
      }
    }
    this.#teller.facts.push({
      name: "DispenseReversed",
      dispense: dispense.id,
      institution: dispense.site,
      reversal: this.#teller.newId(),
      documentKey: this.#teller.newId(),
      reversedAtSec: 9,
      state: line.left === 0 ? 3 : 2,
      operator: this.#teller.operator(dispense.site),
      lines: [wordOfLine({ batch, index, units, priceFen: 50n })],
      lineIndexes: [0],
    });
  }

  #decommission(): void {
    const place = this.#teller.packIn((pack) => !pack.isGone);
    if (place === null) return;
    const { batch, index, site } = place;
    const isWhole = (at: number): boolean =>
      this.#teller.goods.holds(site, batch, at) && !this.#teller.goods.pack(batch, at).isGone;
    let to = index + 1;
    while (to < index + 3 && isWhole(to)) to += 1;
    const id = this.#teller.newId();
    for (let at = index; at < to; at += 1)
      Object.assign(this.#teller.goods.pack(batch, at), { isGone: true, decommission: id });
    this.#tellDecommission(id, site, { runs: [wordOfRun({ batch, from: index, to })], remnants: [] });
  }

  #writeOffRemnant(): void {
    const place = this.#teller.packIn((pack) => (pack.isOpened || pack.isFrozen) && pack.units < UNITS);
    if (place === null) return;
    const { batch, index, site } = place;
    const pack = this.#teller.goods.pack(batch, index);
    const remnants = [wordOfLine({ batch, index, units: UNITS - pack.units, priceFen: 0n })];
    pack.units = UNITS;
    pack.decommission = this.#teller.newId();
    this.#tellDecommission(pack.decommission, site, { runs: [], remnants });
  }

  #tellDecommission(
    decommission: Hex32,
    institution: number,
    what: { readonly runs: readonly Hex[]; readonly remnants: readonly Hex[] },
  ): void {
    this.#teller.facts.push({
      name: "PacksDecommissioned",
      decommission,
      institution,
      documentKey: this.#teller.newId(),
      occurredAtSec: 10,
      reason: 1,
      operator: this.#teller.operator(institution),
      ...what,
    });
  }

  #isReversible({ site, lines }: ModelDispense): boolean {
    const [line] = lines;
    if (line === undefined || line.left === 0 || !this.#teller.goods.holds(site, line.batch, line.index))
      return false;
    const pack = this.#teller.goods.pack(line.batch, line.index);
    return !pack.isFrozen && pack.decommission === null;
  }
}
