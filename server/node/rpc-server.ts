import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Logger } from "pino";
import { isErrorAnswer } from "./executor.ts";
import { NodeRefusal, RpcFailure } from "./node-failure.ts";
import { normaliseEdrError, type RpcError, rpcErrorOf } from "./rpc-errors.ts";

/**
 * JSON-RPC over HTTP on the loopback address, for processes of this machine. A browser must get nothing:
 * there is no CORS header ever, and a request with an Origin, or addressed to another host name (DNS
 * rebinding), is refused.
 */
export async function openRpcServer(options: {
  readonly limits: RpcServerLimits;
  readonly answer: AnswerMethod;
  readonly log: Logger;
}): Promise<RpcServer> {
  const { limits } = options;
  const server = createServer((request, response) => {
    void serve(request, response, options).catch((error: unknown) => {
      options.log.error({ msg: "request failed", err: error });
      response.destroy();
    });
  });
  server.maxConnections = limits.connectionsMax;
  server.requestTimeout = limits.requestTimeoutMs;
  server.headersTimeout = limits.requestTimeoutMs;
  const port = await listen(server, limits.port);
  return {
    port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeIdleConnections();
      }),
    closeAbruptly: () => server.closeAllConnections(),
  };
}

export type RpcServer = {
  readonly port: number;
  /** Takes no new connection and waits for the answers under way. */
  readonly close: () => Promise<void>;
  readonly closeAbruptly: () => void;
};

/** Answers `{"result":…}` or EDR's `{"error":…}`, or throws an RpcFailure. */
export type AnswerMethod = (method: string, params: readonly unknown[]) => Promise<string>;

export type RpcServerLimits = {
  readonly port: number;
  readonly bodyBytesMax: number;
  readonly batchMax: number;
  readonly connectionsMax: number;
  readonly requestTimeoutMs: number;
};

type Serving = { readonly limits: RpcServerLimits; readonly answer: AnswerMethod; readonly log: Logger };

const INTERNAL = -32603;
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

async function serve(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const refusal = refusalOf(request);
  if (refusal !== null) return finish(response, refusal, "");
  const body = await readBody(request, serving.limits.bodyBytesMax);
  if (body === "too-large") return finish(response, 413, "");
  if (body === "cut-off") return;
  const parts = await answerBody(body, serving);
  response.writeHead(parts.length === 0 ? 204 : 200, { "content-type": "application/json" });
  // Part by part, because one text of all answers of a batch could be longer than a string can be.
  for (const part of parts) response.write(part);
  response.end();
}

function refusalOf(request: IncomingMessage): number | null {
  if (!LOOPBACK_HOST.test(request.headers.host ?? "")) return 403;
  if (request.headers.origin !== undefined) return 403;
  return request.method === "POST" ? null : 405;
}

function finish(response: ServerResponse, status: number, body: string): void {
  // The rest of the request is not read, so the connection can not be used again.
  response.writeHead(status, { connection: "close", ...(status === 405 ? { allow: "POST" } : {}) });
  response.end(body);
}

async function readBody(
  request: IncomingMessage,
  bytesMax: number,
): Promise<Buffer | "too-large" | "cut-off"> {
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) return "too-large";
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      const buffer = Buffer.from(chunk);
      bytes += buffer.length;
      if (bytes > bytesMax) return "too-large";
      chunks.push(buffer);
    }
  } catch {
    // The client went away in the middle of its own request: there is nobody to tell.
    return "cut-off";
  }
  return Buffer.concat(chunks);
}

async function answerBody(body: Buffer, serving: Serving): Promise<string[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    return [errorText("null", rpcErrorOf(new RpcFailure("parse-error")))];
  }
  if (!Array.isArray(parsed)) return (await answerOne(parsed, serving)) ?? [];
  const { batchMax } = serving.limits;
  if (parsed.length === 0) return [errorText("null", rpcErrorOf(new RpcFailure("invalid-request")))];
  if (parsed.length > batchMax) {
    const failure = new RpcFailure("batch-too-large", { count: parsed.length, batchMax });
    return [errorText("null", rpcErrorOf(failure))];
  }
  const answers = await Promise.all(parsed.map((one) => answerOne(one, serving)));
  const present = answers.filter((answer) => answer !== null);
  if (present.length === 0) return [];
  return ["[", ...present.flatMap((answer, index) => (index === 0 ? answer : [",", ...answer])), "]"];
}

/** Null for a notification, which by JSON-RPC has no answer. */
async function answerOne(request: unknown, serving: Serving): Promise<string[] | null> {
  const call = readCall(request);
  if (call === null) return [errorText("null", rpcErrorOf(new RpcFailure("invalid-request")))];
  const answer = await answerCall(call, serving);
  return call.id === undefined ? null : answer;
}

async function answerCall(call: Call, serving: Serving): Promise<string[]> {
  const id = call.id ?? "null";
  try {
    const answer = await serving.answer(call.method, call.params);
    if (isErrorAnswer(answer)) return [errorText(id, normaliseEdrError(answer))];
    // EDR's text begins with a brace and its result: our fields go before, and nothing is parsed or copied.
    return [`{"jsonrpc":"2.0","id":${id},`, answer.slice(1)];
  } catch (error) {
    if (rpcErrorOf(error).code === INTERNAL)
      serving.log.error({ msg: "method failed", method: call.method, err: error });
    return [errorText(id, rpcErrorOf(error))];
  }
}

/** The id as JSON text; a notification has none. */
type Call = { readonly id: string | undefined; readonly method: string; readonly params: readonly unknown[] };

function readCall(request: unknown): Call | null {
  if (typeof request !== "object" || request === null || Array.isArray(request)) return null;
  const fields: Record<string, unknown> = Object.fromEntries(Object.entries(request));
  const { jsonrpc, method, params, id } = fields;
  if (jsonrpc !== "2.0" || typeof method !== "string") return null;
  if (params !== undefined && !Array.isArray(params)) return null;
  if (id !== undefined && id !== null && typeof id !== "string" && typeof id !== "number") return null;
  return { id: id === undefined ? undefined : JSON.stringify(id), method, params: params ?? [] };
}

function errorText(id: string, error: RpcError): string {
  return `{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify(error)}}`;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((listening, failed) => {
    server.once("error", (error) =>
      failed(new NodeRefusal("port-unavailable", { port, reason: error.message })),
    );
    server.listen({ port, host: "127.0.0.1" }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") failed(new Error("the server has no port"));
      else listening(address.port);
    });
  });
}
