import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { DigestedFinding } from "../../server/domain/reconcile/findings-digest.ts";
import { Complaint } from "../complaint.ts";

/**
 * Below it a file is read whole, however somebody has laid it out; above, a finding a line as it was written.
 */
const WHOLE_BYTES_MAX = 64 * 1024 * 1024;

/** The findings of a findings.json, in their order; a million of them are never held at once. */
export async function* readFindings(
  file: string,
  wholeBytesMax = WHOLE_BYTES_MAX,
): AsyncGenerator<DigestedFinding> {
  const size = await sizeOf(file);
  if (size <= wholeBytesMax) {
    const all = parsed(await readFile(file, "utf8"), file);
    if (!Array.isArray(all)) throw notFindings(file, "it is no list");
    for (const each of all) yield findingIn(each, file);
    return;
  }
  for await (const line of createInterface({ input: createReadStream(file, "utf8") })) {
    const text = line.trim().replace(/,$/, "");
    if (text !== "" && text !== "[" && text !== "]") yield findingIn(parsed(text, file), file);
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new Complaint(
      `${file} can not be read (${String(error.code)})`,
      "name the folder that `reconcile --out` wrote",
    );
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw notFindings(file, "it is no JSON");
    throw error;
  }
}

function findingIn(value: unknown, file: string): DigestedFinding {
  if (typeof value !== "object" || value === null) throw notFindings(file, "a finding is no object");
  // Nothing is known of its members yet: each is looked at below.
  const { claimId, row, kind, verdict, disallowedFen, because } = value as Partial<DigestedFinding>;
  const isWhole =
    typeof claimId === "string" &&
    typeof row === "number" &&
    typeof kind === "string" &&
    typeof verdict === "string" &&
    typeof disallowedFen === "string" &&
    typeof because === "object";
  if (!isWhole) throw notFindings(file, "a finding lacks one of its members");
  return { claimId, row, kind, verdict, disallowedFen, because };
}

function notFindings(file: string, why: string): Complaint {
  return new Complaint(`${file} is no list of findings: ${why}`, "reconcile the feed again, with --out");
}
