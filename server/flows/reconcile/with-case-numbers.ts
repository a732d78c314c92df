import { caseNumber } from "../../domain/cases/case-number.ts";
import type { CaseRecords } from "../../domain/cases/case-records.ts";
import type { NumberedFinding } from "../../domain/reconcile/reconciliation-store.ts";
import type { ToldFinding } from "../../domain/reconcile/report/told-finding.ts";

export type FindingCases = Pick<CaseRecords, "caseOfFinding" | "casesOfFindings">;

export async function withCaseNumber(
  cases: FindingCases,
  reconciliation: string,
  finding: NumberedFinding,
): Promise<ToldFinding> {
  const found = await cases.caseOfFinding(reconciliation, finding.ordinal);
  return { ...finding, caseNumber: found === null ? null : caseNumber(found) };
}

/** The same of a million findings: both come in the order of ordinals, so one pass over each is enough. */
export async function* withCaseNumbers(
  cases: FindingCases,
  reconciliation: string,
  findings: AsyncIterable<NumberedFinding>,
): AsyncGenerator<ToldFinding> {
  const taken = cases.casesOfFindings(reconciliation)[Symbol.asyncIterator]();
  let next = await taken.next();
  for await (const finding of findings) {
    while (next.done !== true && next.value.ordinal < finding.ordinal) next = await taken.next();
    const own = next.done !== true && next.value.ordinal === finding.ordinal ? next.value.auditCase : null;
    yield { ...finding, caseNumber: own === null ? null : caseNumber(own) };
  }
  await taken.return?.(undefined);
}
