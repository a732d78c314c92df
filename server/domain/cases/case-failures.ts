import { entry } from "../failure-entry.ts";

/** Refusals of audit cases 稽核案件; docs/cases.md tells what each step asks for. */
export const CASE_FAILURES = {
  "audit-case-not-in-state": entry("The case does not stand so that this can be done", "after-change", "See `state`, and the states `allowed`.", "Read the case; docs/cases.md shows which step follows which."),
  "audit-case-step-not-yours": entry("Somebody else does that in this case", "never", "The step belongs to the parties named in `parties`; see `own`.", "Let one of them do it."),
  "audit-case-four-eyes": entry("Who opened the case does not decide it", "never", "The same principal opened the case, or opened it again.", "Let another person of the bureau do it, with a key of their own."),
  "audit-case-hearing-running": entry("The institution may still answer", "after-change", "It has said nothing yet and its time runs through `dueOn`.", "Wait for the statement, or until the day is over."),
  "audit-case-amount-wrong": entry("The amount does not fit the case", "after-change", "See `amountFen` and the most that is possible, `maxFen`.", "Give an amount above 0 (an upholding may be 0) and at most `maxFen`."),
  "audit-case-money-open": entry("Money of this case is still to come back", "after-change", "See `outstandingFen`.", "Order it to be paid back, and record what comes, before the case is closed."),
  "audit-case-transfer-repeated": entry("This transfer is recorded in the case already", "never", "The same bank reference counts once in a case.", "Check the reference."),
  "audit-case-findings-mixed": entry("A case is about one institution", "after-change", "The findings named are of several institutions; see `institutions`.", "Open a case for each."),
  "audit-case-finding-of-none": entry("A finding of no institution opens no case", "never", "It is of the feed as a whole; see `finding`.", "Name findings of claims."),
  "audit-case-finding-taken": entry("A case is about this finding already", "never", "See `finding` and `auditCase`.", "Go on with that case; open it again if it is closed."),
  "audit-case-findings-not-final": entry("The reconciliation has not ended", "after-change", "Its findings are not final; see `stage`.", "Wait until it is done."),
  "audit-case-region-missing": entry("Nobody said which region's bureau handles the case", "after-change", "Neither the reconciliation nor the ledger tells it.", "Name it by `region`."),
  "audit-case-institution-absent": entry("The ledger knows no such institution", "never", "Nobody can be given notice; see `institution`.", "Dismiss the case, or take it up outside of the ledger."),
  "audit-case-claim-wrong": entry("The order names a claim that is not of this case", "after-change", "No claim of this institution on this fund has the id `claim`.", "Check the id, or leave it out."),
  "audit-case-steps-too-many": entry("The case has as many steps as it may have", "never", "See `max`.", "Close it and open another."),
} as const;
