import { businessDayOf } from "../../domain/business-day.ts";
import { holdsEvidence } from "../../domain/claims/claim-life.ts";
import type { DispenseRow } from "../../domain/drug-rows.ts";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { settlementIdsOf } from "../../domain/nhsa/settlement/settlement-ids.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import { comparableCode } from "../../domain/reconcile/feeds/comparable-code.ts";
import type { SaleFact, SaleReturnFact } from "../../domain/reconcile/sale-fact.ts";
import { limitsOf } from "../../domain/region-limits.ts";
import { type DispenseWords, openStored } from "../document-codec.ts";
import { BytesList, NumberList } from "./growing-lists.ts";
import { type LedgerReading, packName, rowsOf } from "./ledger-reading.ts";
import { type LineReturn, returnsByLine } from "./line-returns.ts";
import { SaleRates } from "./sale-rates.ts";
import { PlaceSet } from "./sieve/place-set.ts";
import { SoldTallies } from "./sold-tallies.ts";
import { TellingHabits } from "./telling-habits.ts";
import { createWordTable } from "./word-table.ts";

/** A line of a recorded dispense, and what only the ledger knows of it. */
export type RecordedSale = {
  readonly fact: SaleFact;
  readonly place: number;
};

/** Lines of a dispense in the order of its codes; null where its words can not be opened. */
export type TellDispense = (lines: readonly RecordedSale[] | null) => Promise<void>;

type OpenedDispense = { readonly person: string | null; readonly words: DispenseWords };

const COUNT_SCALE = 10_000n;

/** setl_id ends in as many digits of the claim's id: what stands before them is an area. */
const SETTLEMENT_DIGITS = 24;

/**
 * Every dispense that stands on the ledger, for millions of them: of each its ids and times, and under which
 * words it is found. The words themselves stay sealed, and are opened again for the claim that needs them.
 */
export class RecordedSales {
  readonly #reading: LedgerReading;
  readonly #ids = new BytesList(32);
  readonly #documentKeys = new BytesList(32);
  readonly #institutions = new NumberList(4);
  readonly #soldAtSecs = new NumberList(8);
  readonly #blocks = new NumberList(4);
  readonly #lateSecs = new NumberList(4);
  /** 1 where units were handed over. */
  readonly #unitMarks = new NumberList(4);
  readonly #bySettlement = createWordTable();
  readonly #byReceipt = createWordTable();
  readonly #byId = createWordTable();
  /** Few dispenses have any. */
  readonly #reversals = new Map<number, readonly LineReturn[]>();
  readonly #returnsOfPack = new Map<string, number[]>();
  /** Times of dispenses whose words this server can not open, by institution. */
  readonly #closed = new Map<InstitutionId, Set<number>>();
  readonly habits: TellingHabits;
  readonly rates = new SaleRates();
  readonly sold = new SoldTallies();
  readonly #named = new PlaceSet();
  readonly #claimants = new Set<InstitutionId>();

  constructor(reading: LedgerReading) {
    this.#reading = reading;
    this.habits = new TellingHabits(reading.zone);
  }

  get count(): number {
    return this.#institutions.length;
  }

