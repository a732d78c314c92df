import http from "node:http";
import { Transaction } from "ethers";
import type { AtEnd } from "../chain/support/test-ledger.ts";

/** Where the server is killed: what it asks of the node tells how far a receipt with its claim has come. */
export const STEPS = [
  "before-acceptance",
  "after-acceptance",
  "before-send",
  "after-send",
  "before-index",
  "at-random",
] as const;
export type Step = (typeof STEPS)[number];

export type NodeProxy = {
  readonly url: string;
  /** Resolves when a receipt has come as far as the step; from then on nothing of that kind gets through. */
  arm(step: Step): Promise<void>;
  /** Lets everything through again. */
  disarm(): void;
};

/**
 * Stands between server and node. `keys` sign receipts with claims; what others send is never held up, but
 * waits like everything else when the server dies.
 */
export async function startProxy(
  nodeUrl: string,
  of: { readonly keys: ReadonlySet<string>; readonly atEnd: AtEnd },
): Promise<NodeProxy> {
  const { keys, atEnd } = of;
  let armed: Armed | null = null;
  const server = http.createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });

  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const asked = readAsked(body, keys);
    const mine = armed;
    const isHeld = mine !== null && holdsBefore(mine, asked);
    // Never answered: the server is dead before it would give up.
    if (isHeld) return;
    const answered = await fetch(nodeUrl, { method: "POST", headers: JSON_TYPE, body });
    const text = await answered.text();
    if (mine !== null && holdsAfter(mine, asked)) return;
    response.writeHead(answered.status, JSON_TYPE);
    response.end(text);
    if (mine !== null && asked === "receipt" && mine.step === "before-index" && mine.wasSent) mine.reached();
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    arm(step) {
      const { promise, resolve } = Promise.withResolvers<void>();
      armed = { step, reached: resolve, wasSent: false };
      return promise;
    },
    disarm() {
      armed = null;
    },
  };
}

const JSON_TYPE = { "content-type": "application/json" };

type Armed = { readonly step: Step; readonly reached: () => void; wasSent: boolean };
type Asked = "simulation" | "send" | "receipt" | "logs" | "other";

function readAsked(body: string, keys: ReadonlySet<string>): Asked {
  const told: unknown = JSON.parse(body);
  if (typeof told !== "object" || told === null || !("method" in told)) return "other";
  const { method } = told;
  const params = "params" in told && Array.isArray(told.params) ? told.params : [];
  if (method === "eth_getLogs") return "logs";
  if (method === "eth_getTransactionReceipt") return "receipt";
  if (method === "eth_call") return keys.has(String(params[0]?.from).toLowerCase()) ? "simulation" : "other";
  if (method !== "eth_sendRawTransaction") return "other";
  const from = Transaction.from(String(params[0])).from ?? "";
  return keys.has(from.toLowerCase()) ? "send" : "other";
}

/** Whether the request is kept from the node. */
function holdsBefore(armed: Armed, asked: Asked): boolean {
  if (asked === "send") armed.wasSent = true;
  switch (armed.step) {
    case "before-acceptance":
      if (asked === "simulation") armed.reached();
      return asked === "simulation";
    case "after-acceptance":
      return asked === "send";
    case "before-send":
      if (asked === "send") armed.reached();
      return asked === "send";
    case "before-index":
      // From the send on, so that the block of the receipt is in no answer.
      return asked === "logs" && armed.wasSent;
    default:
      return false;
  }
}

/** Whether the node's answer is kept from the server. */
function holdsAfter(armed: Armed, asked: Asked): boolean {
  if (armed.step !== "after-send" || asked !== "send") return false;
  armed.reached();
  return true;
}
