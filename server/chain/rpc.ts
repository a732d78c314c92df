import { Failure, fail, isFailure } from "../domain/failure.ts";
import { type HttpPost, openHttpPost } from "./http-post.ts";

/**
 * JSON-RPC over HTTP. Many requests may be under way at once, because the embedded node answers a send only
 * after its block is durable. What the node refuses is an `RpcError`; a node that is absent is
 * `chain-unreachable`.
 */
export function createRpc(url: string, limits: RpcLimits): Rpc {
  const http = openHttpPost(url, { ...limits, connectionsMax: CONNECTIONS_MAX });
  let lastId = 0;
  return {
    async call(method, params) {
      lastId += 1;
      const body = JSON.stringify({ jsonrpc: "2.0", id: lastId, method, params });
      const answer = await post(http, { body, method });
      if (answer.error !== undefined) throw readError(answer.error);
      return answer.result;
    },
  };
}

export type Rpc = {
  call(method: string, params: readonly unknown[]): Promise<unknown>;
};

export type RpcLimits = {
  /** A send waits for its block, so this is longer than the time a node gives a block. */
  readonly timeoutMs: number;
  readonly responseBytesMax: number;
};

/** A JSON-RPC error as the node gave it; `data` holds a revert's bytes or the node's own refusal. */
export class RpcError extends Error {
  readonly rpcCode: number;
  readonly data: unknown;

  constructor(rpcCode: number, message: string, data: unknown) {
    super(message);
    this.name = "RpcError";
    this.rpcCode = rpcCode;
    this.data = data;
  }
}

type Answer = { readonly result: unknown; readonly error: unknown };

/**
 * More than a node lets wait for a block, since a send holds its connection so long; fewer than the embedded
 * one takes.
 */
const CONNECTIONS_MAX = 3_000;

/** Refused and broken connections, time-outs, answers over the limit: nobody can tell what the node did. */
async function post(
  http: HttpPost,
  asked: { readonly body: string; readonly method: string },
): Promise<Answer> {
  const { body, method } = asked;
  let response: Buffer;
  try {
    response = await http.post(body);
  } catch (error) {
    throw isFailure(error) ? new Failure(error.code, { ...error.facts, method }) : error;
  }
  return (
    readAnswer(response.toString("utf8")) ?? fail("chain-unreachable", { method, reason: "not-json-rpc" })
  );
}

function readAnswer(text: string): Answer | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null) return null;
  if ("error" in parsed) return { result: undefined, error: parsed.error };
  return "result" in parsed ? { result: parsed.result, error: undefined } : null;
}

function readError(error: unknown): RpcError {
  if (typeof error !== "object" || error === null) return new RpcError(0, "no error object", error);
  const code = "code" in error && typeof error.code === "number" ? error.code : 0;
  const message = "message" in error && typeof error.message === "string" ? error.message : "";
  return new RpcError(code, message, "data" in error ? error.data : undefined);
}
