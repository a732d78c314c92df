import { AnswerTooLarge } from "./executor.ts";
import { RpcFailure } from "./node-failure.ts";

/** JSON-RPC's error object. */
export type RpcError = { readonly code: number; readonly message: string; readonly data?: unknown };

/**
 * A failure of ours, with its code and facts in `data`; anything else is a bug and says nothing of itself.
 */
export function rpcErrorOf(error: unknown): RpcError {
  if (error instanceof AnswerTooLarge) return rpcErrorOf(new RpcFailure("response-too-large"));
  const failure = error instanceof RpcFailure ? error : new RpcFailure("internal");
  return { code: failure.rpcCode, message: failure.message, data: { code: failure.code, ...failure.facts } };
}

/**
 * EDR's errors in the shape that consortium nodes use, so that one decoder of reverts serves both: a revert
 * is code 3 with its bytes as `data`.
 */
export function normaliseEdrError(answer: string): RpcError {
  const error = field(JSON.parse(answer), "error");
  const data = field(error, "data");
  const bytes = field(data, "data");
  const reason = field(data, "reason");
  const message = String(field(error, "message"));
  if (field(reason, "Revert") !== undefined && typeof bytes === "string") {
    return { code: 3, message: "execution reverted", data: bytes };
  }
  if (reason !== undefined) return rpcErrorOf(new RpcFailure("execution-failed", { reason: message }));
  const code = field(error, "code") === -32602 ? "invalid-params" : "node-error";
  return rpcErrorOf(new RpcFailure(code, { reason: message }));
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
