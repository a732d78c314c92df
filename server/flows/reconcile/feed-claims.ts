import type { ClaimFacts, OtherClaim } from "../../domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import { NumberList, TextList } from "./growing-lists.ts";
import type { HashWords } from "./hash-words.ts";
import { createWordTable, type WordHash, type WordTable } from "./word-table.ts";

/** The claims of a feed, as far as one of them has to be told of the others. */
export class FeedClaims {
  readonly #hashWords: HashWords;
  readonly #rows = new NumberList(4);
  readonly #ids = new TextList();
  readonly #institutions = new NumberList(4);
  /** Year, month and day as one number. */
  readonly #days = new NumberList(4);
  readonly #manualMarks = new NumberList(4);
  /** 1 where a claim names no code. */
  readonly #codelessMarks = new NumberList(4);
  readonly #institutionCodes: string[] = [];
  readonly #placeOfInstitution = new Map<string, number>();
  readonly #bySettlement = createWordTable();
  readonly #byReceipt = createWordTable();
  readonly #byCode = createWordTable();
  readonly regions = new Set<number>();
  noted = 0;
  firstDay: string | null = null;
  lastDay: string | null = null;

  constructor(hashWords: HashWords) {
    this.#hashWords = hashWords;
  }

  /** What is asked of the feed as a whole. */
  note({ insuredRegion, claimedOn }: FeedClaim): void {
    this.noted += 1;
    if (insuredRegion !== null) this.regions.add(insuredRegion);
    if (this.firstDay === null || claimedOn < this.firstDay) this.firstDay = claimedOn;
    if (this.lastDay === null || claimedOn > this.lastDay) this.lastDay = claimedOn;
  }

  /** A claim that others have to be told of. */
  add(claim: FeedClaim): void {
    const place = this.#rows.length;
    const { row, claimId, institutionCode, claimedOn, channel, settlementId, receiptNumber } = claim;
    this.#rows.push(row);
    this.#ids.push(claimId);
    this.#institutions.push(this.#placeOf(institutionCode));
    this.#days.push(Number(claimedOn.replaceAll("-", "")));
    this.#manualMarks.push(channel === "manual" ? 1 : 0);
    this.#codelessMarks.push(claim.traceCodes.length === 0 ? 1 : 0);
    if (settlementId !== null) this.#bySettlement.add(this.#hashWords("settlement", settlementId), place);
    if (receiptNumber !== null) this.#byReceipt.add(this.#receipt(institutionCode, receiptNumber), place);
    for (const code of new Set(claim.traceCodes)) this.#byCode.add(this.#hashWords("code", code), place);
  }

  /** Others that name the code, in the order of day and id. */
  ofCode(claim: FeedClaim, code: string): readonly OtherClaim[] {
    return this.#others(claim, this.#byCode.of(this.#hashWords("code", code)));
  }

  /**
   * Others for the same settlement, or for the same receipt of the institution. Numbers may begin anew each
   * day, and short ones stand in many shops: where both name packs, they are of one invoice if a pack is.
   */
  ofInvoice(claim: FeedClaim, sales: ClaimFacts["sales"]): readonly OtherClaim[] {
    const settlements = [claim.settlementId, ...sales.map(({ settlementId }) => settlementId)];
    const receipts = [claim.receiptNumber, ...sales.map(({ receiptNumber }) => receiptNumber)];
    const words: { readonly table: WordTable; readonly hash: WordHash }[] = [
      ...distinct(settlements).map((each) => ({
        table: this.#bySettlement,
        hash: this.#hashWords("settlement", each),
      })),
      ...distinct(receipts).map((each) => ({
        table: this.#byReceipt,
        hash: this.#receipt(claim.institutionCode, each),
      })),
    ];
    const places = [...new Set(words.flatMap(({ table, hash }) => table.of(hash)))];
    const codes = distinct([...claim.traceCodes, ...sales.flatMap((sale) => sale.codes)]);
    if (places.length < 2 || codes.length === 0) return this.#others(claim, places);
    const sharing = new Set(codes.flatMap((code) => this.#byCode.of(this.#hashWords("code", code))));
    return this.#others(
      claim,
      places.filter((place) => sharing.has(place) || this.#codelessMarks.at(place) === 1),
    );
  }

  #others(claim: FeedClaim, places: readonly number[]): readonly OtherClaim[] {
    return places
      .filter((place) => this.#rows.at(place) !== claim.row)
      .map((place) => this.#otherAt(place, claim))
      .sort(byDayAndId);
  }

  #otherAt(place: number, claim: FeedClaim): OtherClaim {
    const day = String(this.#days.at(place)).padStart(8, "0");
    const other = {
      claimId: this.#ids.at(place),
      row: this.#rows.at(place),
      institutionCode: this.#institutionCodes[this.#institutions.at(place)] ?? "",
      channel: this.#manualMarks.at(place) === 1 ? ("manual" as const) : ("direct" as const),
      claimedOn: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`,
    };
    return { ...other, isEarlier: byDayAndId(other, claim) < 0 };
  }

  #placeOf(institutionCode: string): number {
    const standing = this.#placeOfInstitution.get(institutionCode);
    if (standing !== undefined) return standing;
    // A line of a feed is a piece of a larger text, which a part of it would keep in memory.
    const own = Buffer.from(institutionCode, "utf8").toString("utf8");
    this.#placeOfInstitution.set(own, this.#institutionCodes.length);
    return this.#institutionCodes.push(own) - 1;
  }

  #receipt(institutionCode: string, receiptNumber: string): WordHash {
    return this.#hashWords("receipt", institutionCode, receiptNumber);
  }
}

type Dated = Pick<OtherClaim, "claimedOn" | "claimId" | "row">;

function byDayAndId(one: Dated, other: Dated): number {
  if (one.claimedOn !== other.claimedOn) return one.claimedOn < other.claimedOn ? -1 : 1;
  if (one.claimId !== other.claimId) return one.claimId < other.claimId ? -1 : 1;
  return one.row - other.row;
}

function distinct(words: readonly (string | null)[]): readonly string[] {
  return [...new Set(words.flatMap((word) => (word === null || word === "" ? [] : [word])))];
}
