import type { Catalogue } from "../../domain/adjudication/catalogue.ts";
import type { Policy } from "../../domain/adjudication/policy.ts";
import type { ClaimRecords } from "../../domain/claims/claim-records.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { TakePorts } from "../take/take-ports.ts";
import type { InTurn } from "./in-turn.ts";

/** What taking and deciding claims needs beside what taking other requests does. */
export type ClaimPorts = TakePorts & {
  readonly claimRecords: ClaimRecords;
  /** Sealed documents by their key. */
  readonly openings: { opening(documentKey: Hex32): Promise<string | null> };
  readonly ruleSets: RuleSetReader;
  /** One decision at a time for one person: each starts from what the one before used up. */
  readonly decisions: InTurn;
  /** How long a decision may wait for its block. */
  readonly decisionWaitMs: number;
};

/** Documents as the schemas read them; a text that is no rule set throws `rule-set-malformed`. */
export type RuleSetReader = { catalogue(text: string): Catalogue; policy(text: string): Policy };
