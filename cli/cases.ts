import type { Config } from "../server/config.ts";
import { askServer } from "./ask-server.ts";
import { Complaint } from "./complaint.ts";
import type { Output } from "./output.ts";
import { yuan } from "./yuan.ts";

type Asking = { readonly url: string | null; readonly tokenFile: string | null; readonly output: Output };

export type CasesQuestion = Asking & {
  readonly state: string | null;
  readonly institution: string | null;
  readonly which: "all" | "overdue";
};

/** Lists audit cases, newest first. */
export async function cases(config: Config, question: CasesQuestion): Promise<void> {
  const query = new URLSearchParams({ limit: "50" });
  if (question.state !== null) query.set("state", question.state);
  if (question.institution !== null) query.set("institution", question.institution);
  if (question.which === "overdue") query.set("overdue", "yes");
  const body = await askServer(config, { ...question, demoRole: "bureau" }, { path: `/v1/cases?${query}` });
  if (question.output === "json") {
    process.stdout.write(`${body}\n`);
    return;
  }
  const { rows, next }: { rows: ToldCase[]; next: string | null } = JSON.parse(body);
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
  if (rows.length === 0) process.stdout.write("No cases.\n");
  if (next !== null) process.stdout.write("There are more: ask the API with its cursor.\n");
}

export type CaseQuestion = Asking & { readonly number: string };

/** Prints one audit case, its findings, and everything that was done. */
export async function auditCase(config: Config, question: CaseQuestion): Promise<void> {
  if (!/^AJ-[0-9]{6}-[0-9]{4}-[0-9]{6,9}$/.test(question.number)) {
    throw new Complaint("that is no case number", "give one as `caretrail cases` prints it");
  }
  const path = `/v1/cases/${question.number}`;
  const body = await askServer(config, { ...question, demoRole: "bureau" }, { path });
  process.stdout.write(question.output === "json" ? `${body}\n` : storyOf(JSON.parse(body)));
}

type ToldCase = {
  readonly number: string;
  readonly state: string;
  readonly stateWords: string;
  readonly institution: { readonly code: string; readonly name: string | null };
  readonly reconciliation: string;
  readonly asOf: { readonly block: number };
  readonly findingCount: number;
  readonly disallowedFen: string;
  readonly upheldFen: string | null;
  readonly orderedFen: string | null;
  readonly outstandingFen: string;
  readonly dueOn: string | null;
  readonly isOverdue: boolean;
};

type ToldStory = ToldCase & {
  readonly findings: readonly {
    readonly claimId: string;
    readonly kind: string;
    readonly verdict: string;
    readonly disallowedFen: string;
  }[];
  readonly steps: readonly {
    readonly words: { readonly chinese: string; readonly english: string };
    readonly at: string;
    readonly by: { readonly institution: number; readonly role: string; readonly principal: string | null };
    readonly fen: string | null;
    readonly dueOn: string | null;
    readonly isLate: boolean;
    readonly note: string | null;
    readonly legalBasis: string | null;
    readonly bankReference: string | null;
    readonly attachments: readonly { readonly name: string; readonly sha256: string }[];
  }[];
};

const FINDINGS_PRINTED_MAX = 20;

function lineOf(row: ToldCase): string {
  const { code, name } = row.institution;
  return `${row.number}  ${row.state.padEnd(9)} ${moneyOf(row)}  ${name ?? code}${untilOf(row)}`;
}

function moneyOf({ disallowedFen, upheldFen, orderedFen, outstandingFen }: ToldCase): string {
  if (orderedFen !== null) return `ordered ${yuan(orderedFen)} yuan, outstanding ${yuan(outstandingFen)}`;
  if (upheldFen !== null) return `upheld ${yuan(upheldFen)} yuan`;
  return `in question ${yuan(disallowedFen)} yuan`;
}

function untilOf({ dueOn, isOverdue }: ToldCase): string {
  return dueOn === null ? "" : `  through ${dueOn}${isOverdue ? "  OVERDUE" : ""}`;
}

function storyOf(row: ToldStory): string {
  const { code, name } = row.institution;
  const lines = [
    `${row.number}  ${row.stateWords} ${row.state}: ${code} ${name ?? "(not on the ledger)"}`,
    `  ${moneyOf(row)}${untilOf(row)}`,
    `  ${row.findingCount} findings of reconciliation ${row.reconciliation}, as of block ${row.asOf.block}`,
    ...row.findings
      .slice(0, FINDINGS_PRINTED_MAX)
      .map((each) => `    ${each.claimId}  ${each.kind} (${each.verdict})  ${yuan(each.disallowedFen)} yuan`),
  ];
  if (row.findings.length > FINDINGS_PRINTED_MAX) lines.push("    and more: use --json");
  for (const step of row.steps) lines.push(...stepLines(step));
  return `${lines.join("\n")}\n`;
}

function stepLines(step: ToldStory["steps"][number]): readonly string[] {
  const { words, at, by, fen, dueOn, isLate } = step;
  const money = fen === null ? "" : `: ${yuan(fen)} yuan`;
  const until = dueOn === null ? "" : `, through ${dueOn}`;
  const who = by.principal === null ? `${by.role} ${by.institution}` : `${by.principal} (${by.role})`;
  const said = [
    step.legalBasis,
    step.bankReference,
    step.note,
    ...step.attachments.map(({ name, sha256 }) => `${name} ${sha256}`),
  ].filter((text) => text !== null);
  const late = isLate ? ", late" : "";
  return [
    `  ${at}  ${words.chinese} ${words.english}${money}${until}${late}  by ${who}`,
    ...said.flatMap((text) => text.split("\n")).map((text) => `      ${text}`),
  ];
}
