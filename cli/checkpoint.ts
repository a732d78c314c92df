import { writeFile } from "node:fs/promises";
import type { Config } from "../server/config.ts";
import { askServer } from "./ask-server.ts";

export type CheckpointQuestion = {
  readonly publish: "publish" | "read";
  readonly url: string | null;
  readonly tokenFile: string | null;
  /** Where the file for `verify --head` goes; null: printed. */
  readonly out: string | null;
};

/** Publishes a checkpoint, or reads those that are published, for `caretrail verify --head`. */
export async function checkpoint(config: Config, question: CheckpointQuestion): Promise<void> {
  const ask = async (path: string, method: "GET" | "POST"): Promise<unknown> =>
    JSON.parse(await askServer(config, { ...question, demoRole: "bureau" }, { path, method }));
  const json = question.publish === "publish" ? await ask("/v1/checkpoints", "POST") : await readAll(ask);
  const text = `${JSON.stringify(json, null, 2)}\n`;
  if (question.out === null) process.stdout.write(text);
  else await writeFile(question.out, text);
}

const PAGES_MAX = 1_000;

async function readAll(ask: (path: string, method: "GET") => Promise<unknown>): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query: string = cursor === null ? "" : `&cursor=${cursor}`;
    // The server's schema of the list says so; a server that answers otherwise ends in an error here.
    const answer = (await ask(`/v1/checkpoints?limit=200${query}`, "GET")) as Listed;
    rows.push(...answer.rows);
    cursor = answer.next;
    if (cursor === null) break;
  }
  return rows;
}

type Listed = { readonly rows: readonly unknown[]; readonly next: string | null };
