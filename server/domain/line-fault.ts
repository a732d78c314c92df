import { type Facts, fail } from "./failure.ts";
import type { FailureCode } from "./failure-catalogue.ts";

/** What is wrong with one line of a request. `line` counts from 1, `code` is the trace code as written. */
export type LineFault = {
  readonly line: number;
  readonly code: string | null;
  readonly failure: FailureCode;
  readonly facts: Facts;
};

/** Refuses a request for all its bad lines; its code and facts are those of the first. */
export function failLines(faults: readonly [LineFault, ...LineFault[]]): never {
  const [first] = faults;
  fail(first.failure, { ...first.facts, lines: faults.map(tellLine) });
}

/** Goes on when no line is bad. */
export function requireNoFaults(faults: readonly LineFault[]): void {
  const [first, ...others] = [...faults].sort((a, b) => a.line - b.line);
  if (first !== undefined) failLines([first, ...others]);
}

function tellLine({ line, code, failure, facts }: LineFault): Facts {
  return { ...facts, line, code, failure };
}
