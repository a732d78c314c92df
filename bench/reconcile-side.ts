import { createHash } from "node:crypto";
import { type Classified, classifyWithSieve } from "./reconcile-ours.ts";
import { SIDES, type Side, type SideResult } from "./reconcile-sides.ts";
import { makeWorld, type World } from "./reconcile-world.ts";
import { classifyWithMaps } from "./reference/naive-reconcile-map.ts";
import { classifyWithSqlite } from "./reference/naive-reconcile-sqlite.ts";

const CLASSIFY = { map: classifyWithMaps, sqlite: classifyWithSqlite } as const;

function measured(side: Side, count: number): SideResult {
  const { ms, cpuMs, found } =
    side === "ours" ? classifyWithSieve(count) : reference(CLASSIFY[side], makeWorld(count));
  const lines = [...found].sort(([a], [b]) => a - b).map(([row, kinds]) => `${row} ${kinds}\n`);
  return {
    ms,
    cpuMs,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    foundCount: found.size,
    digest: createHash("sha256").update(lines.join("")).digest("hex"),
  };
}

function reference(classify: (world: World) => Map<number, string>, world: World): Classified {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const found = classify(world);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000, found };
}

const [, , side, count] = process.argv;
const asked = SIDES.find((each) => each === side);
if (asked === undefined) throw new Error(`which side? ${SIDES.join(", ")}`);
console.log(JSON.stringify(measured(asked, Number(count))));
