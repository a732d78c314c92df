import { businessDayOf } from "../../domain/business-day.ts";
import type { RefusedAttempt } from "../../domain/command.ts";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import { fenOf } from "../../domain/money.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import { comparableCode } from "../../domain/reconcile/feeds/comparable-code.ts";
import type { SaleFact } from "../../domain/reconcile/sale-fact.ts";
import { type OpenedLine, openTried } from "../tried-words.ts";
import { type LedgerReading, packName, rowsOf } from "./ledger-reading.ts";
import { statedProduct } from "./recorded-sales.ts";
import { createWordTable } from "./word-table.ts";

/** An attempt with its sealed words, which are opened again when a claim needs them. */
type Kept = Pick<RefusedAttempt, "id" | "institution" | "code" | "bodyHash" | "atMs"> & {
  readonly words: string;
};

/** A return that the ledger refused, of one code. */
export type RefusedReturn = {
  readonly atSec: number;
  readonly receiptNumber: string | null;
  readonly dispense: Hex32 | null;
  readonly codes: readonly string[];
  readonly countE4: bigint | null;
};

export type TellTried = (line: OpenedLine["line"]) => void;

/** What institutions tried to record and were refused: no evidence, but what was tried. */
export class RefusedSales {
  readonly #reading: LedgerReading;
  readonly #kept: Kept[] = [];
  readonly #bySettlement = createWordTable();
  readonly #byReceipt = createWordTable();
  readonly #returns: RefusedReturn[] = [];
  readonly #returnsOfCode = createWordTable();
  /** Packs named by attempts whose words were not kept. */
  readonly #wordless = new Set<string>();

  constructor(reading: LedgerReading) {
    this.#reading = reading;
  }

  /** `tell` is told of the lines of each attempt as it is read. */
  async read({ id }: Pick<InstitutionRow, "id">, tell: TellTried | null = null): Promise<void> {
    for await (const attempt of rowsOf((page) => this.#reading.attempts(id, page))) {
      const lines = await this.#add(attempt);
      if (tell !== null) for (const { line } of lines) tell(line);
    }
  }

  async ofSettlement(settlementId: string): Promise<readonly SaleFact[]> {
    const found = await this.#openAll(
      this.#bySettlement.of(this.#reading.hashWords("settlement", settlementId)),
    );
    return found.filter((fact) => fact.settlementId === settlementId);
  }

  async ofReceipt(institution: InstitutionId, receiptNumber: string): Promise<readonly SaleFact[]> {
    const word = this.#reading.hashWords("receipt", institution, receiptNumber);
    const found = await this.#openAll(this.#byReceipt.of(word));
    return found.filter((fact) => fact.institution === institution && fact.receiptNumber === receiptNumber);
  }

  returnsOf(institution: InstitutionId, code: string): readonly RefusedReturn[] {
    const places = this.#returnsOfCode.of(this.#reading.hashWords("return", institution, code));
    return places.flatMap((place) => this.#returns[place] ?? []);
  }

  isWordless(institution: InstitutionId, pack: { batch: string; index: number }): boolean {
    return this.#wordless.has(`${institution} ${packName(pack)}`);
  }

  async #add(attempt: RefusedAttempt): Promise<readonly OpenedLine[]> {
    const { id, institution, code, bodyHash, atMs, words } = attempt;
    if (words === null) {
      for (const pack of attempt.packs) this.#wordless.add(`${institution} ${packName(pack)}`);
      return [];
    }
    const lines = await openTried(this.#reading.vault, { bodyHash, words });
    if (lines.some(({ line }) => line.act === "sale")) {
      this.#kept.push({ id, institution, code, bodyHash, atMs, words });
    }
    const place = this.#kept.length - 1;
    for (const opened of lines) this.#addLine(institution, place, opened);
    return lines;
  }

  #addLine(institution: InstitutionId, place: number, { line }: OpenedLine): void {
    const { hashWords } = this.#reading;
    const { act, receiptNumber, settlementId, atSec, dispense } = line;
    if (act === "sale") {
      if (receiptNumber !== null)
        this.#byReceipt.add(hashWords("receipt", institution, receiptNumber), place);
      if (settlementId !== null) this.#bySettlement.add(hashWords("settlement", settlementId), place);
      return;
    }
    if (atSec === null) return;
    const codes = line.codes.map(comparableCode);
    const countE4 = line.countE4 === null ? null : BigInt(line.countE4);
    this.#returns.push({ atSec, receiptNumber, dispense, codes, countE4 });
    for (const code of codes) {
      this.#returnsOfCode.add(hashWords("return", institution, code), this.#returns.length - 1);
    }
  }

  /** Attempts are read newest first. */
  async #openAll(places: readonly number[]): Promise<readonly SaleFact[]> {
    const facts: SaleFact[] = [];
    for (const place of [...new Set(places)].sort((a, b) => b - a)) {
      const kept = this.#kept[place];
      if (kept !== undefined) facts.push(...(await this.#open(kept)));
    }
    return facts;
  }

  async #open(kept: Kept): Promise<readonly SaleFact[]> {
    const { id, institution, code, atMs } = kept;
    const { vault, view, zone } = this.#reading;
    const facts: SaleFact[] = [];
    for (const { line, person } of await openTried(vault, kept)) {
      if (line.act !== "sale") continue;
      // What said no time was tried when it came.
      const soldAtSec = line.atSec ?? Math.floor(atMs / 1000);
      const fact: SaleFact = {
        standing: { is: "refused", attempt: id, code },
        institution,
        receiptNumber: line.receiptNumber ?? "",
        settlementId: line.settlementId,
        soldAtSec,
        soldOn: businessDayOf(soldAtSec, zone),
        toldAtSec: line.sentAtSec ?? null,
        lateSec: 0,
        codes: line.codes.map(comparableCode),
        of: line.of,
        statedProduct: await statedProduct(view, line.nhsaCode),
        countE4: line.countE4 === null ? null : BigInt(line.countE4),
        lineFen: line.lineFen === null ? null : fenOf(line.lineFen),
        // Of what was refused neither its price nor the prescription is kept.
        exactE8: null,
        hasPrescription: false,
        person,
        returns: [],
      };
      facts.push({ ...fact, returns: this.returnsOfSale(fact) });
    }
    return facts;
  }

  /** Refused returns that name the sale by its receipt, or by its id. */
  returnsOfSale(sale: SaleFact): SaleFact["returns"] {
    const { institution, codes, receiptNumber, standing } = sale;
    const own = codes
      .flatMap((code) => this.returnsOf(institution, code))
      .filter(
        (back) =>
          back.receiptNumber === receiptNumber ||
          (standing.is === "recorded" && back.dispense === standing.dispense),
      );
    const byTime = new Map(own.map((back) => [back.atSec, back]));
    return [...byTime.values()].map((back) => ({
      atSec: back.atSec,
      isRefused: true,
      isWhole: codes.every((code) => back.codes.includes(code)) && isWholeCount(sale, back),
    }));
  }
}

function isWholeCount({ of, countE4 }: SaleFact, back: RefusedReturn): boolean {
  return of === "packs" || back.countE4 === countE4;
}
