import http from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { receiptWithClaim } from "../test/chaos/claim-receipts.ts";
import type { ClaimSite } from "../test/chaos/claim-site.ts";
import { randomFrom } from "../test/chaos/random.ts";

export type Offered = {
  readonly startMs: number;
  /** Commands by their ids, with the moment for which each was planned. */
  readonly commands: ReadonlyMap<string, number>;
  /** From sending to the answer that it was accepted. */
  readonly answerMs: readonly number[];
  /** How much later than planned each was sent: the load's own fault. */
  readonly lateMs: readonly number[];
  /** How many were not accepted, by the answer's status; 0: no answer came. */
  readonly refused: { readonly [status: string]: number };
};

/** An open loop: the next claim comes when it is its time, whatever became of those before. */
export async function offerClaims(
  url: string,
  site: ClaimSite,
  asked: { readonly perSec: number; readonly durationSec: number; readonly seed: number },
): Promise<Offered> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  const random = randomFrom(asked.seed);
  const startMs = Date.now();
  const commands = new Map<string, number>();
  const answerMs: number[] = [];
  const lateMs: number[] = [];
  const refused: Record<string, number> = {};
  const underWay: Promise<void>[] = [];
  const persons = shuffled(site.persons, random);
  for (let nth = 0; nth < asked.perSec * asked.durationSec; nth += 1) {
    const plannedMs = startMs + (nth * 1_000) / asked.perSec;
    const leftMs = plannedMs - Date.now();
    if (leftMs > 0) await wait(leftMs);
    lateMs.push(Date.now() - plannedMs);
    const shop = site.pharmacies[nth % site.pharmacies.length];
    const pack = shop?.packs[Math.floor(nth / site.pharmacies.length)];
    const person = persons[nth % persons.length];
    if (shop === undefined || pack === undefined || person === undefined) throw new Error("too few packs");
    const atSec = Math.floor(Date.now() / 1_000) - STATED_BEFORE_SEC;
    const body = JSON.stringify(receiptWithClaim({ number: `RX-${nth}`, person, pack, atSec }));
    const sentMs = performance.now();
    underWay.push(
      post(agent, `${url}/v1/dispenses`, shop.token, body).then(({ status, id }) => {
        answerMs.push(performance.now() - sentMs);
        if (id === null) refused[status] = (refused[status] ?? 0) + 1;
        else commands.set(id, plannedMs);
      }),
    );
  }
  await Promise.all(underWay);
  agent.destroy();
  return { startMs, commands, answerMs, lateMs, refused };
}

const CONNECTIONS_MAX = 200;
/** Longer than the server lets a call of its node take. */
const ANSWER_MS = 45_000;
/** A till states when it sold, a moment before it asks; never a time that no block has reached. */
const STATED_BEFORE_SEC = 2;

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

function post(
  agent: http.Agent,
  url: string,
  token: string,
  body: string,
): Promise<{ readonly status: number; readonly id: string | null }> {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  };
  return new Promise((resolve) => {
    const options = { agent, method: "POST", headers, timeout: ANSWER_MS };
    const outgoing = http.request(url, options, (response) => {
      const { statusCode: status = 0 } = response;
      const id = status === 202 ? (response.headers.location?.split("/").at(-1) ?? null) : null;
      response.resume();
      response.once("close", () => resolve({ status, id }));
    });
    outgoing.once("timeout", () => outgoing.destroy());
    outgoing.once("error", () => resolve({ status: 0, id: null }));
    outgoing.end(body);
  });
}
