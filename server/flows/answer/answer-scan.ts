import type { Facts } from "../../domain/failure.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import type { PackRef } from "../../domain/ids.ts";
import type { LineRefusal } from "../../domain/judge-dispense-line.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { type NearCode, nearCodesOfScan } from "../../domain/near-codes.ts";
import type { Principal } from "../../domain/principal.ts";
import type { ScanAnswer, ScansAnswer, ScanUse } from "../../domain/scan-answers.ts";
import { wordsOfFault } from "../../domain/scan-words.ts";
import { type ScanPurpose, shortestFix } from "../../domain/shortest-fix.ts";
import { readScan, writtenTraceCode } from "../../domain/trace-code.ts";
import type { ScanReading } from "../../domain/trace-code-form.ts";
import { findPacks, missingEpochs } from "../find-packs.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { judgeScannedCase, judgeScannedUse } from "./judge-scanned-use.ts";
import { createNaming, type Naming } from "./naming.ts";
import { maySeePack } from "./pack-facts.ts";
import { rememberingView } from "./remembering-view.ts";

/** Scans as they came, what they are for, and when; null: only what they are. */
export type ScansAsked = {
  readonly scans: readonly string[];
  readonly purpose: ScanPurpose | null;
  readonly atSec: number;
};

/**
 * What raw scans are. A code near to one that was damaged is proposed, never taken for it; one that only the
 * ledger can tell is proposed only where the principal may see its pack, so that a guess tells nobody what
 * another holds.
 */
export function answerScans(
  ports: AnswerPorts,
  principal: Principal,
  { scans, purpose, atSec }: ScansAsked,
): Promise<ScansAnswer> {
  return ports.reader.view(async (pinned) => {
    const view = rememberingView(pinned);
    const look: Look = {
      view,
      vault: ports.vault,
      naming: createNaming(pinned),
      principal,
      records: ports.records,
    };
    const read = scans.map((scan) => ({ scan, reading: readScan(scan) }));
    const found = await findPacks(
      read.map(({ reading }) => (reading.ok && reading.scheme !== "sscc" ? reading.canonical : "")),
      look,
    );
    const answers = await Promise.all(
      read.map(({ scan, reading }, at) => {
        const packs = reading.ok && reading.scheme !== "sscc" ? (found[at] ?? []) : [];
        return answerOne(look, { scan, reading, packs, purpose, atSec });
      }),
    );
    return { scans: answers, asOf: view.asOf };
  });
}

type Look = {
  readonly view: LedgerView;
  readonly vault: AnswerPorts["vault"];
  readonly naming: Naming;
  readonly principal: Principal;
  readonly records: AnswerPorts["records"];
};

type Scanned = {
  readonly scan: string;
  readonly reading: ScanReading;
  /** The first manifest's first. */
  readonly packs: readonly PackRef[];
  readonly purpose: ScanPurpose | null;
  readonly atSec: number;
};

async function answerOne(look: Look, scanned: Scanned): Promise<ScanAnswer> {
  const { reading, packs, purpose } = scanned;
  const [pack = null] = packs;
  const seen = pack !== null && (await maySeePack(look, pack)) ? pack : null;
  const contents = pack === null ? await contentsOf(look, reading) : null;
  const near = contents === null ? await nearOf(look, scanned, seen) : NOT_NEAR;
  const answer = {
    ...toldOf(reading),
    ...(contents === null ? {} : ({ level: "case" } as const)),
    contents,
    product: await productOf(look, reading),
    pack: seen,
    fault: near.faults[0] ?? null,
    faults: near.faults,
    near: near.canonical === null ? null : writtenTraceCode(near.canonical),
    words: near.faults[0] === undefined ? null : wordsOfFault(near.faults[0]),
  };
  return { ...answer, use: purpose === null ? null : await useOf(look, { ...scanned, purpose }, answer) };
}

type Told = Pick<
  ScanAnswer,
  "scheme" | "level" | "canonical" | "gtin" | "tracePrefix" | "serial" | "lastDay" | "batchNumber"
>;

const NOTHING: Told = {
  scheme: null,
  level: null,
  canonical: null,
  gtin: null,
  tracePrefix: null,
  serial: null,
  lastDay: null,
  batchNumber: null,
};

function toldOf(reading: ScanReading): Told {
  if (!reading.ok) return NOTHING;
  const canonical = writtenTraceCode(reading.canonical);
  if (reading.scheme === "sscc") return { ...NOTHING, scheme: "sscc", level: "case", canonical };
  const { scheme, gtin, tracePrefix, serial, expiry: lastDay, lot: batchNumber } = reading;
  return { scheme, level: "pack", canonical, gtin, tracePrefix, serial, lastDay, batchNumber };
}

