import { instantText } from "../instant.ts";
import { tellCodes } from "./because.ts";
import type { FeedReturn } from "./feeds/feed-item.ts";
import type { Finding } from "./finding.ts";
import type { SaleFact } from "./sale-fact.ts";

/** What the ledger knows of a return that a 3506 tells. */
export type ReturnFacts = {
  readonly isInstitutionKnown: boolean;
  /** Lines of the receipt at the institution, of whatever day. */
  readonly sales: readonly SaleFact[];
  readonly dayOf: (atSec: number) => string;
};

/**
 * 退货未登记: each pack that a 3506 says came back came back on the ledger that day. One that did not is looked
 * at, and accuses nobody: the message may have been lost, or refused. 医保发〔2025〕7号: returns are reported too.
 */
export function judgeReturn(back: FeedReturn, facts: ReturnFacts): readonly Finding[] {
  const { row, msgid, receiptNumber, returnedAtSec, returnedOn, traceCodes, institutionCode } = back;
  const suspect = { claimId: msgid, row, verdict: "suspect", disallowedFen: 0n } as const;
  if (!facts.isInstitutionKnown) {
    return [{ ...suspect, kind: "unknown_institution", because: { institution: institutionCode } }];
  }
  const returnsOf = (code: string): SaleFact["returns"] =>
    facts.sales
      .filter(({ codes }) => codes.includes(code))
      .flatMap(({ returns }) => returns.filter(({ atSec }) => facts.dayOf(atSec) === returnedOn));
  const missing = traceCodes.filter((code) => !returnsOf(code).some(({ isRefused }) => !isRefused));
  if (missing.length === 0) return [];
  const because = {
    ...tellCodes(missing),
    receiptNumber,
    returnedAt: instantText(returnedAtSec),
    saleCount: facts.sales.length,
    isRefused: missing.some((code) => returnsOf(code).length > 0),
  };
  return [{ ...suspect, kind: "return_not_recorded", because }];
}
