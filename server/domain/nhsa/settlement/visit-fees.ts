import type { NhsaFault } from "../message.ts";
import type { FeeCancellation, FeeUpload, UploadedFeeLine } from "./message.ts";

/** One uploaded line of a visit as it stands. */
export type VisitFee = {
  readonly line: UploadedFeeLine;
  /** setl_id of the 2207 that settled it; null: open. */
  readonly settlementId: string | null;
};

/**
 * A 2204 beside what was uploaded before: a number stands once in a visit, and a charge number keeps its
 * disease. Fault paths are those of the message.
 */
export function addFees(
  standing: readonly VisitFee[],
  upload: FeeUpload,
): { readonly fees: readonly VisitFee[]; readonly faults: readonly NhsaFault[] } {
  const numbers = new Set(standing.map(({ line }) => line.feeNumber));
  const faults = upload.lines.flatMap((line, at): NhsaFault[] => {
    const place = { path: `input.feedetail[${at}]`, line: at + 1, facts: {} };
    const { disease } = line;
    const before = standing.find((fee) => fee.line.chargeNumber === line.chargeNumber && fee.line.disease);
    const isOther = disease !== null && before?.line.disease && before.line.disease.code !== disease.code;
    return [
      ...(numbers.has(line.feeNumber)
        ? [{ ...place, path: `${place.path}.feedetl_sn`, kind: "repeated-number" } as const]
        : []),
      ...(isOther ? [{ ...place, path: `${place.path}.dise_codg`, kind: "lines-disagree" } as const] : []),
    ];
  });
  const added = upload.lines.map((line) => ({ line, settlementId: null }));
  return { fees: faults.length > 0 ? standing : [...standing, ...added], faults };
}

/** What 2206 and 2207 settle: the open lines of a charge number. */
export function openLines(standing: readonly VisitFee[], chargeNumber: string): readonly UploadedFeeLine[] {
  return standing
    .filter(({ line, settlementId }) => line.chargeNumber === chargeNumber && settlementId === null)
    .map(({ line }) => line);
}

/** What a 2205 leaves. Settled lines of the charge number need a 2208 first; 0000 passes them over. */
export type FeesCancelled =
  | { readonly is: "cancelled"; readonly fees: readonly VisitFee[]; readonly cancelledCount: number }
  | { readonly is: "settled"; readonly settlementIds: readonly string[] };

export function cancelFees(
  standing: readonly VisitFee[],
  { chargeNumber }: Pick<FeeCancellation, "chargeNumber">,
): FeesCancelled {
  const isMeant = ({ line }: VisitFee): boolean =>
    chargeNumber === null || line.chargeNumber === chargeNumber;
  const settled = standing.filter(isMeant).flatMap(({ settlementId }) => settlementId ?? []);
  if (chargeNumber !== null && settled.length > 0) {
    return { is: "settled", settlementIds: [...new Set(settled)] };
  }
  const fees = standing.filter((fee) => !isMeant(fee) || fee.settlementId !== null);
  return { is: "cancelled", fees, cancelledCount: standing.length - fees.length };
}
