import type { ClosingBody } from "../../domain/claims/claim-body.ts";
import type { ClosingRequest, FeeLineRequest } from "../../domain/claims/encounter-requests.ts";
import { type FeeDocument, type FeeLine, feeLineText, wordsOfFeeLine } from "../../domain/claims/fee-line.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import { decimalOf, FEN_MAX, fenOf } from "../../domain/money.ts";
import { sealDocument } from "../document-codec.ts";
import type { TakePorts } from "./take-ports.ts";

/** About as many lines as a body of 1 MiB can name. */
export const FEE_LINES_MAX = 5_000;
const QUANTITY_PLACES = 4;

export type ComposedClosing = {
  readonly closing: ClosingBody;
  /** The opened lines, kept under the root. */
  readonly sealed: ReturnType<typeof sealDocument>;
};

/** The same closing is the same bytes each time: its salts follow from the encounter and the lines. */
export function composeClosing(
  ports: Pick<TakePorts, "vault" | "feeTree">,
  asked: {
    readonly institution: InstitutionId;
    readonly encounter: Hex32;
    readonly closing: ClosingRequest;
  },
): ComposedClosing {
  const { institution, encounter } = asked;
  const { closedAtSec, diagnosisGroup, fees } = asked.closing;
  const lines = linesOf(fees);
  const totalFen = sumOf(lines);
  if (totalFen > FEN_MAX) malformed("fees", "more than the ledger can hold");
  const committed = lines.map((each) => {
    const line = wordsOfFeeLine(each);
    const named = { lineNumber: line.lineNumber, text: feeLineText(line) };
    return { line, ...ports.vault.commitFeeLine(institution, encounter, named) };
  });
  const feeRoot = ports.feeTree.root(committed.map(({ commitment }) => commitment));
  const words: FeeDocument = { lines: committed.map(({ line, salt }) => ({ line, salt })) };
  return {
    closing: {
      closedAtSec,
      feeRoot,
      feeLineCount: lines.length,
      totalFen: totalFen.toString(),
      serviceFen: sumOf(lines.filter(({ kind }) => kind === "service")).toString(),
      diagnosisGroup,
    },
    sealed: sealDocument(ports.vault, { documentKey: feeRoot, person: null, words }),
  };
}

function linesOf(fees: readonly FeeLineRequest[]): readonly FeeLine[] {
  const { length: count } = fees;
  if (count === 0 || count > FEE_LINES_MAX) {
    fail("request-size-wrong", { what: "fees", count, max: FEE_LINES_MAX });
  }
  const seen = new Set<number>();
  return fees.map(({ quantity, priceFen, ...line }, at) => {
    const quantityE4 = decimalOf(quantity, QUANTITY_PLACES);
    const amountFen = fenOf(priceFen);
    if (quantityE4 === null) return malformed(`fees.${at}.quantity`, "not a count of at most 4 decimals");
    if (amountFen === null) return malformed(`fees.${at}.priceFen`, "not whole fen");
    if (seen.has(line.lineNumber)) return malformed(`fees.${at}.lineNumber`, "stands twice");
    seen.add(line.lineNumber);
    return { ...line, quantityE4, amountFen };
  });
}

function sumOf(lines: readonly FeeLine[]): bigint {
  return lines.reduce((sum, { amountFen }) => sum + amountFen, 0n);
}

function malformed(path: string, problem: string): never {
  return fail("malformed-request", { issues: [{ path: `body.${path}`, problem }] });
}
