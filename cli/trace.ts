import type { Config } from "../server/config.ts";
import { askServer } from "./ask-server.ts";
import type { Output } from "./output.ts";

export type TraceQuestion = {
  readonly code: string;
  readonly url: string | null;
  readonly tokenFile: string | null;
  /** Null: in Chinese and English. */
  readonly language: "zh" | "en" | null;
  readonly output: Output;
};

/** Asks a running server for the story of a pack and prints it. */
export async function trace(config: Config, question: TraceQuestion): Promise<void> {
  const words = question.language === null ? "?format=text" : `?format=text&language=${question.language}`;
  const format = question.output === "json" ? "" : words;
  const path = `/v1/packs/${encodeURIComponent(question.code)}${format}`;
  const body = await askServer(config, { ...question, demoRole: "auditor" }, { path });
  process.stdout.write(body.endsWith("\n") ? body : `${body}\n`);
}
