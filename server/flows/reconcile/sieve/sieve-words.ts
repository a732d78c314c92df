import { dayStartSec } from "../../../domain/business-day.ts";
import type { InstitutionId } from "../../../domain/ids.ts";
import type { PersonName } from "../../../domain/ports.ts";
import type { FeedClaim } from "../../../domain/reconcile/feed-claim.ts";
import type { SoldFacts } from "../../../domain/reconcile/plain-sale.ts";
import { KeyedMixer, MIXED_LENGTH_MAX } from "./keyed-mixer.ts";
import { DAY_MAX, FEN_MAX } from "./sieve-records.ts";

/** Stands where there is no such word. */
export const NONE = 0;

/** setl_id ends in as many digits of the claim's id: what stands before them is an area. */
const SETTLEMENT_DIGITS = 24;
/** Claims and dispenses of more codes are looked at in full: each code is held against each. */
const PLAIN_CODES_MAX = 64;
const DAY_SEC = 86_400;
const WORD_BITS = 32;
const UTC = { offsetMin: 0 };

/** The words of what was tried and refused. */
export type TriedWords = {
  readonly institution: InstitutionId;
  readonly settlementId: string | null;
  readonly receiptNumber: string | null;
  readonly codes: readonly string[];
};

/** A dispense of the ledger at its place in the reading. */
export type SievedSale = SoldFacts & {
  readonly place: number;
  readonly seller: InstitutionId;
};

/**
 * What a claim, a dispense or an attempt says, as hashes. One object, filled anew for each of them:
 * millions of them are read one after the other.
 */
export class Said {
  codeCount = 0;
  codeHighs = new Int32Array(PLAIN_CODES_MAX);
  codeLows = new Int32Array(PLAIN_CODES_MAX);
  /** Of all codes and the amount. */
  sumHigh = 0;
  sumLow = 0;
  fen = 0n;
  hasSettlement = false;
  settlementHigh = NONE;
  settlementLow = NONE;
  area = NONE;
  hasReceipt = false;
  receiptHigh = NONE;
  receiptLow = NONE;
  personHigh = NONE;
  personLow = NONE;
  /** Since 1970. */
  day = 0;
  /** False where something of it does not fit here: then nothing may be concluded from it. */
  isWhole = true;
}

export class SieveWords {
  readonly #mixer = new KeyedMixer();
  readonly #said = new Said();
  readonly #days = new Map<string, number>();
  readonly #schemes = new Map<string, number>();

  ofClaim(claim: FeedClaim, institution: InstitutionId): Said {
    const said = this.#begin(claim.claimedOn);
    this.#addCodes(claim.traceCodes);
    this.#addFen(claim.totalFen);
    this.#setSettlement(claim.settlementId);
    this.#setReceipt(institution, claim.receiptNumber);
    this.#setPerson(claim.person);
    said.isWhole &&= isEachOnce(said);
    return said;
  }

  /** All lines of a dispense have one receipt, one day and one person. */
  ofSale({ sales, seller }: SievedSale): Said {
    const [first] = sales;
    if (first === undefined) throw new Error("a dispense without a line");
    const said = this.#begin(first.soldOn);
    for (const { codes, lineFen } of sales) {
      this.#addCodes(codes);
      if (lineFen === null) said.isWhole = false;
      else this.#addFen(lineFen);
    }
    this.#setSettlement(first.settlementId);
    this.#setReceipt(seller, first.receiptNumber);
    this.#setPerson(first.person === "closed" ? null : first.person);
    return said;
  }

  ofTried({ institution, settlementId, receiptNumber, codes }: TriedWords): Said {
    const said = this.#begin(null);
    this.#addCodes(codes);
    this.#setSettlement(settlementId);
    this.#setReceipt(institution, receiptNumber);
    return said;
  }

  ofPerson(person: PersonName): Said {
    const said = this.#begin(null);
    this.#setPerson(person);
    return said;
  }

