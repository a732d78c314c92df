import type { BatchId, InstitutionId, PackRun, ProductId } from "../../domain/ids.ts";
import type { BatchRow } from "../../domain/read-model.ts";
import type { ClaimFacts } from "../../domain/reconcile/claim-facts.ts";
import { claimedBeyond } from "../../domain/reconcile/claimed-beyond.ts";
import type { Finding } from "../../domain/reconcile/finding.ts";
import { judgeBalance } from "../../domain/reconcile/judge-balance.ts";
import { type LedgerReading, rowsOf } from "./ledger-reading.ts";
import type { RecordedSales } from "./recorded-sales.ts";

type Beyond = { readonly code: string; readonly products: Map<ProductId, number> };

/**
 * 进销存: what came in of a product against what was sold and claimed. Recorded sales alone can not exceed what
 * came in, so only the products of claims that no recorded sale bears out are added up.
 */
export class ProductBalances {
  readonly #beyond = new Map<InstitutionId, Beyond>();

  add(facts: ClaimFacts): void {
    const { institution } = facts;
    if (institution === null) return;
    for (const [product, count] of claimedBeyond(facts)) {
      const own = this.#beyond.get(institution.id) ?? { code: institution.code, products: new Map() };
      this.#beyond.set(institution.id, own);
      own.products.set(product, (own.products.get(product) ?? 0) + count);
    }
  }

  async *findings(reading: LedgerReading & { readonly recorded: RecordedSales }): AsyncGenerator<Finding> {
    for (const [institution, { code, products }] of [...this.#beyond].sort(([a], [b]) => a - b)) {
      const cameIn = await packsThatCameIn(reading, institution);
      const out = await packsSold(reading, institution);
      for (const [product, claimed] of [...products].sort(([a], [b]) => a - b)) {
        yield* judgeBalance({
          institution,
          institutionCode: code,
          product,
          productName: (await reading.view.product(product))?.name ?? "",
          cameIn: cameIn.get(product) ?? 0,
          recordedOut: out.get(product) ?? 0,
          claimedBeyond: claimed,
        });
      }
    }
  }
}

type Counts = Map<ProductId, number>;

async function packsThatCameIn({ view }: LedgerReading, institution: InstitutionId): Promise<Counts> {
  const packs = new Map<BatchId, number>();
  const add = (batch: BatchId, count: number): void => void packs.set(batch, (packs.get(batch) ?? 0) + count);
  const addRuns = (runs: readonly PackRun[], sign: 1 | -1): void => {
    for (const { batch, from, to } of runs) add(batch, sign * (to - from));
  };
  for await (const { id, packCount } of rowsOf((page) => view.batchesOf(institution, page)))
    add(id, packCount);
  for await (const note of rowsOf((page) => view.consignmentsOf(institution, "receiver", page))) {
    for (const { accepted } of note.receipts) addRuns(accepted, 1);
  }
  for await (const note of rowsOf((page) => view.consignmentsOf(institution, "sender", page))) {
    addRuns(note.runs, -1);
    for (const { runs } of note.withdrawals) addRuns(runs, 1);
    for (const { outcome, runs } of note.disputes) if (outcome === "returned") addRuns(runs, 1);
  }
  const counts: Counts = new Map();
  for (const [batch, count] of packs) {
    const { product } = await batchOf(view, batch);
    counts.set(product, (counts.get(product) ?? 0) + count);
  }
  return counts;
}

async function packsSold(
  { view, recorded }: LedgerReading & { readonly recorded: RecordedSales },
  institution: InstitutionId,
): Promise<Counts> {
  const counts: Counts = new Map();
  for (const [batch, { packs, units }] of recorded.sold.of(institution)) {
    const { product } = await batchOf(view, batch);
    const unitsPerPack = (await view.product(product))?.unitsPerPack ?? 1;
    counts.set(product, (counts.get(product) ?? 0) + packs + Math.ceil(units / unitsPerPack));
  }
  return counts;
}

async function batchOf(view: LedgerReading["view"], batch: BatchId): Promise<BatchRow> {
  const row = await view.batch(batch);
  if (row === null) throw new Error(`packs of a batch ${batch} that is not on the ledger`);
  return row;
}
