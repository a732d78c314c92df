import { CHECKS, type CheckResult } from "./check.ts";
import type { Outcome, Verification } from "./verify-bundle.ts";

const MARKS = {
  pass: "pass      ",
  fail: "FAIL      ",
  "not-looked": "not looked",
  nothing: "nothing   ",
} as const;

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  verified: "VERIFIED: what the bundle tells is on the ledger, and another institution saw the same chain.",
  refuted: "REFUTED: do not rely on this bundle.",
  unanchored:
    "UNANCHORED: the rest was looked at, but nobody beside the node's operator vouches for this chain.",
  "could-not-look": "COULD NOT LOOK at everything: what was looked at holds.",
};

/** What no bundle can prove. */
const LIMIT =
  "A bundle proves that these things happened. It does not prove that nothing happened since, nor that\n" +
  "anybody told the truth when it was recorded.";

const EXIT: Readonly<Record<Outcome, number>> = {
  verified: 0,
  refuted: 1,
  unanchored: 2,
  "could-not-look": 2,
};

export function exitCodeOf({ outcome }: Verification): number {
  return EXIT[outcome];
}

/** The verification in words that an auditor reads, a line for each check. */
export function reportText(verification: Verification): string {
  const { claim, checks, outcome } = verification;
  const lines = [`Claim ${claim ?? "(not readable)"}`, "", ...checks.flatMap(linesOf), ""];
  return `${[...lines, OUTCOMES[outcome], LIMIT].join("\n")}\n`;
}

function linesOf({ check, verdict, found, values }: CheckResult): string[] {
  const lines = [`${MARKS[verdict]}  ${check}: ${CHECKS[check]}`, `              ${found}`];
  if (verdict !== "fail") return lines;
  return [...lines, ...Object.entries(values).map(([name, value]) => `              ${name} = ${value}`)];
}
