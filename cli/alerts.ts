import type { Config } from "../server/config.ts";
import { askServer } from "./ask-server.ts";
import type { Output } from "./output.ts";

export type AlertsQuestion = {
  readonly url: string | null;
  readonly tokenFile: string | null;
  readonly output: Output;
  readonly which: "open" | "all";
};

/** Lists what the key's institution must look at, the worst first. */
export async function alerts(config: Config, question: AlertsQuestion): Promise<void> {
  const open = question.which === "open" ? "&acknowledged=no" : "";
  const path = `/v1/alerts?limit=100${open}`;
  const body = await askServer(config, { ...question, demoRole: "auditor" }, { path });
  if (question.output === "json") {
    process.stdout.write(`${body}\n`);
    return;
  }
  const { rows, next }: { rows: ToldAlert[]; next: string | null } = JSON.parse(body);
  for (const row of rows) process.stdout.write(`${linesOf(row)}\n`);
  if (rows.length === 0) process.stdout.write("Nothing to look at.\n");
  if (next !== null) process.stdout.write("There are more: ask the API with its cursor.\n");
}

type ToldAlert = {
  readonly severity: string;
  readonly words: { readonly chinese: string; readonly english: string };
  readonly sinceAt: string;
  readonly asOf: { readonly block: number } | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly link: string;
  readonly acknowledged: { readonly principal: string; readonly at: string } | null;
};

function linesOf({ severity, words, sinceAt, asOf, facts, link, acknowledged }: ToldAlert): string {
  const block = asOf === null ? "" : `, block ${asOf.block}`;
  const values = Object.entries(facts).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const seen = acknowledged === null ? [] : [`    seen by ${acknowledged.principal} at ${acknowledged.at}`];
  return [
    `${severity.padEnd(8)}  ${words.chinese}  ${words.english}`,
    `    since ${sinceAt}${block}: ${values.join(", ")}`,
    `    ${link}`,
    ...seen,
  ].join("\n");
}
