import { canonicalJson } from "../../domain/canonical-json.ts";
import type { ConsignmentRow, CustodyStep } from "../../domain/drug-rows.ts";
import type { Hex32, InstitutionId, PackRef } from "../../domain/ids.ts";
import type { BatchRow } from "../../domain/read-model.ts";
import type { PurchaseFact } from "../../domain/reconcile/claim-facts.ts";
import { type BatchWords, type ConsignmentWords, openWords } from "../document-codec.ts";
import type { LedgerReading } from "./ledger-reading.ts";

/** What the runs of a delivery note cost; a note that is asked for again is mostly asked for soon. */
type Priced = readonly { readonly run: ConsignmentRow["runs"][number]; readonly price: PurchaseFact }[];

const NOTES_HELD_MAX = 10_000;
const NO_COMMITMENT: Hex32 = `0x${"0".repeat(64)}`;

/**
 * What packs cost whoever sold them: by the delivery note that brought them, else by the maker's procurement
 * price. Both are committed to on the ledger and sealed with whoever wrote them; what the words and the
 * commitment disagree on is no price.
 */
export class PurchasePrices {
  readonly #reading: LedgerReading;
  readonly #notes = new Map<Hex32, Priced>();

  constructor(reading: LedgerReading) {
    this.#reading = reading;
  }

  async of(
    pack: PackRef,
    got: {
      readonly keeper: InstitutionId;
      readonly steps: readonly CustodyStep[];
      readonly batch: BatchRow;
    },
  ): Promise<PurchaseFact> {
    const received = got.steps.findLast(({ by, kind }) => by === got.keeper && kind === "received");
    const note = received?.consignment ?? null;
    const bought = note === null ? "unstated" : await this.#priceIn(note, pack);
    return bought === "unstated" ? this.#procurementPrice(got.batch) : bought;
  }

  async #priceIn(note: Hex32, { batch, index }: PackRef): Promise<PurchaseFact> {
    const priced = this.#notes.get(note) ?? (await this.#readNote(note));
    if (this.#notes.size >= NOTES_HELD_MAX) this.#notes.clear();
    this.#notes.set(note, priced);
    const own = priced.find(({ run }) => run.batch === batch && run.from <= index && index < run.to);
    return own?.price ?? "unstated";
  }

  async #readNote(note: Hex32): Promise<Priced> {
    const { view, openings, vault } = this.#reading;
    const row = await view.consignment(note);
    if (row === null || row.lineCommitments.every((each) => each === NO_COMMITMENT)) return [];
    const sealed = await openings.opening(row.documentKey);
    const words = sealed === null ? null : openWords<ConsignmentWords>(vault, sealed);
    const fenOfCommitment = new Map<Hex32, string | null>();
    for (const [at, { unitPriceFen, invoiceNumber }] of (words?.lines ?? []).entries()) {
      const plain = canonicalJson({ unitPriceFen, invoiceNumber });
      fenOfCommitment.set(vault.commitLine(row.sender, row.documentKey, at, plain), unitPriceFen);
    }
    return row.runs.map((run, at) => {
      const commitment = row.lineCommitments[at] ?? NO_COMMITMENT;
      if (commitment === NO_COMMITMENT) return { run, price: "unstated" as const };
      const fen = fenOfCommitment.get(commitment);
      if (fen === undefined) return { run, price: "hidden" as const };
      return {
        run,
        price: fen === null ? ("unstated" as const) : { fen: BigInt(fen), of: "purchase" as const },
      };
    });
  }

  async #procurementPrice({ maker, product, batchNumber, priceCommitment }: BatchRow): Promise<PurchaseFact> {
    if (priceCommitment === NO_COMMITMENT) return "unstated";
    const { openings, vault } = this.#reading;
    const name = { kind: "batch", number: batchNumber, businessDay: "", till: String(product) } as const;
    const documentKey = vault.documentKey(maker, name);
    const sealed = await openings.opening(documentKey);
    if (sealed === null) return "hidden";
    const { priceFen } = openWords<BatchWords>(vault, sealed);
    const isCommitted = vault.commitLine(maker, documentKey, 0, priceFen) === priceCommitment;
    return isCommitted ? { fen: BigInt(priceFen), of: "procurement" } : "hidden";
  }
}
