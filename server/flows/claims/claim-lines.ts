import type { ClaimLine } from "../../domain/adjudication/adjudication-input.ts";
import type { ClaimTerms } from "../../domain/claims/claim-requests.ts";
import type { EvidenceRef, UncodedLine } from "../../domain/claims/claim-rows.ts";
import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import { standingLines } from "../../domain/judge-return-line.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { ProductRow } from "../../domain/read-model.ts";
import type { UncodedItem } from "./claim-words.ts";
import { type FeePorts, feeLinesOf } from "./fee-lines.ts";

export type LinesOf = {
  readonly evidence: readonly EvidenceRef[];
  readonly uncodedLines: readonly UncodedLine[];
  readonly uncodedItems: readonly UncodedItem[];
  readonly terms: ClaimTerms;
};

/**
 * The lines that the rules are applied to: what stands of each dispense, services of encounters, and the
 * rest.
 */
export async function claimLines(
  ports: FeePorts,
  view: LedgerView,
  of: LinesOf,
): Promise<readonly ClaimLine[]> {
  const lines: Omit<ClaimLine, "lineNumber">[] = [];
  for (const { kind, id } of of.evidence) {
    if (kind === "dispense") {
      const row = (await view.dispense(id)) ?? fail("evidence-unknown", { evidence: id });
      lines.push(...(await dispenseLines(view, row, of.terms)));
    } else lines.push(...(await serviceLines(ports, view, id, of.terms)));
  }
  for (const [nth, { fen }] of of.uncodedLines.entries()) {
    const item = of.uncodedItems[nth];
    if (item === undefined) return fail("could-not-look", { missing: "the claim's uncoded items" });
    const { itemCode, quantityE4 } = item;
    const kind = "uncoded";
    lines.push({ ...marksOf(of.terms), itemCode, quantityE4: BigInt(quantityE4), amountFen: fen, kind });
  }
  return lines.map((line, nth) => ({ lineNumber: nth + 1, ...line }));
}

/** The standing part of a dispense in fen: what a claim may count of it. */
export async function standingFenOf(view: LedgerView, row: DispenseRow): Promise<bigint> {
  const standing = standingLines(row, await view.aftermathOf(row.id));
  return standing.reduce((sum, line) => sum + (line.standing === 0 ? 0n : line.standingFen), 0n);
}

async function dispenseLines(
  view: LedgerView,
  row: DispenseRow,
  terms: ClaimTerms,
): Promise<readonly Omit<ClaimLine, "lineNumber">[]> {
  const lines: Omit<ClaimLine, "lineNumber">[] = [];
  for (const { line, standing, standingFen } of standingLines(row, await view.aftermathOf(row.id))) {
    if (standing === 0) continue;
    const batch = (await view.batch(line.batch)) ?? fail("could-not-look", { missing: "batch" });
    const product = (await view.product(batch.product)) ?? fail("could-not-look", { missing: "product" });
    const units = line.units === 0 ? product.unitsPerPack : standing;
    const quantityE4 = (BigInt(units) * QUANTITY_SCALE) / BigInt(product.unitsPerPack);
    const itemCode = nhsaCodeOf(product);
    lines.push({ ...marksOf(terms), itemCode, quantityE4, amountFen: standingFen, kind: "drug" });
  }
  return lines;
}

async function serviceLines(
  ports: FeePorts,
  view: LedgerView,
  encounter: `0x${string}`,
  terms: ClaimTerms,
): Promise<readonly Omit<ClaimLine, "lineNumber">[]> {
  const row = (await view.encounter(encounter)) ?? fail("evidence-unknown", { evidence: encounter });
  const fees = await feeLinesOf(ports, row);
  return fees
    .filter(({ kind }) => kind === "service")
    .map(({ itemCode, quantityE4, amountFen, hospitalMark }) => ({
      ...marksOf(terms),
      hospitalMark,
      itemCode,
      quantityE4,
      amountFen,
      kind: "service",
    }));
}

function marksOf(
  terms: ClaimTerms,
): Pick<ClaimLine, "hospitalMark" | "approval" | "diagnosisCode" | "doctorCode"> {
  const { diagnosisCode, doctorCode } = terms;
  return { hospitalMark: "unmarked", approval: null, diagnosisCode, doctorCode };
}

/** `med_list_codg`; a product that the bureau admitted without one is own pay. */
function nhsaCodeOf(product: ProductRow): string | null {
  return product.codes.find(({ scheme }) => scheme === "nhsa")?.value ?? null;
}

/** `cnt` is scaled by ten thousand. */
const QUANTITY_SCALE = 10_000n;
