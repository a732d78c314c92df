import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isThere, ROOT, readSource } from "../sources/repository.ts";
import { GENERATED_FILES } from "./generated-files.ts";

/** Writes what is not as it should be; with `--check` only names it. Names given choose among the files. */
async function generate(args: readonly string[]): Promise<void> {
  const isCheck = args.includes("--check");
  const names = args.filter((arg) => !arg.startsWith("--"));
  const chosen = GENERATED_FILES.filter(
    (it) => names.length === 0 || names.some((name) => it.path.includes(name)),
  );
  let staleCount = 0;
  for (const { path: file, render } of chosen) {
    const text = await render();
    if (isThere(file) && readSource(file).text === text) continue;
    staleCount += 1;
    console.log(isCheck ? `${file} is not what \`npm run docs\` writes` : `wrote ${file}`);
    if (isCheck) continue;
    mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
    writeFileSync(path.join(ROOT, file), text);
  }
  if (staleCount === 0) console.log(`${chosen.length} generated files are fresh`);
  if (isCheck && staleCount > 0) process.exitCode = 1;
}

await generate(process.argv.slice(2));
