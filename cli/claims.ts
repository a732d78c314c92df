import { writeFile } from "node:fs/promises";
import type { Config } from "../server/config.ts";
import { askServer } from "./ask-server.ts";
import { Complaint } from "./complaint.ts";
import type { Output } from "./output.ts";
import { yuan } from "./yuan.ts";

type Asking = { readonly url: string | null; readonly tokenFile: string | null; readonly output: Output };

export type ClaimQuestion = Asking & {
  readonly claim: string;
  /** Where the evidence bundle goes; null: none is asked for. */
  readonly bundle: string | null;
};

/** Prints one claim and everything that happened to it; saves its evidence bundle where it is asked for. */
export async function claim(config: Config, question: ClaimQuestion): Promise<void> {
  if (!/^0x[0-9a-f]{64}$/.test(question.claim)) {
    throw new Complaint(
      "that is no claim id",
      "give the 0x and 64 hex digits that `caretrail claims` prints",
    );
  }
  const asking = { ...question, demoRole: "bureau" };
  const body = await askServer(config, asking, { path: `/v1/claims/${question.claim}` });
  process.stdout.write(question.output === "json" ? `${body}\n` : tell(claimOf(body)));
  if (question.bundle === null) return;
  const path = `/v1/claims/${question.claim}/bundle`;
  await writeFile(question.bundle, await askServer(config, asking, { path }));
  process.stderr.write(`The evidence bundle is in ${question.bundle}; check it with \`caretrail verify\`.\n`);
}

export type ClaimsQuestion = Asking & { readonly queue: string | null };

/** Lists claims, newest first; of a bureau's queue, the earliest deadline first. */
export async function claims(config: Config, question: ClaimsQuestion): Promise<void> {
  const queue = question.queue === null ? "" : `&queue=${encodeURIComponent(question.queue)}`;
  const path = `/v1/claims?limit=50${queue}`;
  const body = await askServer(config, { ...question, demoRole: "bureau" }, { path });
  if (question.output === "json") {
    process.stdout.write(`${body}\n`);
    return;
  }
  const { rows, next }: { rows: ToldClaim[]; next: string | null } = JSON.parse(body);
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
  if (rows.length === 0) process.stdout.write("No claims.\n");
  if (next !== null) process.stdout.write("There are more: ask the API with its cursor.\n");
}

type ToldClaim = {
  readonly id: string;
  readonly state: string;
  readonly channel: string;
  readonly filer: { readonly name: string };
  readonly payerRegion: number;
  readonly claimedAt: string;
  readonly totalFen: string;
  readonly approvedFen: string | null;
  readonly deadlineAt: string | null;
  readonly isOverdue: boolean;
  readonly proof: { readonly block: number };
  readonly steps: readonly {
    readonly words: { readonly chinese: string; readonly english: string };
    readonly by: { readonly name: string };
    readonly fen: string | null;
    readonly reason: { readonly number: number; readonly words: { readonly english: string } } | null;
    readonly note: string | null;
    readonly proof: { readonly block: number; readonly recordedAt: string };
  }[];
};

/** The server's schema says so; another server's answer shows as what it lacks. */
function claimOf(body: string): ToldClaim {
  return JSON.parse(body);
}

function lineOf(row: ToldClaim): string {
  const overdue = row.isOverdue ? "  OVERDUE" : "";
  const until = row.deadlineAt === null ? "" : `  until ${row.deadlineAt}${overdue}`;
  const approved = row.approvedFen === null ? "" : `, approved ${yuan(row.approvedFen)}`;
  const money = `${yuan(row.totalFen)} yuan${approved}`;
  return `${row.id}  ${row.state.padEnd(14)} ${money}  ${row.filer.name}${until}`;
}

function tell(row: ToldClaim): string {
  const lines = [
    `${row.state}: ${row.channel} claim of ${row.filer.name} on the fund of region ${row.payerRegion}`,
    `  ${row.claimedAt}  claimed ${yuan(row.totalFen)} yuan  (block ${row.proof.block})`,
  ];
  for (const { words, by, fen, reason, note, proof } of row.steps) {
    const money = fen === null ? "" : `: ${yuan(fen)} yuan`;
    const why = reason === null ? "" : ` (${reason.number} ${reason.words.english})`;
    const said = note === null ? "" : ` — ${note}`;
    const what = `${words.english}${money}${why}${said}`;
    lines.push(`  ${proof.recordedAt}  ${what}  by ${by.name}  (block ${proof.block})`);
  }
  if (row.deadlineAt !== null) lines.push(`  until ${row.deadlineAt}${row.isOverdue ? "  OVERDUE" : ""}`);
  return `${lines.join("\n")}\n`;
}
