import http from "node:http";
import type { AddressInfo } from "node:net";

/** Gets a method and its true result, and gives what is answered. */
export type Lie = (method: string, result: unknown) => unknown;

type Asked = { readonly method: string };
type Answered = { result?: unknown };

/** A node in front of a node: it passes questions on, and changes some of the answers. */
export async function openLyingNode(url: string): Promise<{
  readonly url: string;
  lie(change: Lie | null): void;
  close(): Promise<void>;
}> {
  let change: Lie | null = null;
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body });
    // A JSON-RPC node answers a question with an answer, and a list of them with a list.
    const asked = JSON.parse(body) as Asked | Asked[];
    const told = (await answer.json()) as Answered | Answered[];
    const lied = change;
    if (lied !== null) {
      const questions = Array.isArray(asked) ? asked : [asked];
      for (const [at, each] of (Array.isArray(told) ? told : [told]).entries()) {
        if ("result" in each) each.result = lied(questions[at]?.method ?? "", each.result);
      }
    }
    response.writeHead(200, headers).end(JSON.stringify(told));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  // A server that listens on a port has an address with that port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    lie: (next) => {
      change = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
