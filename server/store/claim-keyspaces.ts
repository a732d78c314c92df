import { BLOCK, field, INSTITUTION, index, type Keyspace, LOG_INDEX, REGION } from "./keyspace.ts";

const ID = field("id", 32);

/** The tables of the index about claims and encounters. */
export const CLAIM_KEYSPACES = {
  consortium: index(
    0x16,
    [],
    "consortium, JSON",
    "who may spend evidence, and how many nullifier keys there are",
  ),
  claimRules: index(0x17, [REGION], "claim rules, JSON", "limits, rule sets and days that a bureau set"),
  claims: index(0x60, [ID], "claim, JSON", "a claim and everything that happened to it"),
  claimDocuments: index(
    0x61,
    [INSTITUTION, field("documentKey", 32)],
    "claim 32",
    "a claim by who filed it and its document",
  ),
  claimsOf: index(
    0x62,
    [INSTITUTION, BLOCK, LOG_INDEX],
    "claim 32",
    "the claims of a provider, and those that a bureau filed, in the order of the chain",
  ),
  claimsOfPayer: index(
    0x63,
    [REGION, BLOCK, LOG_INDEX],
    "claim 32",
    "what a region's fund was asked to pay, in the order of the chain",
  ),
  claimQueue: index(
    0x64,
    [REGION, field("state", 1), field("deadline", 5), BLOCK, LOG_INDEX],
    "claim 32",
    "claims of a payer by state, the earliest deadline first; absent when nothing is left to do",
  ),
  evidenceClaims: index(
    0x65,
    [field("evidence", 32), BLOCK, LOG_INDEX],
    "claim 32",
    "every claim that ever named a piece of evidence",
  ),
  nullifiers: index(0x66, [field("nullifier", 32)], "claim 32", "the claim that holds an invoice"),
  payments: index(0x67, [ID], "payment, JSON", "a bank transfer and who recorded it"),
  encounters: index(0x68, [ID], "encounter, JSON", "a visit or stay, and what it cost"),
  encounterDocuments: index(
    0x69,
    [INSTITUTION, field("documentKey", 32)],
    "encounter 32",
    "an encounter by its document",
  ),
  encountersOf: index(
    0x6a,
    [INSTITUTION, BLOCK, LOG_INDEX],
    "encounter 32",
    "the encounters of a hospital, in the order of the chain",
  ),
} as const satisfies Record<string, Keyspace>;
