import { field, INSTITUTION, intent, type Keyspace, REGION } from "./keyspace.ts";

const WRITER = "flows/cases";
/** A region, a year, and the number in it. */
const CASE = [REGION, field("year", 2), field("number", 4)];
/** All, a region's, an institution's: a kind and a number. */
const VIEWER = [field("viewer kind", 1), field("viewer", 4)];

/** The tables of intents that hold audit cases and who has looked at an alert. */
export const CASE_KEYSPACES = {
  cases: intent(0xa0, CASE, "case, JSON", WRITER, "what a case was opened for, and how it stands"),
  caseSteps: intent(
    0xa1,
    [...CASE, field("step", 2)],
    "step, JSON",
    WRITER,
    "what was done, by whom; written words are sealed; for ever",
  ),
  caseFindings: intent(
    0xa2,
    [...CASE, field("place", 2)],
    "finding, JSON",
    WRITER,
    "the findings of a case as they were",
  ),
  casesOf: intent(
    0xa3,
    [...VIEWER, field("openedAtMs", 6), ...CASE],
    "nothing",
    WRITER,
    "the cases that somebody may see, in the order in which they were opened",
  ),
  findingCases: intent(
    0xa4,
    [field("reconciliation", 16), field("ordinal", 6)],
    "case 9",
    WRITER,
    "the case that is about a finding",
  ),
  caseRequests: intent(
    0xa5,
    [INSTITUTION, field("sha256 of idempotency key", 32)],
    "request, JSON",
    WRITER,
    "the same request again finds what it did",
  ),
  waitingCases: intent(0xa6, CASE, "nothing", WRITER, "cases with a day by which something is due"),
} as const satisfies Record<string, Keyspace>;
