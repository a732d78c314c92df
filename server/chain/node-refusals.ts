import { type Facts, Failure } from "../domain/failure.ts";
import type { FailureCode } from "../domain/failure-catalogue.ts";
import { RpcError } from "./rpc.ts";

/** What the node's own refusal (`error.data.code`) means for a request; any other error as it came. */
export function failureOfRefusal(error: unknown): unknown {
  const code = refusalCodeOf(error);
  const meaning = code === null ? undefined : FAILURE_OF_REFUSAL.get(code);
  if (meaning === undefined) return error;
  return new Failure(
    meaning,
    meaning === "ledger-call-malformed" ? { error: code } : (WAITS.get(meaning) ?? {}),
  );
}

/**
 * Whether a send's error says that the node has the transaction, or has used its nonce: look for the receipt.
 */
export function isAlreadyTaken(error: unknown): boolean {
  if (!(error instanceof RpcError)) return false;
  return refusalCodeOf(error) === "nonce-too-low" || TAKEN_WORDS.test(error.message);
}

/**
 * Whether a simulation needed more gas than the call may use: it carries too much, and holds nothing wrong.
 */
export function isOutOfGas(error: unknown): boolean {
  if (!(error instanceof RpcError)) return false;
  const { data } = error;
  const reason = typeof data === "object" && data !== null && "reason" in data ? String(data.reason) : "";
  return /out of gas/i.test(`${error.message} ${reason}`);
}

/** The words of Besu, geth and EDR for both. */
const TAKEN_WORDS = /already known|known transaction|nonce too low|nonce is too low/i;

function refusalCodeOf(error: unknown): string | null {
  if (!(error instanceof RpcError)) return null;
  const { data } = error;
  if (typeof data !== "object" || data === null || !("code" in data)) return null;
  return typeof data.code === "string" ? data.code : null;
}

const FAILURE_OF_REFUSAL: ReadonlyMap<string, FailureCode> = new Map([
  ["replaying", "not-ready"],
  ["stopping", "not-ready"],
  ["build-time-unset", "not-ready"],
  ["clock-behind", "clock-behind"],
  ["sender-not-permitted", "sender-not-permitted"],
  ["rate-limited", "rate-limited"],
  ["pending-full", "too-busy"],
  ["nonce-gap", "too-busy"],
  ["nonce-taken", "too-busy"],
  ["not-mined-in-time", "too-busy"],
  ["transaction-undecodable", "ledger-call-malformed"],
  ["transaction-type-unsupported", "ledger-call-malformed"],
  ["wrong-chain-id", "ledger-call-malformed"],
  ["transaction-too-large", "ledger-call-malformed"],
  ["gas-limit-too-high", "ledger-call-malformed"],
  ["transaction-refused", "ledger-call-malformed"],
]);

/** One block: what these wait for passes with the next. */
const WAITS: ReadonlyMap<FailureCode, Facts> = new Map([
  ["rate-limited", { retryAfterSec: 1 }],
  ["too-busy", { retryAfterSec: 1 }],
]);