  /** `tell` is told of each dispense as it is read. */
  async read(institution: InstitutionRow, tell: TellDispense | null = null): Promise<void> {
    const { view } = this.#reading;
    const { id, region } = institution;
    const { lateAfterSec } = limitsOf(await view.regionRules(region));
    const { rows: claims } = await view.claimsOf(id, { limit: 1, after: null });
    if (claims.length > 0) this.#claimants.add(id);
    for await (const row of rowsOf((page) => view.dispensesOf(id, page))) {
      const delaySec = row.origin.recordedAtSec - row.dispensedAtSec;
      // What was imported belongs to a time before the ledger: late is what could have come in time.
      const isLate = !row.isImported && delaySec > lateAfterSec;
      const opened = await this.#add(row, isLate ? delaySec : 0);
      if (tell === null) continue;
      await tell(opened === null ? null : await this.#linesAt(this.count - 1, opened));
    }
  }

  /** Lines settled under this setl_id, in the order of the ledger. */
  async ofSettlement(settlementId: string): Promise<readonly RecordedSale[]> {
    const word = this.#reading.hashWords("settlement", settlementId.slice(-SETTLEMENT_DIGITS));
    const found = await this.#openAll(this.#bySettlement.of(word));
    return found.filter(({ fact }) => fact.settlementId !== null && isSame(fact.settlementId, settlementId));
  }

  /** Lines of a receipt of the institution, of whatever day. */
  async ofReceipt(institution: InstitutionId, receiptNumber: string): Promise<readonly RecordedSale[]> {
    const word = this.#reading.hashWords("receipt", institution, receiptNumber);
    const found = await this.#openAll(this.#byReceipt.of(word));
    return found.filter(
      ({ fact }) => fact.institution === institution && fact.receiptNumber === receiptNumber,
    );
  }

  /** When packs came back to the institution, ascending. */
  returnsOf(institution: InstitutionId, pack: { batch: string; index: number }): readonly number[] {
    return this.#returnsOfPack.get(`${institution} ${packName(pack)}`) ?? [];
  }

  /** Whether a dispense that could not be opened may be the claim's own; of no instant: any of its. */
  isClosed(institution: InstitutionId, soldAtSec: number | null): boolean {
    const times = this.#closed.get(institution);
    if (times === undefined) return false;
    return soldAtSec === null || times.has(soldAtSec);
  }

  /** A claim of the feed names it. */
  markNamed(place: number): void {
    this.#named.add(place);
  }

  /** Whether no claim of the feed named the dispense; null where it is not known. */
  isUnnamed(dispense: Hex32): boolean | null {
    const [place] = this.#byId.of(this.#reading.hashWords("record", dispense));
    return place === undefined ? null : !this.#named.has(place);
  }

  mayHaveClaims(institution: InstitutionId): boolean {
    return this.#claimants.has(institution);
  }

  /** Null where its words can not be opened. */
  async #add(row: DispenseRow, lateSec: number): Promise<OpenedDispense | null> {
    const { hashWords, view } = this.#reading;
    const place = this.count;
    const { institution } = row;
    this.#ids.push(row.id.slice(2));
    this.#documentKeys.push(row.documentKey.slice(2));
    this.#institutions.push(institution);
    this.#soldAtSecs.push(row.dispensedAtSec);
    this.#blocks.push(row.origin.block);
    this.#lateSecs.push(lateSec);
    this.#unitMarks.push(row.lines.some(({ units }) => units > 0) ? 1 : 0);
    if (this.#claimants.has(institution)) this.#byId.add(hashWords("record", row.id), place);
    this.sold.add(institution, row.lines);
    await this.#addReturns(place, row);
    const opened = await this.#wordsOf(row.documentKey);
    if (opened === null) {
      const times = this.#closed.get(institution) ?? new Set<number>();
      this.#closed.set(institution, times.add(row.dispensedAtSec));
      return null;
    }
    const { words } = opened;
    const toldAtSec = words.nhsa?.sentAtSec ?? null;
    this.habits.add(institution, { soldAtSec: row.dispensedAtSec, toldAtSec });
    const receiptNumber = words.nhsa?.receiptNumber ?? words.number;
    // Further lines of a receipt have its number with a mark behind it.
    if (words.number === receiptNumber) this.rates.add(institution, row.dispensedAtSec);
    this.#byReceipt.add(hashWords("receipt", institution, receiptNumber), place);
    const settlementId = words.nhsa?.settlementId ?? (await this.#settledAs(view, row));
    if (settlementId !== null)
      this.#bySettlement.add(hashWords("settlement", settlementId.slice(-SETTLEMENT_DIGITS)), place);
    return opened;
  }

  async #addReturns(place: number, { id, institution, lines: sold }: DispenseRow): Promise<void> {
    const { reversals } = await this.#reading.view.aftermathOf(id);
    if (reversals.length === 0) return;
    this.#reversals.set(
      place,
      reversals.flatMap((reversal) => returnsByLine(reversal, sold)),
    );
    for (const { lines, reversedAtSec } of reversals) {
      this.sold.takeBack(institution, lines);
      for (const line of lines) {
        const name = `${institution} ${packName(line)}`;
        this.#returnsOfPack.set(name, [...(this.#returnsOfPack.get(name) ?? []), reversedAtSec]);
      }
    }
  }

  /** The setl_id of a dispense that was settled at this server's own door. */
  async #settledAs(view: LedgerView, row: Pick<DispenseRow, "id" | "institution">): Promise<string | null> {
    if (!this.#claimants.has(row.institution)) return null;
    const claims = await view.claimsOfEvidence(row.id);
    const direct = claims.find(({ content, state }) => content.channel === "direct" && holdsEvidence(state));
    return direct === undefined ? null : settlementIdsOf(direct.id, "").settlementId;
  }

