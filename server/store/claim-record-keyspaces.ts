import { field, INSTITUTION, intent, type Keyspace, REGION } from "./keyspace.ts";

/** A person is the random number of their data key: once that is erased nothing leads here. */
const PERSON = field("person number", 32);

/** As written, `2026-08-01`. */
const DAY = field("day", 10);

/** The tables of intents that a bureau keeps to decide claims. */
export const CLAIM_RECORD_KEYSPACES = {
  ruleSets: intent(
    0x91,
    [field("hash", 32)],
    "rule set, JSON",
    "flows/take",
    "catalogues and policies by the hash that the ledger pins",
  ),
  insured: intent(
    0x92,
    [REGION, PERSON],
    "insurances, JSON",
    "flows/keep",
    "what a region's bureau knows of a person's insurance",
  ),
  approvals: intent(
    0x93,
    [REGION, PERSON, field("sha256 of id", 32)],
    "approval, JSON",
    "flows/keep",
    "special drugs and chronic diseases that a bureau approved for a person",
  ),
  sites: intent(0x94, [INSTITUTION], "site, JSON", "flows/keep", "the level of a place of care"),
  personClaims: intent(
    0x95,
    [REGION, PERSON, field("filer", 4), field("documentKey", 32)],
    "nothing",
    "flows/claims",
    "the claims that may count in a person's year; one that never came to the ledger names nothing",
  ),
  thresholds: intent(
    0x96,
    [REGION, DAY],
    "thresholds of reconciliation, JSON",
    "flows/keep",
    "what a bureau sets for claims on its fund, by the day from which it holds",
  ),
  siteFacts: intent(
    0x97,
    [INSTITUTION, DAY],
    "counters, pharmacists and hours, JSON",
    "flows/keep",
    "what a bureau states of a place of care, by the day from which it holds",
  ),
} as const satisfies Record<string, Keyspace>;
