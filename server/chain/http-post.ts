import http from "node:http";
import https from "node:https";
import { Failure } from "../domain/failure.ts";

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
  const send = (body: string): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const give = (reason: string) => () => reject(unreachable(reason));
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const request = transport.request(target, { ...options, headers }, (response) => {
        gather(response, limits.responseBytesMax, resolve, reject);
      });
      request.on("timeout", () => {
        request.destroy();
        give("timeout")();
      });
      request.on("error", (error) => {
        // Whoever answers may close a kept connection just when it is used again: no answer of the node.
        if (request.reusedSocket && "code" in error && error.code === "ECONNRESET") resolve(send(body));
        else give("connection-failed")();
      });
      request.end(body);
    });
  return { post: send, close: () => agent.destroy() };
}

/** By events: iterating over a response costs more than reading the megabyte that it holds. */
function gather(
  response: http.IncomingMessage,
  bytesMax: number,
  resolve: (body: Buffer) => void,
  reject: (failure: Failure) => void,
): void {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  response.on("data", (chunk: Buffer) => {
    byteCount += chunk.length;
    if (byteCount <= bytesMax) {
      chunks.push(chunk);
      return;
    }
    reject(unreachable("response-too-large"));
    response.destroy();
  });
  response.on("end", () => {
    if (response.statusCode === 200) resolve(Buffer.concat(chunks, byteCount));
    else reject(unreachable(`status-${response.statusCode ?? 0}`));
  });
  response.on("error", () => reject(unreachable("connection-failed")));
}

/** A word, never the network's own text: facts reach clients. */
function unreachable(reason: string): Failure {
  return new Failure("chain-unreachable", { reason });
}
