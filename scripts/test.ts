import { addCounts, type Count, countLine, judge, NOTHING } from "./stages/count.ts";
import { runCommand } from "./stages/run-command.ts";
import { runStage } from "./stages/run-stage.ts";
import { STAGES, type Stage } from "./stages/stages.ts";

/** `npm test`: every stage, whatever the earlier ones found, then the sum on a line of its own. */
async function runStages(stages: readonly Stage[]): Promise<Count> {
  const lines: string[] = [];
  const counts: Count[] = [];
  const ahead = beginAhead(stages);
  for (const [index, stage] of stages.entries()) {
    const startedAtMs = performance.now();
    console.log(`\n── ${index + 1}/${stages.length} ${stage.name}: ${stage.title}`);
    await ahead.get(stage);
    const count = judge(await runStage(stage), 0);
    const line = `${stage.name.padEnd(10)} ${countLine(count)}, ${seconds(startedAtMs)}`;
    console.log(`── ${line}`);
    lines.push(line);
    counts.push(count);
    if (stopped) break;
  }
  console.log(`\n${lines.join("\n")}\n`);
  return counts.length === 0 ? NOTHING : addCounts(counts);
}

/** What such a command finds wrong, its stage finds again and counts. */
function beginAhead(stages: readonly Stage[]): Map<Stage, Promise<unknown>> {
  const begun = new Map<Stage, Promise<unknown>>();
  for (const stage of stages.slice(1)) {
    if (stage.ahead !== undefined) begun.set(stage, runCommand(stage.ahead, stage.timeoutMs));
  }
  return begun;
}

function chooseStages(names: readonly string[]): readonly Stage[] {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`no stage ${unknown.join(", ")}; there are ${STAGES.map((stage) => stage.name).join(" ")}`);
    process.exit(2);
  }
  return names.length === 0 ? STAGES : STAGES.filter((stage) => names.includes(stage.name));
}

function seconds(sinceMs: number): string {
  return `${Math.round((performance.now() - sinceMs) / 1000)} s`;
}

let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stopped = true;
  });
}

const startedAtMs = performance.now();
const total = await runStages(chooseStages(process.argv.slice(2)));
console.log(`whole run ${seconds(startedAtMs)}`);
console.log(countLine(total));
process.exitCode = stopped ? 130 : total.failed > 0 ? 1 : 0;
