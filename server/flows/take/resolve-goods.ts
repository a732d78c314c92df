import { canonicalCaseCode, writtenCaseCode } from "../../domain/case-code.ts";
import { fail } from "../../domain/failure.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import type { PackRef, PackRun } from "../../domain/ids.ts";
import type { KeptRecords } from "../../domain/kept-records.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { LineFault } from "../../domain/line-fault.ts";
import type { Vault } from "../../domain/ports.ts";
import { CODES_PER_REQUEST_MAX } from "../../domain/request-limits.ts";
import { type CodeLine, type NamedLine, resolveCodes } from "./resolve-codes.ts";

/** A pack that was named, by its own code or by that of the case it lies in. */
export type NamedGoods = NamedLine & { readonly isInCase: boolean };
export type ResolvedGoods = { readonly named: readonly NamedGoods[]; readonly faults: readonly LineFault[] };

type Look = {
  readonly view: LedgerView;
  readonly vault: Vault;
  readonly records: Pick<KeptRecords, "casesNamed">;
};

/** What a code may be called when it is that of a case: no pack has it. */
const MAY_BE_CASES: ReadonlySet<FailureCode> = new Set([
  "trace-code-unknown",
  "trace-code-malformed",
  "could-not-look",
]);

/**
 * The packs of scanned codes, where 大码, 中码 and SSCC of cases stand for all the packs in them. A 大码 has the
 * form of a trace code, so a code is looked for among packs first.
 */
export async function resolveGoods(lines: readonly CodeLine[], look: Look): Promise<ResolvedGoods> {
  // Several codes may stand in one line: each goes under its place among all, and is told under its line.
  const places = lines.map((line, place) => ({ ...line, line: place }));
  const resolved = await resolveCodes(places, look);
  const named: NamedGoods[] = resolved.named.map((each) => ({ ...each, isInCase: false }));
  const faults: LineFault[] = [];
  let packCount = named.length;
  for (const fault of resolved.faults) {
    const place = places[fault.line];
    const found = place === undefined ? null : await caseOf(place, fault, look);
    if (found === null || place === undefined) faults.push(fault);
    else if (found.run === null) faults.push({ ...fault, ...found });
    else {
      packCount += found.run.to - found.run.from;
      if (packCount > CODES_PER_REQUEST_MAX) {
        fail("request-size-wrong", { what: "packs", count: packCount, max: CODES_PER_REQUEST_MAX });
      }
      named.push(...packsOfCase(found.run, { line: place.line, group: place.group, code: found.code }));
    }
  }
  const lineOf = (place: number): number => lines[place]?.line ?? place;
  return {
    named: withoutRepeated(named, faults).map((each) => ({ ...each, line: lineOf(each.line) })),
    faults: faults.map((fault) => toldUnder(fault, lineOf)),
  };
}

type FoundCase =
  | { readonly run: PackRun; readonly code: string }
  | {
      readonly run: null;
      readonly code: string;
      readonly failure: FailureCode;
      readonly facts: LineFault["facts"];
    };

/** Null: the fault stands, the text is no case's code either. */
async function caseOf(place: CodeLine, fault: LineFault, look: Look): Promise<FoundCase | null> {
  const canonical = MAY_BE_CASES.has(fault.failure) ? canonicalCaseCode(place.text) : null;
  if (canonical === null) return null;
  const code = writtenCaseCode(canonical);
  for (const { labelsHash, batch, from, to } of await look.records.casesNamed(canonical)) {
    const row = await look.view.batch(batch);
    // A document that the ledger does not pin, or no longer, says nothing.
    if (row !== null && row.labelsHash === labelsHash) return { run: { batch, from, to }, code };
  }
  if (!canonical.startsWith("sscc:")) return null;
  return { run: null, code, failure: "case-code-unknown", facts: { case: code } };
}

function packsOfCase(run: PackRun, under: Pick<NamedLine, "line" | "group" | "code">): NamedGoods[] {
  return Array.from({ length: run.to - run.from }, (_, nth) => ({
    ...under,
    packs: [{ batch: run.batch, index: run.from + nth }],
    isInCase: true,
  }));
}

/** A pack named by its own code and by its case, or by two cases, is named twice. */
function withoutRepeated(named: readonly NamedGoods[], faults: LineFault[]): NamedGoods[] {
  const first = new Map<string, NamedGoods>();
  const told = new Set<string>();
  return named.filter((each) => {
    if (each.packs.length > 1) return true;
    const name = `${each.group} ${nameOf(each.packs[0])}`;
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, each);
      return true;
    }
    const key = `${each.line} ${each.code}`;
    if (!told.has(key)) {
      const facts = { pack: each.code, firstLine: before.line };
      faults.push({ line: each.line, code: each.code, failure: "trace-code-repeated", facts });
    }
    told.add(key);
    return false;
  });
}

function nameOf({ batch, index }: PackRef): string {
  return `${batch}/${index}`;
}

function toldUnder(fault: LineFault, lineOf: (place: number) => number): LineFault {
  const { firstLine } = fault.facts;
  const facts =
    typeof firstLine === "number" ? { ...fault.facts, firstLine: lineOf(firstLine) } : fault.facts;
  return { ...fault, line: lineOf(fault.line), facts };
}
