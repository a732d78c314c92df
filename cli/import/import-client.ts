import { setTimeout as wait } from "node:timers/promises";
import type { CountsByKind, ImportEntry } from "../../server/domain/import/entry.ts";
import { Complaint } from "../complaint.ts";
import type { FeedFile } from "./read-folder.ts";

/** An import as the server tells it. */
export type ImportState = {
  readonly id: string;
  readonly next: number;
  readonly refusedCount: number;
  readonly counts: CountsByKind;
  readonly startedAt: string;
  readonly endedAt: string | null;
};

export type ToldRefusal = {
  readonly entry: number;
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly code: string;
  readonly reason: string;
  readonly facts: object;
};

export type ImportClient = {
  begin(files: readonly FeedFile[]): Promise<ImportState>;
  send(id: string, from: number, entries: readonly ImportEntry[]): Promise<ImportState>;
  end(id: string, entryCount: number): Promise<ImportState & { readonly credentials: string | null }>;
  refusals(id: string): AsyncGenerator<ToldRefusal>;
};

/** How long a server that is away, or not ready, is waited for. */
const PATIENCE_MS = 120_000;
const RETRY_MS = 1_000;
const ROWS_PER_PAGE = 200;

/** Talks to the server; what passes by itself is asked again, because sending twice changes nothing. */
export function openImportClient(base: string, token: string): ImportClient {
  const ask = async <Answer>(method: string, path: string, body: object | null): Promise<Answer> => {
    const untilMs = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await askOnce(`${base}${path}`, { method, token, body });
      // Each path answers what the server's schemas promise, and a refusal has been thrown.
      if (answer.is === "answer") return answer.json as Answer;
      if (Date.now() > untilMs) throw answer.complaint;
      await wait(RETRY_MS);
    }
  };
  return {
    begin: (files) =>
      ask("POST", "/v1/imports", { files: files.map(({ name, kind, sha256 }) => ({ name, kind, sha256 })) }),
    send: (id, from, entries) => ask("POST", `/v1/imports/${id}/entries`, { from, entries }),
    end: (id, entryCount) => ask("POST", `/v1/imports/${id}/end`, { entryCount }),
    async *refusals(id) {
      let cursor = "";
      for (;;) {
        const page: { readonly rows: readonly ToldRefusal[]; readonly next: string | null } = await ask(
          "GET",
          `/v1/imports/${id}/refusals?limit=${ROWS_PER_PAGE}${cursor}`,
          null,
        );
        yield* page.rows;
        if (page.next === null) return;
        cursor = `&cursor=${page.next}`;
      }
    },
  };
}

type Asked = { readonly method: string; readonly token: string; readonly body: object | null };
type Answered =
  | { readonly is: "answer"; readonly json: unknown }
  | { readonly is: "again"; readonly complaint: Complaint };

async function askOnce(url: string, { method, token, body }: Asked): Promise<Answered> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const reason = error.cause instanceof Error ? error.cause.message : "no answer";
    const what = `no server answers at ${new URL(url).origin} (${reason})`;
    return {
      is: "again",
      complaint: new Complaint(
        what,
        "start one with `npm start -- --no-demo`; then run the same command again",
      ),
    };
  }
  if (response.ok) return { is: "answer", json: JSON.parse(text) };
  const { title, code, retry, issues } = problemIn(text);
  const told = `${title ?? `the server answered ${response.status}`} [${code ?? response.status}]`;
  const detail = issues === undefined ? "" : ` ${JSON.stringify(issues)}`;
  if (retry === "same-request" || response.status === 503) {
    return {
      is: "again",
      complaint: new Complaint(told, "read the server's log; then run the same command again"),
    };
  }
  throw new Complaint(`${told}${detail}`, CURES[code ?? ""] ?? "read the server's log");
}

const CURES: Readonly<Record<string, string>> = {
  unauthenticated: "name the file with the consortium's key by --token-file",
  "role-not-permitted": "use the consortium's key, from consortium-credentials.json",
};

type Problem = { title?: string; code?: string; retry?: string; issues?: unknown };

function problemIn(text: string): Problem {
  try {
    // A server of ours answers problem documents; all members may be absent.
    return JSON.parse(text) as Problem;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
