import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import { ENTRY_KINDS, type EntryKind } from "../../server/domain/import/entry.ts";
import type { ImportState, ToldRefusal } from "./import-client.ts";

export type Report = {
  readonly json: string;
  readonly csv: string;
  readonly byCode: ReadonlyMap<string, ByCode>;
};
type ByCode = { count: number; readonly reason: string };

/** Writes every refused line into two files, for people's tables and for programs; one row is in memory. */
export async function writeReport(
  directory: string,
  state: ImportState,
  refusals: AsyncIterable<ToldRefusal>,
): Promise<Report> {
  const json = join(directory, `import-${state.id}-refused.json`);
  const csv = join(directory, `import-${state.id}-refused.csv`);
  const byCode = new Map<string, ByCode>();
  const jsonFile = await open(`${json}.draft`, "w", 0o600);
  const csvFile = await open(`${csv}.draft`, "w", 0o600);
  try {
    await jsonFile.write(`{"import":${JSON.stringify(state.id)},"refused":[`);
    // Spreadsheets take a file for UTF-8 only when it begins with its mark.
    await csvFile.write(`\uFEFFfile,line,kind,code,reason,facts\r\n`);
    let separator = "\n";
    for await (const refusal of refusals) {
      await jsonFile.write(`${separator}${JSON.stringify(refusal)}`);
      await csvFile.write(`${rowOf(refusal)}\r\n`);
      separator = ",\n";
      const known = byCode.get(refusal.code) ?? { count: 0, reason: refusal.reason };
      known.count += 1;
      byCode.set(refusal.code, known);
    }
    await jsonFile.write("\n]}\n");
  } finally {
    await jsonFile.close();
    await csvFile.close();
  }
  await rename(`${json}.draft`, json);
  await rename(`${csv}.draft`, csv);
  return { json, csv, byCode };
}

function rowOf({ file, line, kind, code, reason, facts }: ToldRefusal): string {
  return [file, String(line), kind, code, reason, JSON.stringify(facts)].map(cell).join(",");
}

/** Quoted, and never a formula: a spreadsheet would run what begins with = + - @. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const WORDS: Readonly<Record<EntryKind, string>> = {
  institution: "institutions",
  product: "products",
  shipment: "movements of goods",
  sale: "sales",
  return: "returns",
};

/** What an operator reads at the end. */
export function summaryOf(state: ImportState, report: Report, seconds: number): readonly string[] {
  const rows = ENTRY_KINDS.filter((kind) => totalOf(state, kind) > 0).map((kind) => {
    const { taken, standing, refused } = state.counts[kind];
    const again = standing === 0 ? "" : `, ${standing} stood already`;
    return `  ${WORDS[kind].padEnd(20)} ${String(taken).padStart(8)} recorded${again}, ${refused} refused`;
  });
  const speed = seconds >= 1 ? ` in ${Math.round(seconds)} s` : "";
  const lines = [`Import ${state.id}${speed}:`, ...rows];
  if (state.refusedCount === 0) return [...lines, "Every line is on the ledger."];
  const codes = [...report.byCode].sort(([, a], [, b]) => b.count - a.count);
  return [
    ...lines,
    `${state.refusedCount} lines were refused, and stopped no other:`,
    ...codes.map(([code, { count, reason }]) => `  ${String(count).padStart(6)}  ${reason} [${code}]`),
    `Each with its line and reason: ${report.csv}`,
    `                               ${report.json}`,
  ];
}

function totalOf({ counts }: ImportState, kind: EntryKind): number {
  const { taken, standing, refused } = counts[kind];
  return taken + standing + refused;
}
