import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { showSteps, stepsOf } from "./counterexample.ts";

/** What the checker says of one model: every assertion holds, one is broken (and how), or it could not tell. */
export type Verdict =
  | { readonly kind: "safe"; readonly assertionCount: number }
  | { readonly kind: "broken"; readonly counterexample: string }
  | { readonly kind: "not-told"; readonly why: string };

type Message = { readonly severity: string; readonly errorCode: string; readonly formattedMessage: string };

/** What we use of the compiler; its own types know nothing of the solver's callback. */
type Solc = {
  version: () => string;
  compile: (input: string, callbacks: Record<string, (text: string) => Record<string, string>>) => string;
};

const SOLVER_SEC_MAX = 170;
const COUNTEREXAMPLE_SEC_MAX = 30;
const Z3_OPTIONS = [
  "rewriter.pull_cheap_ite=true",
  "fp.spacer.q3.use_qgen=true",
  "fp.spacer.mbqi=false",
  "fp.spacer.ground_pobs=false",
];
/** Or the solver folds calls into one another, and a counterexample does not name them. */
const KEEP_EVERY_CALL = ["slice", "inline_linear", "inline_eager"].map((it) => `fp.xform.${it}=false`);
const NOT_WRITTEN_OUT = "z3 refutes it, and did not write the calls out in time";
const SAFE = "9576";
/** "might happen" is said of what the solver gave up on. */
const BROKEN = "Assertion violation happens here";

// The package is CommonJS without types for callbacks; `Solc` names the two functions that it has.
const solc = createRequire(import.meta.url)("solc") as Solc;

export const solcVersion = (): string => solc.version();

/** `undefined` where there is no z3 to ask. */
export function z3Version(): string | undefined {
  const asked = spawnSync("z3", ["--version"], { encoding: "utf8" });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

/** Asks whether any assertion of the contract can fail, after any sequence of calls. */
export function prove(model: { contract: string; sources: Record<string, string> }): Verdict {
  const folder = mkdtempSync(path.join(os.tmpdir(), "caretrail-formal-"));
  try {
    const counterexamples: string[] = [];
    const output = solc.compile(JSON.stringify(inputOf(model.sources, model.contract)), {
      smtSolver: (query) => {
        const { contents, counterexample } = solve(query, folder);
        if (counterexample !== undefined) counterexamples.push(counterexample);
        return { contents };
      },
    });
    // The compiler's standard output has this list, or none where it has nothing to say.
    const messages = (JSON.parse(output) as { errors?: Message[] }).errors ?? [];
    return judge(messages, model.sources["Model.sol"] ?? "", counterexamples);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inputOf(sources: Record<string, string>, contract: string): object {
  const modelChecker = {
    engine: "chc",
    targets: ["assert"],
    contracts: { "Model.sol": [contract] },
    solvers: ["smtlib2"],
    showProvedSafe: true,
    showUnproved: true,
    showUnsupported: true,
    timeout: 0,
  };
  const contents = Object.entries(sources).map(([name, content]) => [name, { content }]);
  const settings = { evmVersion: "cancun", modelChecker, outputSelection: { "*": { "*": ["abi"] } } };
  return { language: "Solidity", sources: Object.fromEntries(contents), settings };
}

type Answer = { readonly contents: string; readonly counterexample?: string };

/** One assertion's question. That it has no invariant is asked again for its proof, which is the counterexample. */
function solve(query: string, folder: string): Answer {
  const contents = ask(query, folder, Z3_OPTIONS);
  if (!contents.startsWith("unsat")) return { contents };
  const asked = `(set-option :produce-proofs true)\n${query}\n(get-proof)\n`;
  // Where the long way takes too long, the short one still names some of the calls.
  const short = [...Z3_OPTIONS, `-T:${COUNTEREXAMPLE_SEC_MAX}`];
  const long = ask(asked, folder, [...short, ...KEEP_EVERY_CALL]);
  const proof = long.startsWith("unsat") ? long : ask(asked, folder, short);
  const steps = stepsOf(proof);
  return { contents, counterexample: steps.length > 0 ? showSteps(steps) : NOT_WRITTEN_OUT };
}

function ask(query: string, folder: string, options: readonly string[]): string {
  const file = path.join(folder, "query.smt2");
  writeFileSync(file, query);
  // Of two limits z3 takes the last.
  const words = ["-smt2", `-T:${SOLVER_SEC_MAX}`, ...options, file];
  return spawnSync("z3", words, { encoding: "utf8", maxBuffer: 1 << 29 }).stdout;
}

function judge(messages: readonly Message[], text: string, counterexamples: readonly string[]): Verdict {
  const broken = messages.find((message) => message.formattedMessage.includes(BROKEN));
  if (broken !== undefined) {
    const assertion = /\|\s*(assert\([^\n]*)/.exec(broken.formattedMessage)?.[1] ?? broken.formattedMessage;
    return { kind: "broken", counterexample: [assertion, ...counterexamples].join("\n") };
  }
  const safeCount = messages.filter((message) => message.errorCode === SAFE).length;
  const assertionCount = [...text.matchAll(/\bassert\(/g)].length;
  const others = messages.filter((message) => message.errorCode !== SAFE && isOfProof(message));
  if (safeCount === assertionCount && others.length === 0) return { kind: "safe", assertionCount };
  const why = others.map((message) => message.formattedMessage).join("\n");
  return { kind: "not-told", why: `${safeCount} of ${assertionCount} assertions proved\n${why}` };
}

/** Also what the checker cannot express, which it would otherwise leave out in silence; not the compiler's taste. */
function isOfProof(message: Message): boolean {
  return message.severity === "error" || /CHC|SMTChecker|Assertion checker/.test(message.formattedMessage);
}