  #begin(day: string | null): Said {
    const said = this.#said;
    said.codeCount = 0;
    said.sumHigh = 0;
    said.sumLow = 0;
    said.fen = 0n;
    said.personHigh = NONE;
    said.personLow = NONE;
    said.isWhole = true;
    said.day = day === null ? 0 : this.#dayOf(day);
    if (said.day <= 0 || said.day > DAY_MAX) said.isWhole = false;
    return said;
  }

  #addCodes(codes: readonly string[]): void {
    const said = this.#said;
    const mixer = this.#mixer;
    for (const code of codes) {
      this.#mix("code", code, 0);
      if (said.codeCount === said.codeHighs.length) this.#makeRoom();
      said.codeHighs[said.codeCount] = mixer.high;
      said.codeLows[said.codeCount] = mixer.low;
      said.codeCount += 1;
      said.sumHigh = (said.sumHigh + mixer.high) | 0;
      said.sumLow = (said.sumLow + mixer.low) | 0;
    }
    if (said.codeCount > PLAIN_CODES_MAX) said.isWhole = false;
  }

  #makeRoom(): void {
    const said = this.#said;
    const [highs, lows] = [said.codeHighs, said.codeLows];
    said.codeHighs = new Int32Array(highs.length * 2);
    said.codeLows = new Int32Array(lows.length * 2);
    said.codeHighs.set(highs);
    said.codeLows.set(lows);
  }

  /** Of a long text only the beginning counts: who shares it is looked at. */
  #mix(kind: "code" | "receipt" | "person", text: string, number: number): void {
    if (text.length > MIXED_LENGTH_MAX) this.#said.isWhole = false;
    this.#mixer.mix(kind, text, number, 0, Math.min(text.length, MIXED_LENGTH_MAX));
  }

  #addFen(amount: bigint): void {
    const said = this.#said;
    if (amount < 0n || amount > FEN_MAX) {
      said.isWhole = false;
      return;
    }
    said.fen += amount;
    // Below FEN_MAX the low word is all of it; it is hashed, and nothing is counted with it.
    const word = Number(BigInt.asUintN(WORD_BITS, amount));
    said.sumHigh = (said.sumHigh + Math.imul(word, this.#mixer.highOfFen)) | 0;
    said.sumLow = (said.sumLow + Math.imul(word, this.#mixer.lowOfFen)) | 0;
  }

  #setSettlement(settlementId: string | null): void {
    const said = this.#said;
    said.hasSettlement = settlementId !== null;
    said.settlementHigh = NONE;
    said.settlementLow = NONE;
    said.area = NONE;
    if (settlementId === null) return;
    const areaLength = Math.max(0, settlementId.length - SETTLEMENT_DIGITS);
    this.#mixer.mix("settlement", settlementId, 0, areaLength);
    said.settlementHigh = this.#mixer.high;
    said.settlementLow = this.#mixer.low;
    if (areaLength > 0) said.area = this.#areaOf(settlementId, areaLength);
  }

  #areaOf(settlementId: string, length: number): number {
    if (length > MIXED_LENGTH_MAX) {
      this.#said.isWhole = false;
      return NONE;
    }
    this.#mixer.mix("area", settlementId, 0, 0, length);
    return this.#mixer.high | 1;
  }

  #setReceipt(institution: InstitutionId, receiptNumber: string | null): void {
    const said = this.#said;
    said.hasReceipt = receiptNumber !== null && receiptNumber !== "";
    said.receiptHigh = NONE;
    said.receiptLow = NONE;
    if (receiptNumber === null || receiptNumber === "") return;
    this.#mix("receipt", receiptNumber, institution);
    said.receiptHigh = this.#mixer.high;
    said.receiptLow = this.#mixer.low;
  }

  #setPerson(person: PersonName | null): void {
    if (person === null) return;
    const said = this.#said;
    this.#mix("person", person.value, this.#numberOfScheme(person.scheme));
    said.personHigh = this.#mixer.high;
    said.personLow = this.#mixer.low;
  }

  #numberOfScheme(scheme: string): number {
    const standing = this.#schemes.get(scheme);
    if (standing !== undefined) return standing;
    this.#schemes.set(scheme, this.#schemes.size + 1);
    return this.#schemes.size;
  }

  /** A feed has few days, and many claims on each. */
  #dayOf(day: string): number {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const startSec = dayStartSec(day, UTC);
    const number = startSec === null ? 0 : startSec / DAY_SEC;
    this.#days.set(day, number);
    return number;
  }
}

function isEachOnce({ codeCount, codeHighs, codeLows }: Said): boolean {
  if (codeCount > PLAIN_CODES_MAX) return false;
  for (let one = 1; one < codeCount; one += 1) {
    for (let other = 0; other < one; other += 1) {
      if (codeHighs[one] === codeHighs[other] && codeLows[one] === codeLows[other]) return false;
    }
  }
  return true;
}
