import { readSource } from "../scripts/sources/repository.ts";

const HEAD = "// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\n";

/** A model with the files that it imports, which are made anew out of the contracts as they stand. */
export function modelSources(model: string): Record<string, string> {
  const { text } = readSource(`formal/models/${model}.sol`);
  return {
    "Model.sol": spelledOut(text),
    "Shipped.sol": shippedRules(),
  };
}

/**
 * Writes the questions to the shipped tables out where a model asks them: each call that is left costs the solver
 * more than what it asks.
 */
function spelledOut(model: string): string {
  const claims = readSource("contracts/interfaces/IClaimLedger.sol").text;
  const forms = readSource("contracts/libraries/ClaimForms.sol").text;
  const granted = /return\b([^;]*);/.exec(blockOf(forms, "function isGranted("))?.[1] ?? "";
  const changes = namedChanges(claims, readSource("contracts/libraries/Lifecycles.sol").text);
  const fromsOf = (to: string): string =>
    changes.flatMap((pair) => (pair.to === to ? [`_state == ${pair.from}`] : [])).join(" || ");
  return model
    .replace("// The shipped body of Awards.approvedFen stands here.", shippedAward)
    .replace(/Shipped\.allows\(_state, (ClaimState\.\w+)\)/g, (_, to: string) => `(${fromsOf(to)})`)
    .replace(/Shipped\.isGranted\(_state\)/g, `(${granted.replace(/\bstate\b/g, "_state")})`);
}

/** What decides about states and pauses. Pure functions are taken word for word, bit tables spelled out. */
function shippedRules(): string {
  const claims = readSource("contracts/interfaces/IClaimLedger.sol").text;
  const forms = readSource("contracts/libraries/ClaimForms.sol").text;
  const acts = readSource("contracts/libraries/Acts.sol").text;
  const names = ["isGranted", "holdsInvoice", "refusalOf"];
  return [
    HEAD,
    blockOf(claims, "enum ClaimState"),
    blockOf(acts, "enum Act"),
    "library Shipped {",
    ...names.map((name) => blockOf(forms, `function ${name}(`)),
    changesAsComparisons(claims, readSource("contracts/libraries/Lifecycles.sol").text),
    stopsAsComparisons(acts),
    "}",
  ].join("\n");
}

/**
 * The body of Awards.approvedFen as it stands but for this: its parameters are plain numbers; of the loop over fund
 * parts only what may come of it (any sum, well formed or not); reverts that tell nothing; and no return, after
 * which the model asserts.
 */
function shippedAward(): string {
  const library = readSource("contracts/libraries/Awards.sol").text;
  const limit = lineOf(readSource("contracts/libraries/Limits.sol").text, "uint64 constant CLAIM_FEN_MAX");
  const replaced: [RegExp, string][] = [
    [/^[^{]*\{/, ""],
    [/\}$/, ""],
    [/award\.fundParts\.length <= FUND_PARTS_PER_AWARD_MAX/, "isAnyWellFormed"],
    [/for \(uint256 i = 0; [^{]*\{[^}]*\}/, "fundFen = anyFen;"],
    [/Fen\.unwrap\((?:award|content)\.(\w+)\)/g, "uint256($1)"],
    [/revert IClaimLedger\.[^;]*;/g, "revert();"],
    [/return uint40\(fundFen\);/, ""],
    [/$/, `uint256 claimFenMax = ${/=([^;]*);/.exec(limit)?.[1] ?? ""};`],
  ];
  return replaced.reduce(
    (text, [pattern, by]) => {
      if (text.search(pattern) < 0) throw new Error(`Awards.sol no longer has ${pattern}`);
      return text.replace(pattern, by);
    },
    blockOf(library, "function approvedFen("),
  );
}

/** Every pair that the claims' table has a bit for, from its rows of 16 bits. */
export function claimChanges(lifecycles: string): { from: number; to: number }[] {
  const word = /constant CLAIM =\s*0x([0-9a-f_]+);/.exec(lifecycles)?.[1];
  if (word === undefined) throw new Error("Lifecycles.sol has no table of claims");
  const table = BigInt(`0x${word.replaceAll("_", "")}`);
  const pairs = Array.from({ length: 256 }, (_, at) => ({ from: at >> 4, to: at & 15, at: BigInt(at) }));
  return pairs.filter(({ at }) => ((table >> at) & 1n) === 1n).map(({ from, to }) => ({ from, to }));
}

/** The acts that Acts.sol stops while the ledger is paused. */
export function stoppedActs(acts: string): string[] {
  const word = /constant STOPPED_BY_PAUSE =([^;]*);/.exec(acts)?.[1];
  if (word === undefined) throw new Error("Acts.sol does not say what a pause stops");
  return [...word.matchAll(/Act\.(\w+)/g)].map((match) => match[1] ?? "");
}

/** A solver reasons badly about shifts by unknown amounts, and well about comparisons. */
function changesAsComparisons(claims: string, lifecycles: string): string {
  const pairs = namedChanges(claims, lifecycles).map(({ from, to }) => `(from == ${from} && to == ${to})`);
  const head = "function allows(ClaimState from, ClaimState to) internal pure returns (bool)";
  return `${head} { return ${pairs.join(" || ")}; }`;
}

function namedChanges(claims: string, lifecycles: string): { from: string; to: string }[] {
  const body = blockOf(claims, "enum ClaimState").replace(/\/\/.*$/gm, "");
  const states = [...(/\{([^}]*)\}/.exec(body)?.[1] ?? "").matchAll(/\w+/g)].map((match) => match[0]);
  const nameOf = (index: number): string => `ClaimState.${states[index] ?? "None"}`;
  return claimChanges(lifecycles).map(({ from, to }) => ({ from: nameOf(from), to: nameOf(to) }));
}

function stopsAsComparisons(acts: string): string {
  const stops = stoppedActs(acts).map((act) => `act == Act.${act}`);
  const head = "function stopsWhilePaused(Act act) internal pure returns (bool)";
  return `${head} { return ${stops.join(" || ")}; }`;
}

/** From `start` to the end of its braces. */
function blockOf(text: string, start: string): string {
  const from = text.indexOf(start);
  let depth = 0;
  for (let at = text.indexOf("{", from); from >= 0 && at >= 0 && at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return text.slice(from, at + 1);
  }
  throw new Error(`no "${start}" in the contracts: the models need a new name for it`);
}

function lineOf(text: string, start: string): string {
  const line = text.split("\n").find((each) => each.trimStart().startsWith(start));
  if (line === undefined) throw new Error(`no "${start}" in the contracts`);
  return line;
}
