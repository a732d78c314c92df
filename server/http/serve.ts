import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Express } from "express";
import { FAILURES, type FailureCode } from "../domain/failure-catalogue.ts";
import type { HttpLimits } from "./limits.ts";
import { STATUS_OF_FAILURE } from "./status-of-failure.ts";

export type Serving = {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests; resolves when those under way are answered, or the time for that is over. */
  close(): Promise<void>;
};

/** Listens, with a limit on every wait. */
export async function serve(
  app: Express,
  settings: { readonly host: string; readonly port: number; readonly limits: HttpLimits },
): Promise<Serving> {
  const { host, limits } = settings;
  const server = createServer(
    {
      // The longest of any route; handle-route.ts bounds the others.
      requestTimeout: limits.feedTimeoutMs,
      headersTimeout: limits.headersTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
    },
    app,
  );
  server.on("clientError", answerBrokenRequest);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, host, resolve);
  });
  // A TCP server's address is an AddressInfo; only pipes have strings.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    close: () => drain(server, limits.drainMs),
  };
}

function drain(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(giveUp);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** What is no HTTP, or ends in the middle, never reaches the app; it is told so in the same form. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (socket.writable && error.code !== "ECONNRESET") {
    const code: FailureCode = error.code === "HPE_INVALID_EOF_STATE" ? "upload-cut-off" : "malformed-request";
    const body = JSON.stringify({ title: FAILURES[code].title, status: STATUS_OF_FAILURE[code], code });
    socket.write(
      `HTTP/1.1 ${STATUS_OF_FAILURE[code]} Bad Request\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroySoon();
}
