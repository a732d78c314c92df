import { setTimeout as wait } from "node:timers/promises";
import type { RunningServer } from "../../server/main.ts";
import type { Kind } from "./claim-race-rounds.ts";
import type { Desk } from "./claim-site.ts";

export type Racer = { readonly key: string | null; readonly body: "same" | "other" };

export type Raced = {
  readonly by: Desk;
  readonly path: string;
  readonly body: object;
  readonly other: object;
};

/** A command that was taken, or the code of what it was answered. */
export type Answer = {
  readonly status: number;
  readonly command: string | null;
  readonly code: string;
  /** The API says that the same request may succeed just as it is. */
  readonly isPassing: boolean;
};

export function askAtOnce(url: string, raced: Raced, racers: readonly Racer[]): Promise<readonly Answer[]> {
  return Promise.all(racers.map((racer) => askUntilTaken(url, raced, racer)));
}

/**
 * "In flight", or a node that does not answer, is no answer yet: the same request again is told what came of
 * it.
 */
async function askUntilTaken(url: string, raced: Raced, racer: Racer): Promise<Answer> {
  for (;;) {
    const answer = await ask(url, raced, racer);
    if (!answer.isPassing) return answer;
    await wait(AGAIN_MS);
  }
}

const AGAIN_MS = 20;
const SETTLE_MS = 60_000;

async function ask(url: string, { by, path, body, other }: Raced, racer: Racer): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${by.token}`,
      "content-type": "application/json",
      ...(racer.key === null ? {} : { "idempotency-key": racer.key }),
    },
    body: JSON.stringify(racer.body === "same" ? body : other),
  });
  const told: { readonly id?: string; readonly code?: string; readonly retry?: string } = JSON.parse(
    await response.text(),
  );
  const { status } = response;
  const command = status === 202 ? (told.id ?? null) : null;
  return { status, command, code: told.code ?? "taken", isPassing: told.retry === "same-request" };
}

/**
 * The first of them asks once more when all is over, as a till does whose answer was lost: it is told the
 * same.
 */
export async function askAgainLate(
  url: string,
  raced: Raced,
  of: { readonly racers: readonly Racer[]; readonly answers: readonly Answer[] },
): Promise<readonly string[]> {
  const [racer] = of.racers;
  const [before] = of.answers;
  if (racer === undefined || before === undefined || before.command === null) return [];
  const late = await askUntilTaken(url, raced, racer);
  if (late.command === before.command) return [];
  return [`told ${before.command} and later ${late.command ?? late.code}`];
}

export type Settled = {
  /** What the one command brought about; null when none took effect. */
  readonly winner: { readonly [name: string]: unknown } | null;
  readonly command: string | null;
  readonly violations: readonly string[];
  readonly refusals: readonly string[];
};

/** Holds the answers against each other and against how their commands ended. */
export async function settleRace(
  server: RunningServer,
  of: {
    readonly raced: Raced;
    readonly racers: readonly Racer[];
    readonly answers: readonly Answer[];
    readonly kind: Kind;
  },
): Promise<Settled> {
  const { racers, answers } = of;
  const violations: string[] = [];
  for (const { status, code } of answers) {
    if (status !== 202 && status !== 409 && status !== 422) violations.push(`answered ${status} ${code}`);
  }
  for (const racer of racers) violations.push(...unlike(racer, racers, answers));
  const ids = new Set(answers.flatMap(({ command }) => (command === null ? [] : [command])));
  const ended = await Promise.all([...ids].map((id) => server.take.submitter.settled(id, SETTLE_MS)));
  const mined = ended.filter((command) => command.mined !== null);
  if (ended.some(({ state }) => state !== "mined" && state !== "refused"))
    violations.push("a command is open");
  if (mined.length > 1) violations.push(`${mined.length} commands took effect`);
  if (mined.length === 0) violations.push(`no effect: ${answers.map(({ code }) => code).join(" ")}`);
  const block = mined[0]?.mined?.block;
  if (block !== undefined) await server.take.reader.reached(block, SETTLE_MS);
  return {
    winner: mined[0]?.mined?.result ?? null,
    command: mined[0]?.id ?? null,
    violations: [...new Set(violations)],
    refusals: [
      ...answers.flatMap(({ command, status, code }) => (command === null ? [`${status} ${code}`] : [])),
      ...ended.flatMap(({ refusal }) => (refusal === null ? [] : [`in its block ${refusal.code}`])),
    ],
  };
}

/** Who asked with the same name and the same body was told the same. */
function unlike(racer: Racer, racers: readonly Racer[], answers: readonly Answer[]): readonly string[] {
  const alike = answers.filter((_, nth) => {
    const each = racers[nth];
    return each?.key === racer.key && each.body === racer.body;
  });
  const told = new Set(alike.map(({ command, code }) => command ?? code));
  return told.size > 1 ? [`alike, and answered ${[...told].join(" and ")}`] : [];
}
