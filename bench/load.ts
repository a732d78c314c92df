import http from "node:http";

export type Load = {
  readonly perSec: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
};

export type LoadRequest = { readonly method: "GET" | "POST"; readonly path: string; readonly body?: string };

export type Asked = {
  readonly url: string;
  readonly key: string;
  readonly connections: number;
  readonly durationSec: number;
  readonly requests: readonly LoadRequest[];
};

/** A closed loop: each connection sends its next request when its last was answered whole. */
export async function load(asked: Asked): Promise<Load> {
  const { connections, durationSec } = asked;
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const start = performance.now();
  const end = start + durationSec * 1_000;
  const loop = async (first: number): Promise<void> => {
    for (let nth = first; performance.now() < end; nth += connections) {
      const sent = performance.now();
      await send(agent, asked, nth);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, nth) => loop(nth)));
  const elapsedMs = performance.now() - start;
  agent.destroy();
  times.sort((left, right) => left - right);
  const at = (share: number): number => times[Math.ceil(times.length * share) - 1] ?? Number.NaN;
  return { perSec: (times.length * 1_000) / elapsedMs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function send(agent: http.Agent, { url, key, requests }: Asked, nth: number): Promise<void> {
  const request = requests[nth % requests.length];
  if (request === undefined) throw new Error("nothing to ask");
  const { method, path, body } = request;
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = http.request(`${url}${path}`, { agent, method, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} was answered ${response.statusCode}`));
      response.resume();
      response.once("end", resolve);
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