const NOT_NEAR: Near = { faults: [], canonical: null };

type Near = { readonly faults: ScanAnswer["faults"]; readonly canonical: string | null };

/** What the form alone proposes, or else what stands on the ledger where this principal may see it. */
async function nearOf(look: Look, { scan, reading }: Scanned, seen: PackRef | null): Promise<Near> {
  const faults = reading.ok ? [] : reading.faults;
  if (!reading.ok && reading.near !== null) return { faults, canonical: reading.near };
  if (seen !== null) return { faults, canonical: null };
  const guess = await visibleOf(look, nearCodesOfScan(scan, reading));
  if (guess === null) return { faults, canonical: null };
  return { faults: reading.ok ? [guess.fault] : faults, canonical: guess.canonical };
}

async function visibleOf(look: Look, guesses: readonly NearCode[]): Promise<NearCode | null> {
  if (guesses.length === 0) return null;
  const found = await findPacks(
    guesses.map(({ canonical }) => canonical),
    look,
  );
  const visible: NearCode[] = [];
  for (const [at, guess] of guesses.entries()) {
    const [pack] = found[at] ?? [];
    if (pack !== undefined && (await maySeePack(look, pack))) visible.push(guess);
  }
  // Of two that fit equally well neither is proposed: whoever reads it would take the first for the right
  // one.
  const [only] = visible;
  return visible.length === 1 && only !== undefined ? only : null;
}

/**
 * What lies in the case of this code, by a label document that the ledger pins. A 大码 has the form of a pack's
 * code, so every code that names no pack is looked for.
 */
async function contentsOf(look: Look, reading: ScanReading): Promise<ScanAnswer["contents"]> {
  if (!reading.ok || reading.scheme === "gs1") return null;
  for (const { batch: id, from, to, level, labelsHash } of await look.records.casesNamed(reading.canonical)) {
    const batch = await look.view.batch(id);
    if (batch?.labelsHash !== labelsHash) continue;
    if (await maySeePack(look, { batch: id, index: from })) return { batch: id, from, to, level };
  }
  return null;
}

/** The catalogue is every member's. */
async function productOf({ view }: Look, reading: ScanReading): Promise<ScanAnswer["product"]> {
  if (!reading.ok || reading.scheme === "sscc") return null;
  const { gtin, tracePrefix } = reading;
  const value = tracePrefix ?? gtin;
  if (value === null) return null;
  const scheme = tracePrefix === null ? "gtin" : "trace-prefix";
  const product = await view.productByCode({ scheme, value });
  return product === null ? null : { id: product.id, name: product.name };
}

async function useOf(
  look: Look,
  scanned: Scanned & { readonly purpose: ScanPurpose },
  { near, canonical, contents }: Pick<ScanAnswer, "near" | "canonical" | "contents">,
): Promise<ScanUse> {
  const { reading, purpose, atSec } = scanned;
  if (!reading.ok) {
    const isBarcode = reading.faults.includes("product-barcode");
    const failure = isBarcode ? "product-barcode-scanned" : "trace-code-malformed";
    const [fault] = reading.faults;
    const facts = { fault, faults: reading.faults, near };
    return { purpose, isUsable: false, failure, facts, fix: wordsOfFault(fault) };
  }
  if (reading.scheme === "sscc" || contents !== null) {
    const refusal = await judgeScannedCase(look, { purpose, contents });
    if (refusal === null)
      return { purpose, isUsable: true, failure: null, facts: { pack: canonical }, fix: null };
    return refused(purpose, refusal.failure, { pack: canonical, ...refusal.facts });
  }
  if (scanned.packs.length === 0) {
    const missing = (await missingEpochs(look)).map((epoch) => `key epoch ${epoch}`);
    if (missing.length > 0) return refused(purpose, "could-not-look", { missing });
  }
  const { packs } = scanned;
  const code = writtenTraceCode(reading.canonical);
  const refusal: LineRefusal | null = await judgeScannedUse(look, { purpose, code, packs, atSec });
  if (refusal === null) return { purpose, isUsable: true, failure: null, facts: { pack: code }, fix: null };
  return refused(purpose, refusal.failure, {
    pack: code,
    ...refusal.facts,
    ...(near === null ? {} : { near }),
  });
}

function refused(purpose: ScanPurpose, failure: FailureCode, facts: Facts): ScanUse {
  return { purpose, isUsable: false, failure, facts, fix: shortestFix(failure, purpose, facts) };
}
