import { ruleSetHash } from "../../../server/chain/rule-set-hash.ts";
import type { IntentStore } from "../../../server/domain/intent-store.ts";
import type { Clock } from "../../../server/domain/ports.ts";
import type { AnswerPorts } from "../../../server/flows/answer/answer-ports.ts";
import type { ClaimPorts } from "../../../server/flows/claims/claim-ports.ts";
import { createInTurn } from "../../../server/flows/claims/in-turn.ts";
import type { TakePorts } from "../../../server/flows/take/take-ports.ts";
import { ruleSetReader } from "../../../server/http/read-rule-set.ts";

const DECISION_WAIT_MS = 20_000;

/** What claims are taken and decided with, beside what everything else is taken with. */
export function claimPortsOf(take: TakePorts, openings: Pick<IntentStore, "opening">): ClaimPorts {
  const decisions = createInTurn();
  return { ...take, openings, ruleSets: ruleSetReader, decisions, decisionWaitMs: DECISION_WAIT_MS };
}

/** The same for a server that only answers: nothing is submitted, and no node stands behind it. */
export function readingClaimPorts(ports: AnswerPorts & Pick<TakePorts, "records">, clock: Clock): ClaimPorts {
  const take: TakePorts = {
    ...ports,
    clock,
    ruleSetHash,
    submitter: { accept: refuse, settled: refuse, keepRefused: refuse },
    commands: { commandByKey: refuse, commandsOf: refuse },
    uploads: { begin: refuse, append: refuse, keys: refuse, discard: refuse },
    keyring: { keyFor: refuse },
    ledger: { head: refuse },
    indexWaitMs: 0,
  };
  return claimPortsOf(take, ports.openings);
}

function refuse(): never {
  throw new Error("nothing is submitted here");
}
