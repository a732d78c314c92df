import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

export type Comparison = "<=" | ">=";

/** One promise of targets.md, measured. */
export type Figure = {
  figure: string;
  value: number;
  unit: string;
  target: number;
  comparison: Comparison;
  ok: boolean;
};

/** Anything JSON can hold. Big integers go in as decimal strings. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * What one bench measured: figures to judge, inputs to repeat it, raw numbers to recompute the ratios from.
 */
export type BenchResult = {
  name: string;
  figures: Figure[];
  inputs: { readonly [key: string]: Json };
  raw: { readonly [key: string]: Json };
};

/**
 * Runs one bench alone, `node bench/NAME.ts`: prints it, keeps its JSON, and leaves exit code 1 when a figure
 * is short.
 */
export async function runAlone(run: () => Promise<BenchResult>): Promise<void> {
  const result = await run();
  printResult(result);
  console.log(`written ${await writeResult(result)}`);
  if (result.figures.some((figure) => !figure.ok)) process.exitCode = 1;
}

export function toFigure(measured: Omit<Figure, "ok">): Figure {
  const { value, target, comparison } = measured;
  return { ...measured, ok: comparison === "<=" ? value <= target : value >= target };
}

/** A table for people, then one line for each figure for programs. */
export function printResult(result: BenchResult): void {
  const rows = result.figures.map((figure) => [
    figure.figure,
    `${rounded(figure.value)} ${figure.unit}`,
    `${figure.comparison} ${figure.target} ${figure.unit}`,
    figure.ok ? "ok" : "short",
  ]);
  printTable([["figure", "measured", "reach", ""], ...rows]);
  for (const figure of result.figures) {
    console.log(
      `RESULT ${figure.figure} ${rounded(figure.value)} reach ${figure.target} ${figure.ok ? "ok" : "short"}`,
    );
  }
}

export function printTable(rows: readonly (readonly string[])[]): void {
  const columnCount = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columnCount }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  for (const row of rows) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}

/** Writes `bench/results/<name>.json` and returns its path from the root of the repository. */
export async function writeResult(result: BenchResult): Promise<string> {
  const root = path.join(import.meta.dirname, "..");
  const file = path.join("bench", "results", `${result.name}.json`);
  await mkdir(path.join(root, "bench", "results"), { recursive: true });
  const { name, figures, inputs, raw } = result;
  const kept = { name, measuredAt: new Date().toISOString(), ...machineFacts(root), inputs, figures, raw };
  await writeFile(path.join(root, file), `${JSON.stringify(kept, null, 2)}\n`);
  return file;
}

/**
 * Four significant places for a fraction, none for whole gas or counts: enough to compare, few enough to
 * read.
 */
function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function machineFacts(root: string): { machine: Json; node: string; commit: string } {
  const processors = os.cpus();
  return {
    machine: {
      platform: `${os.platform()} ${os.release()} ${os.arch()}`,
      processor: processors[0]?.model ?? "not told",
      processorCount: processors.length,
      memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    },
    node: process.version,
    commit: commitOf(root),
  };
}

/**
 * The commit measured; `+changes` when the tree differs from it, since then the commit alone does not repeat
 * it.
 */
function commitOf(root: string): string {
  const git = (...words: string[]): string =>
    execFileSync("git", words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const commit = git("rev-parse", "HEAD");
    return git("status", "--porcelain", "--", ":!bench/results") === "" ? commit : `${commit}+changes`;
  } catch {
    // An unpacked archive has no git: the result is still worth keeping, and says that it has no commit.
    return "no commit";
  }
}
