import { randomUUID } from "node:crypto";
import type { Config } from "./config.ts";
import type { Log } from "./domain/ports.ts";
import type { ClaimPorts } from "./flows/claims/claim-ports.ts";
import { createInTurn } from "./flows/claims/in-turn.ts";
import { type Adjudicator, createAdjudicator } from "./flows/claims/run-adjudicator.ts";
import { openSettlements, type Settlements } from "./flows/nhsa/settlement/answer-settlement.ts";
import type { TakePorts } from "./flows/take/take-ports.ts";
import { ruleSetReader } from "./http/read-rule-set.ts";
import type { Data } from "./wire-data.ts";

/** Decisions that one call carries: the contract's limit. */
const DECISIONS_PER_CALL = 50;
const QUEUE_PAGE = 200;
/** How long a region's queue is left alone after it could not be worked on. */
const ADJUDICATOR_REST_MS = 10_000;
/** How soon a settlement that waits notices that the server stops. */
const SETTLEMENT_POLL_MS = 500;

/** What claims are taken and decided with, and what decides them by rule. */
export function wireClaims(
  config: Config,
  parts: {
    readonly data: Data;
    readonly take: TakePorts;
    readonly log: Log;
    readonly settlementLog: Log;
  },
): {
  readonly ports: ClaimPorts;
  readonly adjudicator: Adjudicator;
  readonly settlements: Settlements;
} {
  const { data, take, log, settlementLog } = parts;
  const ports: ClaimPorts = {
    ...take,
    openings: data.intents,
    ruleSets: ruleSetReader,
    decisions: createInTurn(),
    decisionWaitMs: config.decisionWaitMs,
  };
  const adjudicator = createAdjudicator({
    ports,
    log,
    newId: randomUUID,
    limits: {
      decisionsPerCallMax: DECISIONS_PER_CALL,
      queuePageMax: QUEUE_PAGE,
      pollMs: config.headPollMs,
      restMs: ADJUDICATOR_REST_MS,
    },
    bureaus: () =>
      data.keyring
        .entries()
        .flatMap(({ role, institution }) =>
          role === "adjudicator" && institution !== null ? [institution] : [],
        ),
    unfinished: () => data.intents.unfinishedCommands(),
  });
  const settlements = openSettlements({
    claims: ports,
    records: data.settlements,
    turns: createInTurn(),
    log: settlementLog,
    limits: { waitMs: config.settlementWaitMs, pollMs: SETTLEMENT_POLL_MS },
  });
  return { ports, adjudicator, settlements };
}
