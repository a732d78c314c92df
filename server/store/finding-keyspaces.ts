import { field, INSTITUTION, type Keyspace } from "./keyspace.ts";

const FEED = field("feed", 16);
const RECONCILIATION = field("reconciliation", 16);
/** Rows of a feed of 1 GiB fit many times over. */
const ROW = field("row", 6);
const ORDINAL = field("ordinal", 6);
/** 2^48 milliseconds are 8,900 years. */
const STARTED_AT_MS = field("startedAtMs", 6);
/** The longest kind has 22 letters. */
const KIND = field("kind", 24);
const VERDICT = field("verdict", 1);

const finding = (id: number, key: Keyspace["key"], value: string, why: string): Keyspace => ({
  id,
  database: "findings",
  key,
  value,
  writer: "flows/reconcile",
  why,
});

/** Of the third database: what was sent to be reconciled, and what was found. */
export const FINDING_KEYSPACES = {
  feeds: finding(0x01, [FEED], "feed, JSON", "what was sent, by whom"),
  feedRows: finding(0x02, [FEED, ROW], "sealed text", "claims from a row on; they hold pseudonyms"),
  feedGroups: finding(
    0x03,
    [FEED, field("group", 32)],
    "row 6",
    "where the claim stands that lines of one receipt become",
  ),
  feedFaults: finding(0x04, [FEED, ORDINAL], "fault, JSON", "lines that are none, with row and path"),
  reconciliations: finding(0x10, [RECONCILIATION], "reconciliation, JSON", "how far it came, and its sum"),
  reconciliationOrder: finding(
    0x11,
    [STARTED_AT_MS, RECONCILIATION],
    "nothing",
    "in the order in which they began",
  ),
  reconciliationsOf: finding(
    0x12,
    [INSTITUTION, STARTED_AT_MS, RECONCILIATION],
    "nothing",
    "those that an institution asked for",
  ),
  unfinishedReconciliations: finding(
    0x13,
    [RECONCILIATION],
    "nothing",
    "neither done nor failed: what a restart goes on with",
  ),
  findings: finding(0x20, [RECONCILIATION, ORDINAL], "finding, JSON", "in the order of the feed"),
  findingsOfKind: finding(
    0x21,
    [RECONCILIATION, KIND, VERDICT, ORDINAL],
    "nothing",
    "findings of one kind, violations first",
  ),
  findingsOfVerdict: finding(0x22, [RECONCILIATION, VERDICT, ORDINAL], "nothing", "violations, suspects"),
  institutionTallies: finding(
    0x23,
    [RECONCILIATION, field("sha256 of institution code", 32)],
    "tally, JSON",
    "the sum by institution",
  ),
} as const satisfies Record<string, Keyspace>;
