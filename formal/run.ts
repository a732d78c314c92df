import { writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../scripts/sources/repository.ts";
import { PROPERTIES, type Property, type Slip } from "./properties.ts";
import { prove, solcVersion, type Verdict, z3Version } from "./prove.ts";
import { modelSources } from "./shipped.ts";

type Line = {
  readonly property: string;
  readonly slip: string | null;
  readonly result: "proved" | "refuted as it must be" | "NOT as it must be";
  readonly seconds: number;
  readonly detail: string;
};

/** The model with one line changed; refuses a slip whose line is not there exactly once. */
export function withSlip(sources: Record<string, string>, slip: Slip): Record<string, string> {
  const file = slip.file ?? "Model.sol";
  const text = sources[file] ?? "";
  if (text.split(slip.line).length !== 2) throw new Error(`"${slip.line}" is not in ${file} exactly once`);
  return { ...sources, [file]: text.replace(slip.line, () => slip.instead) };
}

/** Proves the property, then sees each slip refuted. */
export function examine(property: Property): Line[] {
  const sources = modelSources(property.model);
  const contract = `${property.model}Model`;
  const slips = property.slips.map((slip) => ({ slip: slip.name, sources: withSlip(sources, slip) }));
  return [{ slip: null, sources }, ...slips].map((each) => {
    const startedAtMs = performance.now();
    const verdict = prove({ contract, sources: each.sources });
    const seconds = Math.round((performance.now() - startedAtMs) / 100) / 10;
    const line = { property: property.name, slip: each.slip, seconds, ...judge(verdict, each.slip) };
    const where = each.slip === null ? "" : `, where ${each.slip}`;
    console.log(`${line.result}  ${property.name}${where}  ${seconds} s`);
    if (each.slip !== null || line.result === "NOT as it must be") console.log(line.detail);
    return line;
  });
}

function judge(verdict: Verdict, slip: string | null): Pick<Line, "result" | "detail"> {
  const bad = "NOT as it must be" as const;
  if (verdict.kind === "broken") {
    return { result: slip === null ? bad : "refuted as it must be", detail: verdict.counterexample };
  }
  if (verdict.kind === "not-told") return { result: bad, detail: verdict.why };
  const detail = `${verdict.assertionCount} assertions`;
  return { result: slip === null ? "proved" : bad, detail };
}

/** `npm run formal [PROPERTY …]`: every property by default, which also writes formal/results.json. */
function run(names: readonly string[]): number {
  const z3 = z3Version();
  if (z3 === undefined) {
    console.log(`not looked: there is no z3 (on Debian: apt-get install z3)`);
    console.log(`0 proved, 0 refuted, 0 failed, ${PROPERTIES.length} skipped`);
    return 0;
  }
  const unknown = names.filter((name) => !PROPERTIES.some((property) => property.name === name));
  if (unknown.length > 0) {
    console.error(
      `no property ${unknown.join(", ")}; there are ${PROPERTIES.map(({ name }) => name).join(" ")}`,
    );
    return 2;
  }
  const chosen = PROPERTIES.filter(({ name }) => names.length === 0 || names.includes(name));
  const lines = chosen.flatMap(examine);
  const count = (result: Line["result"]): number => lines.filter((line) => line.result === result).length;
  const failed = count("NOT as it must be");
  console.log(
    `${count("proved")} proved, ${count("refuted as it must be")} refuted, ${failed} failed, 0 skipped`,
  );
  if (names.length === 0) {
    const measured = { measuredAt: new Date().toISOString(), solc: solcVersion(), z3, node: process.version };
    const file = path.join(ROOT, "formal", "results.json");
    writeFileSync(file, `${JSON.stringify({ ...measured, results: lines }, null, 2)}\n`);
    console.log("written formal/results.json");
  }
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = run(process.argv.slice(2));
