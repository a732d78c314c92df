import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../server/config.ts";
import { Complaint } from "./complaint.ts";
import type { Output } from "./output.ts";

export type TraceQuestion = {
  readonly code: string;
  readonly url: string | null;
  readonly tokenFile: string | null;
  readonly output: Output;
};

/** Asks a running server for the story of a pack and prints it. */
export async function trace(config: Config, question: TraceQuestion): Promise<void> {
  const base = question.url ?? `http://127.0.0.1:${config.port}`;
  const token =
    question.tokenFile === null
      ? await demoAuditorToken(config)
      : (await readFile(question.tokenFile, "utf8")).trim();
  const format = question.output === "json" ? "" : "?format=text";
  const response = await ask(`${base}/v1/packs/${encodeURIComponent(question.code)}${format}`, token);
  const body = await response.text();
  if (!response.ok) throw refusalOf(body, response.status);
  process.stdout.write(body.endsWith("\n") ? body : `${body}\n`);
}

async function ask(url: string, token: string): Promise<Response> {
  try {
    return await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : "no answer";
    throw new Complaint(
      `no server answers at ${new URL(url).origin} (${reason})`,
      "start one with `npm start`, or name it with --url",
    );
  }
}

async function demoAuditorToken(config: Config): Promise<string> {
  const file = join(config.dataDir, "demo-credentials.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw new Complaint(`there is no ${file}`, "give an API key with --token-file FILE");
  }
  const credentials: { principals: { role: string; token: string }[] } = JSON.parse(text);
  const auditor = credentials.principals.find((principal) => principal.role === "auditor");
  if (auditor === undefined)
    throw new Complaint(`${file} names no auditor`, "give an API key with --token-file FILE");
  return auditor.token;
}

function refusalOf(body: string, status: number): Complaint {
  const problem: { title?: string; code?: string; fault?: string; type?: string } = JSON.parse(body);
  const fault = problem.fault === undefined ? "" : ` (${problem.fault})`;
  return new Complaint(
    `${problem.title ?? `the server answered ${status}`}${fault} [${problem.code ?? status}]`,
    problem.type ?? "read the server's log",
  );
}
