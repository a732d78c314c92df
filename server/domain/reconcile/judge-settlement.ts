import type { InstitutionId } from "../ids.ts";
import type { FeedSettlement } from "./feeds/feed-item.ts";
import type { Finding, FindingKind } from "./finding.ts";
import type { SaleFact } from "./sale-fact.ts";

/** What the ledger knows of a settlement that a 3202 tells. */
export type SettlementFacts = {
  readonly institution: InstitutionId | null;
  /** Lines settled under its number, whoever sold them; refused ones behind those that stand. */
  readonly sales: readonly SaleFact[];
};

/**
 * A row of a 3202 names no packs and no day: it is held against the sales by its number, its sum, its person
 * and its institution. 国令第735号 art. 40. A refund must have come back on the ledger.
 */
export function judgeSettlement(item: FeedSettlement, facts: SettlementFacts): readonly Finding[] {
  const { totalFen, isRefund, institutionCode } = item;
  const { sales, institution } = facts;
  const find = finder(item);
  if (institution === null) {
    return [find("unknown_institution", "violation", totalFen, { institution: institutionCode })];
  }
  if (sales.length === 0) {
    return [find("no_sale", isRefund ? "suspect" : "violation", isRefund ? 0n : totalFen, { isRefund })];
  }
  const recorded = sales.filter(({ standing }) => standing.is === "recorded");
  if (recorded.length === 0) return [find("sale_refused", "suspect", 0n, refusedFor(sales))];
  const findings: Finding[] = [];
  if (recorded.some((sale) => sale.institution !== institution)) {
    findings.push(find("institution_mismatch", "violation", totalFen, { institution: institutionCode }));
  }
  const soldFen = sumOf(recorded);
  if (soldFen !== null && soldFen !== totalFen) {
    const disallowedFen = !isRefund && totalFen > soldFen ? totalFen - soldFen : 0n;
    const because = { totalFen: totalFen.toString(), soldFen: soldFen.toString(), isRefund };
    findings.push(find("amount_mismatch", isRefund ? "suspect" : "violation", disallowedFen, because));
  }
  if (recorded.some((sale) => isOther(sale.person, item.person))) {
    findings.push(find("wrong_patient", "violation", isRefund ? 0n : totalFen, { isRefund }));
  }
  if (isRefund && !recorded.every(cameBack)) {
    findings.push(find("return_not_recorded", "suspect", 0n, { lineCount: recorded.length }));
  }
  return findings;
}

function finder({ settlementId, row }: FeedSettlement) {
  return (
    kind: FindingKind,
    verdict: Finding["verdict"],
    disallowedFen: bigint,
    because: Finding["because"],
  ): Finding => ({ claimId: settlementId, row, kind, verdict, disallowedFen, because });
}

function refusedFor(sales: readonly SaleFact[]): Finding["because"] {
  const codes = sales.flatMap(({ standing }) => (standing.is === "refused" ? [standing.code] : []));
  return { refusedFor: [...new Set(codes)].sort() };
}

function sumOf(sales: readonly SaleFact[]): bigint | null {
  let sum = 0n;
  for (const { lineFen } of sales) {
    if (lineFen === null) return null;
    sum += lineFen;
  }
  return sum;
}

/** Names of different schemes can not be compared; nobody and somebody who is sealed are no other. */
function isOther(sold: SaleFact["person"], told: FeedSettlement["person"]): boolean {
  if (sold === null || sold === "closed" || told === null) return false;
  return sold.scheme === told.scheme && sold.value !== told.value;
}

function cameBack({ returns }: SaleFact): boolean {
  return returns.some(({ isRefused, isWhole }) => isWhole && !isRefused);
}
