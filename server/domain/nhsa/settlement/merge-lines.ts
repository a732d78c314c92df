import type { AwardedLine } from "../../adjudication/outcome.ts";

/**
 * The rules look at each pack, a message tells each fee: what was cut from a fee's packs together. `feeOf`
 * names the fee of every awarded line, and the merged lines are numbered by fees from 1.
 */
export function mergeLines(
  lines: readonly AwardedLine[],
  feeOf: readonly number[],
  feeCount: number,
): readonly AwardedLine[] {
  if (lines.length !== feeOf.length) {
    throw new Error(`${lines.length} awarded lines of ${feeOf.length} that were claimed`);
  }
  return Array.from({ length: feeCount }, (_, fee) => {
    const [first, ...others] = lines.filter((_line, at) => feeOf[at] === fee);
    if (first === undefined) throw new Error(`no awarded line of fee ${fee + 1}`);
    return { ...others.reduce(added, first), lineNumber: fee + 1 };
  });
}

function added(sum: AwardedLine, line: AwardedLine): AwardedLine {
  return {
    ...sum,
    quantityE4: sum.quantityE4 + line.quantityE4,
    amountFen: sum.amountFen + line.amountFen,
    fulamtOwnpayFen: sum.fulamtOwnpayFen + line.fulamtOwnpayFen,
    overlmtFen: sum.overlmtFen + line.overlmtFen,
    preselfpayFen: sum.preselfpayFen + line.preselfpayFen,
    inscpScpFen: sum.inscpScpFen + line.inscpScpFen,
  };
}
