import { readFile } from "node:fs/promises";
import { Complaint } from "./complaint.ts";
import type { Output } from "./output.ts";
import { replay } from "./replay.ts";
import { LEDGER_ABIS } from "./verify/ledger-abis.ts";
import { exitCodeOf, reportText } from "./verify/report.ts";
import { verifyBundle } from "./verify/verify-bundle.ts";

export type VerifyQuestion = {
  readonly bundle: string;
  readonly head: string | null;
  readonly operator: string | null;
  readonly output: Output;
};

/** Checks an evidence bundle without asking any server; answers the exit code. */
export async function verify(question: VerifyQuestion): Promise<number> {
  const { bundle, head, output } = question;
  const verification = await verifyBundle({
    bundle: await readText(bundle),
    head: head === null ? null : await readText(head),
    operator: question.operator === null ? null : institutionOf(question.operator),
    abis: LEDGER_ABIS,
    replay,
  });
  const told = output === "json" ? `${JSON.stringify(verification, null, 2)}\n` : reportText(verification);
  process.stdout.write(told);
  return exitCodeOf(verification);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unreadable";
    throw new Complaint(`${file} can not be read (${reason})`, "name the file that you were given");
  }
}

function institutionOf(text: string): number {
  if (/^(0|[1-9][0-9]{0,9})$/.test(text)) return Number(text);
  throw new Complaint(
    `${text} is no institution's number`,
    "give the number that GET /v1/institutions shows",
  );
}
