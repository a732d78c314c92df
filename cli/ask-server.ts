import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../server/config.ts";
import { Complaint } from "./complaint.ts";

export type Question = {
  readonly url: string | null;
  /** A file with an API key; null: the demo's principal of `demoRole`. */
  readonly tokenFile: string | null;
  readonly demoRole: string;
};

/** Asks a running server; what it refuses is a complaint with the page that says what to do. */
export async function askServer(
  config: Config,
  question: Question,
  request: { readonly path: string; readonly method?: "GET" | "POST" },
): Promise<string> {
  const base = question.url ?? `http://127.0.0.1:${config.port}`;
  const token =
    question.tokenFile === null
      ? await demoToken(config, question.demoRole)
      : (await readFile(question.tokenFile, "utf8")).trim();
  const response = await answerOf(`${base}${request.path}`, token, request.method ?? "GET");
  const body = await response.text();
  if (!response.ok) throw refusalOf(body, response.status);
  return body;
}

async function answerOf(url: string, token: string, method: "GET" | "POST"): Promise<Response> {
  try {
    return await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : "no answer";
    throw new Complaint(
      `no server answers at ${new URL(url).origin} (${reason})`,
      "start one with `npm start`, or name it with --url",
    );
  }
}

async function demoToken(config: Config, role: string): Promise<string> {
  const file = join(config.dataDir, "demo-credentials.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw new Complaint(`there is no ${file}`, "give an API key with --token-file FILE");
  }
  const credentials: { principals: { role: string; token: string }[] } = JSON.parse(text);
  const found = credentials.principals.find((principal) => principal.role === role);
  if (found === undefined)
    throw new Complaint(`${file} names no ${role}`, "give an API key with --token-file FILE");
  return found.token;
}

function refusalOf(body: string, status: number): Complaint {
  const problem: { title?: string; code?: string; fault?: string; type?: string } = JSON.parse(body);
  const fault = problem.fault === undefined ? "" : ` (${problem.fault})`;
  return new Complaint(
    `${problem.title ?? `the server answered ${status}`}${fault} [${problem.code ?? status}]`,
    problem.type ?? "read the server's log",
  );
}