  async #wordsOf(documentKey: Hex32): Promise<OpenedDispense | null> {
    const { openings, vault } = this.#reading;
    const sealed = await openings.opening(documentKey);
    return sealed === null ? null : openStored<DispenseWords>(vault, sealed);
  }

  /** Lists are read newest first. */
  async #openAll(places: readonly number[]): Promise<readonly RecordedSale[]> {
    const found: RecordedSale[] = [];
    for (const place of places.toSorted((a, b) => b - a)) found.push(...(await this.#open(place)));
    return found;
  }

  async #open(place: number): Promise<readonly RecordedSale[]> {
    const opened = await this.#wordsOf(`0x${this.#documentKeys.at(place)}`);
    return opened === null ? [] : this.#linesAt(place, opened);
  }

  async #linesAt(place: number, opened: OpenedDispense): Promise<readonly RecordedSale[]> {
    const { view, zone } = this.#reading;
    const id: Hex32 = `0x${this.#ids.at(place)}`;
    const documentKey: Hex32 = `0x${this.#documentKeys.at(place)}`;
    const institution = this.#institutions.at(place);
    const { words } = opened;
    const soldAtSec = this.#soldAtSecs.at(place);
    const common = {
      standing: { is: "recorded", dispense: id, block: this.#blocks.at(place) },
      institution,
      receiptNumber: words.nhsa?.receiptNumber ?? words.number,
      settlementId: words.nhsa?.settlementId ?? (await this.#settledAs(view, { id, institution })),
      soldAtSec,
      soldOn: businessDayOf(soldAtSec, zone),
      toldAtSec: words.nhsa?.sentAtSec ?? null,
      lateSec: this.#lateSecs.at(place),
      statedProduct: await statedProduct(view, words.nhsa?.nhsaCode ?? null),
      hasPrescription: words.prescription !== null,
      person: await this.#personOf(opened.person, documentKey),
    } as const;
    const codes = words.codes.map(comparableCode);
    const lines =
      words.nhsa === undefined
        ? linesOfRequest(await view.dispense(id), codes)
        : [lineOfMessage(this.#unitMarks.at(place) === 1 ? "units" : "packs", codes, words.nhsa)];
    return lines.map(({ at, ...line }) => ({
      place,
      fact: { ...common, ...line, returns: this.#returnsOfLine(place, at) },
    }));
  }

  async #personOf(sealed: string | null, documentKey: Hex32): Promise<SaleFact["person"]> {
    if (sealed === null) return null;
    return (await this.#reading.vault.openPerson(sealed, documentKey))?.person ?? "closed";
  }

  /** Of no line: of all of them together. */
  #returnsOfLine(place: number, at: number | null): readonly SaleReturnFact[] {
    const back = (this.#reversals.get(place) ?? []).filter(({ line }) => at === null || line === at);
    const times = [...new Set(back.map(({ atSec }) => atSec))].sort((a, b) => a - b);
    return times.map((atSec) => {
      const own = back.filter((each) => each.atSec === atSec);
      const wanted = at === null ? (own[0]?.lineCount ?? 0) : 1;
      return { atSec, isRefused: false, isWhole: own.filter(({ isWhole }) => isWhole).length >= wanted };
    });
  }
}

/** `at`: which line of the dispense; null where it is all of them. */
type SaleLine = Pick<SaleFact, "codes" | "of" | "countE4" | "lineFen" | "exactE8"> & {
  readonly at: number | null;
};

/** A line of a message is the whole dispense. */
function lineOfMessage(
  of: SaleFact["of"],
  codes: readonly string[],
  { countE4, lineFen, priceMicros }: NonNullable<DispenseWords["nhsa"]>,
): SaleLine {
  const exactE8 = BigInt(countE4) * BigInt(priceMicros);
  return { codes, of, countE4: BigInt(countE4), lineFen: BigInt(lineFen), exactE8, at: null };
}

/** Each line of a request is a sale of its own. */
function linesOfRequest(row: DispenseRow | null, codes: readonly string[]): readonly SaleLine[] {
  return (row?.lines ?? []).map(({ units, priceFen }, at) => ({
    codes: codes.slice(at, at + 1),
    of: units > 0 ? "units" : "packs",
    countE4: units > 0 ? BigInt(units) * COUNT_SCALE : null,
    lineFen: priceFen,
    exactE8: null,
    at,
  }));
}

export async function statedProduct(view: LedgerView, nhsaCode: string | null): Promise<number | null> {
  if (nhsaCode === null) return null;
  return (await view.productByCode({ scheme: "nhsa", value: nhsaCode }))?.id ?? null;
}

/** One of them may lack the area in front. */
function isSame(one: string, other: string): boolean {
  return one === other || (one.length === SETTLEMENT_DIGITS && other.endsWith(one));
}
