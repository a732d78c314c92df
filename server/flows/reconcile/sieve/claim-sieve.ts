import type { InstitutionId } from "../../../domain/ids.ts";
import type { PersonName } from "../../../domain/ports.ts";
import type { FeedClaim } from "../../../domain/reconcile/feed-claim.ts";
import { isPlainSale, type PlainLimits } from "../../../domain/reconcile/plain-sale.ts";
import type { ScratchFile } from "../../../domain/scratch-file.ts";
import { joinParts, tellMatches } from "./join-parts.ts";
import { PartitionedRecords } from "./partitioned-records.ts";
import { PlaceSet } from "./place-set.ts";
import { busyPersons } from "./quiet-persons.ts";
import { declineRepeated } from "./repeated-words.ts";
import { SealedPages } from "./sealed-pages.ts";
import {
  CLAIM,
  CODES_MAX,
  IS_OFF,
  NO_REGION,
  NOWHERE,
  PERSON,
  SALE,
  STATE_BITS,
  WORD,
} from "./sieve-records.ts";
import { NONE, type Said, type SievedSale, SieveWords, type TriedWords } from "./sieve-words.ts";

/** Each of 64 parts of four kinds of records holds one page: 16 MiB in all, however long the feed is. */
const PAGE_BYTES = 1 << 16;

/** Bits of a hash by which receipts of manual claims are remembered. */
const RECEIPT_BITS = 22;

export type SieveGiven = {
  readonly file: ScratchFile;
  /** By their codes. */
  readonly institutions: ReadonlyMap<string, InstitutionId>;
  readonly limits: PlainLimits;
};

export type Sieved = {
  /** Places of claims that have to be gathered and judged. */
  readonly declined: PlaceSet;
  /** Of them, those of persons whose claims may add up to too much: all claims of such a person are here. */
  readonly busy: PlaceSet;
  /** Places of the dispenses under the number of a claim that was declined, in their order. */
  readonly salesOf: (place: number) => readonly number[];
  /** Places of the dispenses that claims name which were not declined. */
  readonly named: PlaceSet;
};

/**
 * Tells the claims that the ledger plainly bears out from those that have to be looked at, and holds
 * neither in memory. A claim passes when the dispenses under its number are each plain in itself, say
 * together just what it says, and share no word with another claim. Everything doubtful is declined: that
 * costs time, and changes no finding. First all claims are added, then all dispenses and attempts.
 */
export class ClaimSieve {
  readonly #words = new SieveWords();
  readonly #institutions: ReadonlyMap<string, InstitutionId>;
  readonly limits: PlainLimits;
  readonly #claims: PartitionedRecords;
  readonly #sales: PartitionedRecords;
  readonly #shared: PartitionedRecords;
  readonly #persons: PartitionedRecords;
  readonly #declined = new PlaceSet();
  /** Receipts by which manual claims are found: no other dispense need be told under its receipt. */
  readonly #receipts = new PlaceSet();
  readonly #suspicious = new Set<InstitutionId>();
  #count = 0;

  constructor({ file, institutions, limits }: SieveGiven) {
    const pages = new SealedPages(file, PAGE_BYTES);
    this.#claims = new PartitionedRecords(pages, CLAIM.width);
    this.#sales = new PartitionedRecords(pages, SALE.width);
    this.#shared = new PartitionedRecords(pages, WORD.width);
    this.#persons = new PartitionedRecords(pages, PERSON.width);
    this.#institutions = institutions;
    this.limits = limits;
  }

