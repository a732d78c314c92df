import { fail } from "../domain/failure.ts";

/**
 * JSON-RPC over HTTP. Many requests may be under way at once, because the embedded node answers a send only
 * after its block is durable. What the node refuses is an `RpcError`; a node that is absent is
 * `chain-unreachable`.
 */
export function createRpc(url: string, limits: RpcLimits): Rpc {
  let lastId = 0;
  return {
    async call(method, params) {
      lastId += 1;
      const body = JSON.stringify({ jsonrpc: "2.0", id: lastId, method, params });
      const answer = await post({ url, body, method, limits });
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

async function post(asked: {
  readonly url: string;
  readonly body: string;
  readonly method: string;
  readonly limits: RpcLimits;
}): Promise<Answer> {
  let text: string;
  try {
    const response = await fetch(asked.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: asked.body,
      redirect: "error",
      signal: AbortSignal.timeout(asked.limits.timeoutMs),
    });
    text = await readText(response, asked.limits.responseBytesMax);
  } catch (error) {
    // Refused and broken connections, time-outs and answers over the limit: nobody can tell what the node
    // did.
    fail("chain-unreachable", { method: asked.method, reason: reasonOf(error) });
  }
  return readAnswer(text) ?? fail("chain-unreachable", { method: asked.method, reason: "not-json-rpc" });
}

async function readText(response: Response, bytesMax: number): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let byteCount = 0;
  for await (const chunk of response.body) {
    byteCount += chunk.byteLength;
    if (byteCount > bytesMax) throw new RangeError("response too large");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
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

/** A word, never the network's own text: facts reach clients. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return "response-too-large";
  if (error instanceof DOMException && error.name === "TimeoutError") return "timeout";
  return "connection-failed";
}
