import { canonicalCaseCode } from "./case-code.ts";
import type { CaseLabel } from "./kept-records.ts";
import { type LineFault, requireNoFaults } from "./line-fault.ts";

/** The labels in canonical form, in the order of their packs; refused for every one that can not be. */
export function checkCaseLabels(cases: readonly CaseLabel[], packCount: number): readonly CaseLabel[] {
  const faults: LineFault[] = [];
  const seen = new Map<string, number>();
  const read = cases.flatMap((label, at) => {
    const line = at + 1;
    const code = canonicalCaseCode(label.code);
    if (code === null) {
      faults.push({ line, code: null, failure: "case-label-malformed", facts: {} });
      return [];
    }
    const problem = problemOf(label, packCount);
    const firstLine = seen.get(code);
    if (problem !== null) faults.push(wrong(line, label.code, problem));
    if (firstLine !== undefined) faults.push(wrong(line, label.code, `named in line ${firstLine} already`));
    seen.set(code, firstLine ?? line);
    return [{ ...label, code, line }];
  });
  const ordered = read.sort(byPlace);
  faults.push(...overlaps(ordered));
  requireNoFaults(faults);
  return ordered.map(({ code, level, from, to }) => ({ code, level, from, to }));
}

type ReadLabel = CaseLabel & { readonly line: number };

function problemOf({ from, to }: CaseLabel, packCount: number): string | null {
  if (from >= to) return "it holds no pack";
  return to > packCount ? `the batch has only ${packCount} packs` : null;
}

/**
 * A pack lies in one case of each level at most, and a 中码 lies inside one 大码 or outside all: with the outer
 * case before its inner ones, each label ends before the one that it began in.
 */
function overlaps(ordered: readonly ReadLabel[]): LineFault[] {
  const faults: LineFault[] = [];
  const open: ReadLabel[] = [];
  for (const label of ordered) {
    while ((open.at(-1)?.to ?? label.from + 1) <= label.from) open.pop();
    const outer = open.at(-1);
    const isNested = outer === undefined || (outer.level > label.level && label.to <= outer.to);
    if (!isNested) faults.push(wrong(label.line, label.code, `it shares packs with line ${outer.line}`));
    else open.push(label);
  }
  return faults;
}

function wrong(line: number, code: string, problem: string): LineFault {
  return { line, code, failure: "case-labels-wrong", facts: { case: code, problem } };
}

function byPlace(a: ReadLabel, b: ReadLabel): number {
  return a.from - b.from || b.level - a.level || b.to - a.to || a.line - b.line;
}
