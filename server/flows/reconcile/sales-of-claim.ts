import type { InstitutionId } from "../../domain/ids.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import type { SaleFact } from "../../domain/reconcile/sale-fact.ts";
import type { RecordedSales } from "./recorded-sales.ts";
import type { RefusedSales } from "./refused-sales.ts";

export type SaleBooks = { readonly recorded: RecordedSales; readonly refused: RefusedSales };

export type SalesOfClaim = {
  readonly sales: readonly SaleFact[];
  /** Where the ledger holds them. */
  readonly places: readonly number[];
};

/**
 * The lines that belong to a claim: of a direct one by its settlement, else by institution and receipt. In
 * the order of the ledger, refused ones after those that stand.
 */
export async function salesOfClaim(
  books: SaleBooks,
  claim: FeedClaim,
  institution: InstitutionId | null,
): Promise<SalesOfClaim> {
  const { recorded, refused } = books;
  const { channel, settlementId, receiptNumber } = claim;
  if (channel === "direct" && settlementId !== null) {
    return together(books, {
      recorded: await recorded.ofSettlement(settlementId),
      refused: await refused.ofSettlement(settlementId),
    });
  }
  if (institution === null || receiptNumber === null) return { sales: [], places: [] };
  const found = together(books, {
    recorded: await recorded.ofReceipt(institution, receiptNumber),
    refused: await refused.ofReceipt(institution, receiptNumber),
  });
  return onOneDay(found, claim);
}

function together(
  { refused: attempts }: SaleBooks,
  found: {
    readonly recorded: Awaited<ReturnType<RecordedSales["ofReceipt"]>>;
    readonly refused: readonly SaleFact[];
  },
): SalesOfClaim {
  const sales = found.recorded.map(({ fact }) => withRefusedReturns(attempts, fact));
  // A message that came twice tried one thing: it counts once, and not at all beside what stands.
  const seen = new Set(sales.map(wordsOf));
  for (const fact of found.refused) {
    const words = wordsOf(fact);
    if (seen.has(words)) continue;
    seen.add(words);
    sales.push(fact);
  }
  return {
    sales,
    places: [...new Set(found.recorded.map(({ place }) => place))],
  };
}

function withRefusedReturns(attempts: RefusedSales, fact: SaleFact): SaleFact {
  const refused = attempts.returnsOfSale(fact);
  if (refused.length === 0) return fact;
  const known = new Set(fact.returns.map(({ atSec }) => atSec));
  const added = refused.filter(({ atSec }) => !known.has(atSec));
  return { ...fact, returns: [...fact.returns, ...added].sort((a, b) => a.atSec - b.atSec) };
}

function wordsOf({ institution, receiptNumber, soldAtSec, codes, countE4, lineFen }: SaleFact): string {
  return [institution, receiptNumber, soldAtSec, codes.join("|"), countE4, lineFen].join(" ");
}

/**
 * Receipt numbers may begin anew each day: of several days the one that sold a code of the claim is meant,
 * else the last one before the claim.
 */
function onOneDay(found: SalesOfClaim, { traceCodes, claimedOn }: FeedClaim): SalesOfClaim {
  const days = [...new Set(found.sales.map(({ soldOn }) => soldOn))].sort();
  if (days.length < 2) return found;
  const named = new Set(traceCodes);
  const isNamed = (day: string): boolean =>
    found.sales.some(({ soldOn, codes }) => soldOn === day && codes.some((code) => named.has(code)));
  const day = days.find(isNamed) ?? days.findLast((each) => each <= claimedOn) ?? days[0];
  return { ...found, sales: found.sales.filter(({ soldOn }) => soldOn === day) };
}
