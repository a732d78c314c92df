import type { Config } from "../../server/config.ts";
import { bad, type Check, looking, type Outcome, ok, warn } from "./check.ts";

const START = "start the server, or set PORT";

/** What the running server says of itself. */
export function serverChecks(config: Config): Check[] {
  const base = `http://127.0.0.1:${config.port}`;
  return [
    { name: "server", run: () => looking(() => readiness(base), START) },
    { name: "index", run: () => looking(() => lag(base), START) },
  ];
}

async function readiness(base: string): Promise<Outcome> {
  const response = await fetch(`${base}/ready`, { signal: AbortSignal.timeout(10_000) });
  if (response.ok) return ok("takes writes");
  // Every refusal of this server is a problem document with its code.
  const body = (await response.json()) as { code?: string };
  return bad(
    `does not take writes (${body.code ?? response.status})`,
    "read the server's log; /v1/status says how far it is",
  );
}

async function lag(base: string): Promise<Outcome> {
  const response = await fetch(`${base}/v1/status`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`/v1/status answered ${response.status}`);
  // openapi.yaml fixes this shape.
  const status = (await response.json()) as { index: { lagBlocks: number | null } };
  const behind = status.index.lagBlocks;
  if (behind === null) return warn("the chain's head is not known", "is the node reachable?");
  return behind <= 5
    ? ok(`${behind} blocks behind the chain`)
    : warn(`${behind} blocks behind the chain`, "wait, or run `caretrail rebuild`");
}
