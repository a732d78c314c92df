import { businessDayOf } from "../../../domain/business-day.ts";
import { holdsEvidence } from "../../../domain/claims/claim-life.ts";
import type { DispenseRow } from "../../../domain/drug-rows.ts";
import type { Hex32, InstitutionId, ProductId } from "../../../domain/ids.ts";
import { standingLines } from "../../../domain/judge-return-line.ts";
import type { LedgerView } from "../../../domain/ledger-view.ts";
import type { FeeLine } from "../../../domain/nhsa/settlement/message.ts";
import { type DispenseWords, openWords } from "../../document-codec.ts";
import { RECEIPT_LINES_MAX, receiptKeys } from "../take-sale.ts";
import type { SettlementPorts } from "./settlement-ports.ts";

/** A drug that a 3505 handed over, and the fee it stands for. */
export type EarlierDispense = {
  readonly row: DispenseRow;
  readonly fee: number;
  readonly fen: bigint;
  readonly lineCount: number;
};

export type EarlierAsked = {
  readonly institution: InstitutionId;
  readonly fees: readonly FeeLine[];
  /** Places of the fees that name no pack. */
  readonly unnamed: readonly number[];
  readonly receiptNumber: string | null;
  readonly atSec: number;
};

/**
 * What 3505 messages recorded under the receipt, or under the prescription of a line, and nothing was claimed
 * for. Null unless it comes to each fee's amount with that fee's product.
 */
export async function findEarlier(
  ports: SettlementPorts,
  view: LedgerView,
  asked: EarlierAsked,
): Promise<readonly EarlierDispense[] | null> {
  const found = new Map<Hex32, DispenseRow>();
  for (const row of await onReceipt(ports, view, asked)) found.set(row.id, row);
  for (const row of await onPrescriptions(ports, view, asked)) found.set(row.id, row);
  const free: DispenseRow[] = [];
  for (const row of found.values()) {
    const isSpent = (await view.claimsOfEvidence(row.id)).some(({ state }) => holdsEvidence(state));
    if (!isSpent && row.identification !== "none") free.push(row);
  }
  return assign(ports, view, asked, free);
}

/** The same of dispenses that are known: those that a claim spends. */
export async function assignEarlier(
  ports: SettlementPorts,
  view: LedgerView,
  asked: EarlierAsked & { readonly dispenses: readonly Hex32[] },
): Promise<readonly EarlierDispense[] | null> {
  const rows: DispenseRow[] = [];
  for (const id of asked.dispenses) {
    const row = await view.dispense(id);
    if (row !== null) rows.push(row);
  }
  return assign(ports, view, asked, rows);
}

async function assign(
  ports: SettlementPorts,
  view: LedgerView,
  { institution, fees, unnamed }: EarlierAsked,
  rows: readonly DispenseRow[],
): Promise<readonly EarlierDispense[] | null> {
  const pool: (Omit<EarlierDispense, "fee"> & { readonly product: ProductId })[] = [];
  for (const row of rows) {
    const lines = standingLines(row, await view.aftermathOf(row.id)).filter(({ standing }) => standing > 0);
    const [first] = lines;
    const product = first === undefined ? undefined : (await view.batch(first.line.batch))?.product;
    if (product === undefined) continue;
    const fen = lines.reduce((sum, { standingFen }) => sum + standingFen, 0n);
    pool.push({ row, fen, lineCount: lines.length, product });
  }
  const assigned: EarlierDispense[] = [];
  for (const at of unnamed) {
    const fee = fees[at];
    if (fee === undefined) throw new Error(`no fee ${at + 1}`);
    const product = await productOf(ports, view, institution, fee);
    let restFen = fee.lineFen;
    for (const each of [...pool]) {
      if (each.product !== product || each.fen > restFen || restFen === 0n) continue;
      restFen -= each.fen;
      pool.splice(pool.indexOf(each), 1);
      assigned.push({ row: each.row, fee: at, fen: each.fen, lineCount: each.lineCount });
    }
    if (restFen !== 0n) return null;
  }
  return assigned;
}

/** By its NHSA code, else by the institution's own number. */
export async function productOf(
  { claims }: SettlementPorts,
  view: Pick<LedgerView, "productByCode">,
  institution: InstitutionId,
  { nhsaCode, sku }: Pick<FeeLine, "nhsaCode" | "sku">,
): Promise<ProductId | null> {
  const named = nhsaCode === null ? null : await view.productByCode({ scheme: "nhsa", value: nhsaCode });
  return named?.id ?? (await claims.records.skuProduct(institution, sku));
}

async function onReceipt(
  ports: SettlementPorts,
  view: LedgerView,
  { institution, receiptNumber, atSec }: EarlierAsked,
): Promise<readonly DispenseRow[]> {
  if (receiptNumber === null) return [];
  const keyOf = receiptKeys({ take: ports.claims }, { institution, receiptNumber, atSec });
  const rows: DispenseRow[] = [];
  for (let ordinal = 1; ordinal <= RECEIPT_LINES_MAX; ordinal += 1) {
    const row = await view.dispenseByDocument(institution, keyOf(ordinal));
    if (row === null) break;
    rows.push(row);
  }
  return rows;
}

const DISPENSES_PER_PAGE = 100;
const DISPENSES_MAX = 2_000;

/** Newest first, back to the beginning of the day of care. */
async function onPrescriptions(
  ports: SettlementPorts,
  view: LedgerView,
  { institution, fees, unnamed, atSec }: EarlierAsked,
): Promise<readonly DispenseRow[]> {
  const wanted = new Set(unnamed.flatMap((at) => fees[at]?.prescription?.number ?? []));
  if (wanted.size === 0) return [];
  const { zone, openings, vault } = ports.claims;
  const day = businessDayOf(atSec, zone);
  const rows: DispenseRow[] = [];
  let after: string | null = null;
  for (let seen = 0; seen < DISPENSES_MAX; seen += DISPENSES_PER_PAGE) {
    const page: Awaited<ReturnType<LedgerView["dispensesOf"]>> = await view.dispensesOf(institution, {
      limit: DISPENSES_PER_PAGE,
      after,
    });
    const today = page.rows.filter((row) => businessDayOf(row.dispensedAtSec, zone) >= day);
    for (const row of today) {
      const sealed = await openings.opening(row.documentKey);
      const words = sealed === null ? null : openWords<DispenseWords>(vault, sealed);
      if (wanted.has(words?.prescription?.number ?? "")) rows.push(row);
    }
    if (page.next === null || today.length === 0) break;
    after = page.next;
  }
  return rows;
}
