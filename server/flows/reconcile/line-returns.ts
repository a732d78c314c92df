import type { DispenseLine, ReversalRow } from "../../domain/drug-rows.ts";

/** What one return took back of one line of a dispense that has so many. */
export type LineReturn = {
  readonly atSec: number;
  readonly line: number;
  readonly isWhole: boolean;
  readonly lineCount: number;
};

/** Line by line of the dispense. */
export function returnsByLine(
  { reversedAtSec: atSec, lines, lineIndexes }: ReversalRow,
  sold: readonly DispenseLine[],
): readonly LineReturn[] {
  return lineIndexes.map((line, nth) => ({
    atSec,
    line,
    isWhole: lines[nth]?.units === sold[line]?.units,
    lineCount: sold.length,
  }));
}
