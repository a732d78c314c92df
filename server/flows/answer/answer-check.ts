import { businessDayOf } from "../../domain/business-day.ts";
import { checkWords } from "../../domain/check-words.ts";
import { fail } from "../../domain/failure.ts";
import type { PackRef } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { CheckAnswer, CheckedReceipt } from "../../domain/scan-answers.ts";
import { parseTraceCode, writtenTraceCode } from "../../domain/trace-code.ts";
import { traceCodeFailure } from "../../domain/trace-code-failure.ts";
import { findPacks, missingEpochs } from "../find-packs.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming } from "./naming.ts";

/** A box in somebody's hand, and the token of its receipt; null: none was printed. */
export type CheckAsked = { readonly code: string; readonly receiptToken: string | null };

type Box = Omit<CheckAnswer, "words">;

/**
 * What a person may know of a box without naming anybody: what is printed on it, whether it was recalled,
 * and, to whoever holds the receipt that handed it over, that dispense and no other.
 */
export async function answerCheck(
  ports: AnswerPorts,
  { code: scan, receiptToken }: CheckAsked,
  nowSec: number,
): Promise<CheckAnswer> {
  const reading = parseTraceCode(scan);
  if (!reading.ok) {
    const { failure, facts } = traceCodeFailure(reading);
    return fail(failure, facts);
  }
  const code = writtenTraceCode(reading.canonical);
  return ports.reader.view(async (view) => {
    const [[first, ...rivals] = []] = await findPacks([reading.canonical], { view, vault: ports.vault });
    if (first === undefined) {
      const epochs = await missingEpochs({ view, vault: ports.vault });
      if (epochs.length > 0) fail("could-not-look", { missing: epochs.map((epoch) => `key epoch ${epoch}`) });
      return worded({ ...UNKNOWN, code, asOf: view.asOf });
    }
    const naming = createNaming(view);
    const packs = [first, ...rivals];
    const receipt =
      receiptToken === null ? null : await receiptOf(ports, { view, naming, packs, token: receiptToken });
    const box = await boxOf(ports, { naming, pack: receipt?.pack ?? first, nowSec });
    const told = receipt?.told ?? null;
    return worded({ ...box, code, isReceiptOfPack: told !== null, receipt: told, asOf: view.asOf });
  });
}

const UNKNOWN: Omit<Box, "code" | "asOf"> = {
  isKnown: false,
  product: null,
  batchNumber: null,
  lastDay: null,
  isRecalled: false,
  isExpired: false,
  isReceiptOfPack: false,
  receipt: null,
};

function worded(box: Box): CheckAnswer {
  return { ...box, words: checkWords(box) };
}

async function boxOf(
  { zone }: AnswerPorts,
  { naming, pack, nowSec }: { naming: Naming; pack: PackRef; nowSec: number },
): Promise<Omit<Box, "code" | "asOf" | "isReceiptOfPack" | "receipt">> {
  const batch = await naming.batch(pack.batch);
  const { name, unit } = await naming.product(batch.product);
  return {
    isKnown: true,
    product: { name, unit },
    batchNumber: batch.batchNumber,
    lastDay: businessDayOf(batch.expiresAtSec - 1, zone),
    isRecalled: batch.status === "recalled",
    isExpired: nowSec >= batch.expiresAtSec,
  };
}

type Sought = {
  readonly view: LedgerView;
  readonly naming: Naming;
  readonly packs: readonly PackRef[];
  readonly token: string;
};

/** Every dispense of the pack is held against the token, so that how long it takes tells nothing of which. */
async function receiptOf(
  { vault }: AnswerPorts,
  { view, naming, packs, token }: Sought,
): Promise<{ pack: PackRef; told: CheckedReceipt } | null> {
  let found: { pack: PackRef; told: CheckedReceipt } | null = null;
  for (const pack of packs) {
    for (const id of (await view.pack(pack)).dispenses) {
      if (vault.isReceiptToken(id, token))
        found = { pack, told: await tellReceipt(view, naming, { pack, id }) };
    }
  }
  return found === null ? null : { ...found, told: { ...found.told, isContested: packs.length > 1 } };
}

async function tellReceipt(
  view: LedgerView,
  naming: Naming,
  { pack, id }: { pack: PackRef; id: `0x${string}` },
): Promise<CheckedReceipt> {
  const row = await view.dispense(id);
  if (row === null) throw new Error(`a pack names the dispense ${id}, which the index does not have`);
  const isOfPack = (line: PackRef): boolean => line.batch === pack.batch && line.index === pack.index;
  const handed = row.lines.filter(isOfPack);
  const { reversals } = await view.aftermathOf(id);
  const returned = reversals.flatMap(({ lines }) => lines).filter(isOfPack);
  const batch = await naming.batch(pack.batch);
  const amountOf = (lines: typeof handed): number =>
    lines.reduce((sum, { units }) => sum + Math.max(units, 1), 0);
  return {
    provenance: batch.provenance,
    maker: (await naming.institution(batch.maker)).name,
    institution: (await naming.institution(row.institution)).name,
    dispensedAtSec: row.dispensedAtSec,
    units: handed.reduce((sum, { units }) => sum + units, 0),
    isReversed: returned.length > 0 && amountOf(returned) >= amountOf(handed),
    isContested: false,
  };
}
