import { enableCompileCache } from "node:module";

/**
 * The embedded node's own process: `node server/node/main.ts SETTINGS [migrate]`. Exit codes: 0 stopped or
 * migrated, 1 a fault, 2 refused (the reason says what to do).
 *
 * Everything else is imported after the compile cache is on: it makes a start three times faster, and a node
 * that was killed is missed every moment until it is back.
 */
const argument = process.argv[2] ?? "";
const cacheDirectory = compileCacheIn(argument);
if (cacheDirectory !== null) enableCompileCache(cacheDirectory);
const { runNode } = await import("./node-process.ts");
await runNode(argument, process.argv[3]);

/** Reads one setting early; settings.ts says what is wrong with the rest. */
function compileCacheIn(json: string): string | null {
  const match = /"compileCacheDir"\s*:\s*("(?:[^"\\]|\\.)+")/.exec(json);
  if (match?.[1] === undefined) return null;
  const directory: unknown = JSON.parse(match[1]);
  return typeof directory === "string" ? directory : null;
}
