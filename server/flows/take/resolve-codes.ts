import type { Facts } from "../../domain/failure.ts";
import type { PackRef } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { LineFault } from "../../domain/line-fault.ts";
import type { Vault } from "../../domain/ports.ts";
import { nearCodesOf, parseTraceCode, writtenTraceCode } from "../../domain/trace-code.ts";
import { traceCodeFailure } from "../../domain/trace-code-failure.ts";
import type { TraceCode } from "../../domain/trace-code-form.ts";
import { findPacks, missingEpochs } from "../find-packs.ts";

/** `group`: within one a code may stand once. `line` is what a fault is told under. */
export type CodeLine = { readonly text: string; readonly line: number; readonly group: number };

/** A line and the packs its code names, the one that stands first. */
export type NamedLine = {
  readonly line: number;
  readonly group: number;
  readonly code: string;
  readonly packs: readonly [PackRef, ...PackRef[]];
};

export type ResolvedCodes = { readonly named: readonly NamedLine[]; readonly faults: readonly LineFault[] };

type Read = { readonly at: CodeLine; readonly reading: TraceCode };
type Look = { readonly view: LedgerView; readonly vault: Vault };

/** Finds the packs of scanned codes; every code that names none has its fault. */
export async function resolveCodes(lines: readonly CodeLine[], look: Look): Promise<ResolvedCodes> {
  const { reads, faults } = readLines(lines);
  const found = await findPacks(
    reads.map(({ reading }) => reading.canonical),
    look,
  );
  const named: NamedLine[] = [];
  for (const [place, { at, reading }] of reads.entries()) {
    const code = writtenTraceCode(reading.canonical);
    const [first, ...others] = found[place] ?? [];
    if (first !== undefined) named.push({ line: at.line, group: at.group, code, packs: [first, ...others] });
    else faults.push({ line: at.line, code, ...(await explainUnknown(reading, look)) });
  }
  return { named, faults };
}

function readLines(lines: readonly CodeLine[]): { reads: Read[]; faults: LineFault[] } {
  const reads: Read[] = [];
  const faults: LineFault[] = [];
  const firstLines = new Map<string, number>();
  for (const at of lines) {
    const reading = parseTraceCode(at.text);
    if (!reading.ok) {
      faults.push({ line: at.line, code: null, ...traceCodeFailure(reading) });
      continue;
    }
    const name = `${at.group} ${reading.canonical}`;
    const firstLine = firstLines.get(name);
    if (firstLine === undefined) {
      firstLines.set(name, at.line);
      reads.push({ at, reading });
    } else {
      const code = writtenTraceCode(reading.canonical);
      faults.push({ line: at.line, code, failure: "trace-code-repeated", facts: { pack: code, firstLine } });
    }
  }
  return { reads, faults };
}

/** Not found and not able to look are different answers. A near code that is on the ledger is proposed. */
async function explainUnknown(
  reading: TraceCode,
  look: Look,
): Promise<{ failure: LineFault["failure"]; facts: Facts }> {
  const epochs = await missingEpochs(look);
  if (epochs.length > 0) {
    return { failure: "could-not-look", facts: { missing: epochs.map((epoch) => `key epoch ${epoch}`) } };
  }
  const near = nearCodesOf(reading.canonical);
  const found = await findPacks(
    near.map(({ canonical }) => canonical),
    look,
  );
  const place = found.findIndex((packs) => packs.length > 0);
  const guess = near[place];
  const pack = writtenTraceCode(reading.canonical);
  if (guess !== undefined) {
    const facts = { pack, fault: guess.fault, near: writtenTraceCode(guess.canonical) };
    return { failure: "trace-code-unknown", facts };
  }
  return {
    failure: "trace-code-unknown",
    facts: { pack, isProductKnown: await isProductKnown(reading, look) },
  };
}

async function isProductKnown(reading: TraceCode, { view }: Look): Promise<boolean> {
  const scheme = reading.tracePrefix === null ? "gtin" : "trace-prefix";
  const value = reading.tracePrefix ?? reading.gtin;
  return value !== null && (await view.productByCode({ scheme, value })) !== null;
}
