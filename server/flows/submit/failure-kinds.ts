import { Failure } from "../../domain/failure.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";

/**
 * Whether the ledger, or a rule of it, said no. All else says nothing of the request, and passes by itself.
 */
export function isRefusal(error: unknown): error is Failure {
  return error instanceof Failure && !PASSING.has(error.code);
}

/** Whether waiting is the answer: the chain, the node or the index can not say now. */
export function isPassing(error: unknown): error is Failure {
  return error instanceof Failure && PASSING.has(error.code);
}

const PASSING: ReadonlySet<FailureCode> = new Set([
  "internal",
  "idempotency-in-flight",
  "rate-limited",
  "too-busy",
  "not-ready",
  "chain-unreachable",
  "clock-behind",
  "could-not-look",
]);
