import http from "node:http";
import https from "node:https";
import { Failure, fail } from "../domain/failure.ts";

/**
 * POSTs of JSON over a few connections that stay open; answers come as bytes, because most need no parsing.
 */
export type HttpPost = {
  post(body: string): Promise<Buffer>;
  close(): void;
};

export type HttpPostLimits = {
  readonly connectionsMax: number;
  readonly timeoutMs: number;
  readonly responseBytesMax: number;
};

export function openHttpPost(url: string, limits: HttpPostLimits): HttpPost {
  const target = new URL(url);
  const transport = target.protocol === "https:" ? https : http;
  const agent = new transport.Agent({ keepAlive: true, maxSockets: limits.connectionsMax });
  const options = { agent, method: "POST", timeout: limits.timeoutMs };
  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        const give = (reason: string) => () => reject(unreachable(reason));
        const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
        const request = transport.request(target, { ...options, headers }, (response) => {
          readAll(response, limits.responseBytesMax).then(resolve, reject);
        });
        request.on("timeout", () => {
          request.destroy();
          give("timeout")();
        });
        request.on("error", give("connection-failed"));
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

async function readAll(response: http.IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  try {
    for await (const chunk of response) {
      byteCount += chunk.length;
      if (byteCount > bytesMax) {
        response.destroy();
        return fail("chain-unreachable", { reason: "response-too-large", bytesMax });
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Error && "code" in error && typeof error.code === "string"
      ? unreachable("connection-failed")
      : error;
  }
  if (response.statusCode !== 200) throw unreachable(`status-${response.statusCode ?? 0}`);
  return Buffer.concat(chunks, byteCount);
}

/** A word, never the network's own text: facts reach clients. */
function unreachable(reason: string): Failure {
  return new Failure("chain-unreachable", { reason });
}