  /** The next claim of the feed. */
  addClaim(claim: FeedClaim): void {
    const place = this.#count;
    this.#count += 1;
    const words = this.#words;
    const institution = this.#institutions.get(claim.institutionCode) ?? 0;
    const said = words.ofClaim(claim, institution);
    for (let nth = 0; nth < said.codeCount; nth += 1) {
      this.#share(said.codeHighs[nth] ?? 0, said.codeLows[nth] ?? 0, place);
    }
    if (said.hasSettlement) this.#share(said.settlementHigh, said.settlementLow, place);
    if (said.hasReceipt) this.#share(said.receiptHigh, said.receiptLow, place);
    const isDirect = claim.channel === "direct";
    const isJoinable =
      said.isWhole &&
      said.hasReceipt &&
      institution !== 0 &&
      said.fen <= this.limits.thresholds.purchaseFenMax &&
      this.limits.thresholds.visitDemand === "never" &&
      (said.hasSettlement || !isDirect);
    if (!isJoinable) this.#declined.add(place);
    // As sales-of-claim finds them: by the settlement, else by institution and receipt.
    const isBySettlement = isDirect && said.hasSettlement;
    if (!isBySettlement && (institution === 0 || !said.hasReceipt)) {
      this.#addPerson(said, { place, claimDay: said.day, boughtDay: NOWHERE });
      return;
    }
    if (!isBySettlement) this.#receipts.add(said.receiptHigh >>> (32 - RECEIPT_BITS));
    const region = isDirect ? (claim.insuredRegion ?? NO_REGION) : NO_REGION;
    this.#putClaim(said, { place, institution, region, isBySettlement, isJoinable });
  }

  /** A dispense, after all claims. */
  addSale(sale: SievedSale): void {
    const said = this.#words.ofSale(sale);
    const isPlain = said.isWhole && isPlainSale(sale, this.limits);
    const placeAndPlain = sale.place * 2 + (isPlain ? 1 : 0);
    const region = sale.ledgerClaims[0]?.payerRegion ?? NO_REGION;
    if (said.hasSettlement) this.#putSale(said, { placeAndPlain, region, isBySettlement: true });
    if (this.#receipts.has(said.receiptHigh >>> (32 - RECEIPT_BITS))) {
      this.#putSale(said, { placeAndPlain, region, isBySettlement: false });
    }
  }

  /** What was tried and refused may belong to whoever names the same. */
  addTried(tried: TriedWords): void {
    const said = this.#words.ofTried(tried);
    for (let nth = 0; nth < said.codeCount; nth += 1) {
      this.#share(said.codeHighs[nth] ?? 0, said.codeLows[nth] ?? 0, NOWHERE);
    }
    if (said.hasSettlement) this.#share(said.settlementHigh, said.settlementLow, NOWHERE);
    if (said.hasReceipt) this.#share(said.receiptHigh, said.receiptLow, NOWHERE);
  }

  /**
   * Every claim of the institution is looked at: it has dispenses that this server can not open, any of which
   * may be the claim's own, or it sells more than its counters can.
   */
  declineAllOf(institution: InstitutionId): void {
    this.#suspicious.add(institution);
  }

  /** Somebody was in hospital. */
  addStay(person: PersonName): void {
    this.#addPerson(this.#words.ofPerson(person), { place: NOWHERE, claimDay: 0, boughtDay: NOWHERE });
  }

  /** Once everything was added. */
  decide(): Sieved {
    const declined = this.#declined;
    declineRepeated(this.#shared, declined);
    const said = { personHigh: 0, personLow: 0, codeCount: 0 };
    joinParts(this.#claims, this.#sales, (records, at, isBorneOut) => {
      const place = records[at + CLAIM.place] ?? 0;
      const days = records[at + CLAIM.days] ?? 0;
      const isPassed = isBorneOut && !this.#suspicious.has(records[at + CLAIM.institution] ?? 0);
      if (!isPassed) declined.add(place);
      said.personHigh = records[at + CLAIM.personHigh] ?? 0;
      said.personLow = records[at + CLAIM.personLow] ?? 0;
      said.codeCount = (records[at + CLAIM.state] ?? 0) >>> STATE_BITS;
      const boughtDay = isPassed ? days >>> 16 : NOWHERE;
      this.#addPerson(said, { place, claimDay: days & 0xffff, boughtDay });
    });
    const busy = new PlaceSet();
    busyPersons(this.#persons, this.limits.thresholds, busy);
    for (const place of busy) declined.add(place);
    return { declined, busy, ...this.#matches() };
  }

  #matches(): Pick<Sieved, "salesOf" | "named"> {
    const named = new PlaceSet();
    const matches = new Map<number, number[]>();
    tellMatches(this.#claims, this.#sales, (claim, sale) => {
      if (!this.#declined.has(claim)) {
        named.add(sale);
        return;
      }
      const own = matches.get(claim);
      if (own === undefined) matches.set(claim, [sale]);
      else own.push(sale);
    });
    return { named, salesOf: (place) => matches.get(place) ?? [] };
  }

