import { dayEndSec, dayStartSec } from "../../domain/business-day.ts";
import { isAwarded } from "../../domain/claims/claim-life.ts";
import type { Award, ClaimRow } from "../../domain/claims/claim-rows.ts";
import type { DispenseRow } from "../../domain/drug-rows.ts";
import type { FeedTotals } from "../../domain/reconcile/feeds/feed-item.ts";
import { compareTotals, judgeTotals } from "../../domain/reconcile/judge-totals.ts";
import type { StatementFigures } from "../../domain/reconcile/summary.ts";
import { type DispenseWords, openStored } from "../document-codec.ts";
import { type InstitutionBooks, judgeItems } from "./judge-items.ts";
import type { ItemReconciler } from "./judged-items.ts";
import { type LedgerReading, rowsOf } from "./ledger-reading.ts";

/** A 3201: what an institution sums up of a period is held against what the ledger sums up to. */
export const reconcileTotals: ItemReconciler<FeedTotals> = (ports, asked) =>
  judgeItems(ports, asked, async (told, books) => {
    const { row, institutionCode, fromDay: claimedOn, totalFen, fundFen } = told;
    const ledger = await totalsOf(books, told);
    const item = { row, institutionCode, claimedOn, totalFen, fundFen, traceCode: null };
    const unseen = ledger !== null && ledger.fundFen === null ? ["awards"] : [];
    const statement = ledger === null ? null : compareTotals(told, ledger);
    return { item, findings: judgeTotals(told, statement), unseen, statement };
  });

/** One settlement of the period as the ledger has it. */
type Settled = { totalFen: bigint; isCancelled: boolean; readonly awards: Map<string, Award | null> };

async function totalsOf(books: InstitutionBooks, told: FeedTotals): Promise<StatementFigures | null> {
  const { reading } = books;
  const institution = books.institutionOf(told.institutionCode);
  const fromSec = dayStartSec(told.fromDay, reading.zone);
  const endSec = dayEndSec(told.toDay, reading.zone);
  if (institution === null || fromSec === null || endSec === null) return null;
  const settled = new Map<string, Settled>();
  for await (const row of rowsOf((page) => reading.view.dispensesOf(institution.id, page))) {
    if (row.dispensedAtSec < fromSec || row.dispensedAtSec >= endSec) continue;
    await addDispense(reading, row, settled);
  }
  const counted = [...settled.values()].filter(({ isCancelled }) => isCancelled === told.isRefund);
  const awards = counted.flatMap((each) => [...each.awards.values()]);
  const isAllAwarded = counted.every(({ awards: own }) => own.size > 0) && !awards.includes(null);
  return {
    settlementCount: counted.length,
    totalFen: counted.reduce((sum, { totalFen }) => sum + totalFen, 0n),
    fundFen: isAllAwarded ? awards.reduce((sum, award) => sum + fundFenOf(award), 0n) : null,
    accountFen: isAllAwarded ? awards.reduce((sum, award) => sum + (award?.accountFen ?? 0n), 0n) : null,
  };
}

async function addDispense(
  { view, openings, vault }: LedgerReading,
  row: DispenseRow,
  settled: Map<string, Settled>,
): Promise<void> {
  const sealed = await openings.opening(row.documentKey);
  const words = sealed === null ? null : openStored<DispenseWords>(vault, sealed).words;
  const claims = (await view.claimsOfEvidence(row.id)).filter(isDirect);
  const claim = claims.at(-1) ?? null;
  const number = words?.nhsa?.settlementId ?? claim?.id ?? null;
  if (number === null) return;
  const own = settled.get(number) ?? { totalFen: 0n, isCancelled: true, awards: new Map() };
  settled.set(number, own);
  const lineFen = words?.nhsa === undefined ? null : BigInt(words.nhsa.lineFen);
  own.totalFen += lineFen ?? row.lines.reduce((sum, { priceFen }) => sum + priceFen, 0n);
  // A settlement is cancelled when nothing of it stands any more.
  own.isCancelled &&= await cameBack({ view }, row);
  if (claim !== null) own.awards.set(claim.id, awardOf(claim));
}

async function cameBack({ view }: Pick<LedgerReading, "view">, row: DispenseRow): Promise<boolean> {
  const { reversals } = await view.aftermathOf(row.id);
  const back = new Set(reversals.flatMap(({ lineIndexes }) => lineIndexes));
  return row.lines.every((_, at) => back.has(at));
}

function isDirect({ content }: ClaimRow): boolean {
  return content.channel === "direct";
}

function awardOf({ state, steps }: ClaimRow): Award | null {
  if (!isAwarded(state)) return null;
  const approved = steps.findLast((step) => step.kind === "approved");
  return approved?.kind === "approved" ? approved.award : null;
}

function fundFenOf(award: Award | null): bigint {
  return (award?.fundParts ?? []).reduce((sum, { fen }) => sum + fen, 0n);
}