  #share(high: number, low: number, place: number): void {
    const shared = this.#shared;
    shared.next(high);
    const { page, at } = shared;
    page[at] = high;
    page[at + WORD.low] = low;
    page[at + WORD.place] = place;
  }

  #addPerson(
    said: Pick<Said, "personHigh" | "personLow" | "codeCount">,
    of: { readonly place: number; readonly claimDay: number; readonly boughtDay: number },
  ): void {
    if ((said.personHigh | said.personLow) === NONE) return;
    const persons = this.#persons;
    persons.next(said.personHigh);
    const { page, at } = persons;
    page[at] = said.personHigh;
    page[at + PERSON.low] = said.personLow;
    page[at + PERSON.place] = of.place;
    page[at + PERSON.claimDay] = of.claimDay;
    page[at + PERSON.boughtDay] = of.boughtDay;
    page[at + PERSON.codes] = said.codeCount;
  }

  #putClaim(
    said: Said,
    of: {
      readonly place: number;
      readonly institution: InstitutionId;
      readonly region: number;
      readonly isBySettlement: boolean;
      readonly isJoinable: boolean;
    },
  ): void {
    const claims = this.#claims;
    claims.next(of.isBySettlement ? said.settlementHigh : said.receiptHigh);
    const { page, at } = claims;
    page[at] = of.isBySettlement ? said.settlementHigh : said.receiptHigh;
    page[at + CLAIM.keyLow] = of.isBySettlement ? said.settlementLow : said.receiptLow;
    page[at + CLAIM.place] = of.place;
    page[at + CLAIM.restHigh] = said.sumHigh;
    page[at + CLAIM.restLow] = said.sumLow;
    page[at + CLAIM.otherHigh] = of.isBySettlement ? said.receiptHigh : said.settlementHigh;
    page[at + CLAIM.otherLow] = of.isBySettlement ? said.receiptLow : said.settlementLow;
    page[at + CLAIM.personHigh] = said.personHigh;
    page[at + CLAIM.personLow] = said.personLow;
    page[at + CLAIM.area] = said.area;
    page[at + CLAIM.days] = said.day;
    page[at + CLAIM.region] = of.region;
    page[at + CLAIM.institution] = of.institution;
    page[at + CLAIM.state] =
      (Math.min(said.codeCount, CODES_MAX) << STATE_BITS) | (of.isJoinable ? 0 : IS_OFF);
  }

  #putSale(
    said: Said,
    of: { readonly placeAndPlain: number; readonly region: number; readonly isBySettlement: boolean },
  ): void {
    const sales = this.#sales;
    sales.next(of.isBySettlement ? said.settlementHigh : said.receiptHigh);
    const { page, at } = sales;
    page[at] = of.isBySettlement ? said.settlementHigh : said.receiptHigh;
    page[at + SALE.keyLow] = of.isBySettlement ? said.settlementLow : said.receiptLow;
    page[at + SALE.placeAndPlain] = of.placeAndPlain;
    page[at + SALE.sumHigh] = said.sumHigh;
    page[at + SALE.sumLow] = said.sumLow;
    page[at + SALE.otherHigh] = of.isBySettlement ? said.receiptHigh : said.settlementHigh;
    page[at + SALE.otherLow] = of.isBySettlement ? said.receiptLow : said.settlementLow;
    page[at + SALE.personHigh] = said.personHigh;
    page[at + SALE.personLow] = said.personLow;
    page[at + SALE.area] = said.area;
    page[at + SALE.day] = said.day;
    page[at + SALE.region] = of.region;
  }
}
