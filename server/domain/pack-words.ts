import type { DispenseLine } from "./drug-rows.ts";
import type { BatchId, Hex, PackRun } from "./ids.ts";

/** Mirrors contracts/libraries/PackWords.sol: words as 64 hex digits with `0x`. */

export function runOfWord(word: Hex): PackRun {
  return {
    batch: `0x${word.slice(34, 50)}`,
    from: Number.parseInt(word.slice(50, 58), 16),
    to: Number.parseInt(word.slice(58, 66), 16),
  };
}

export function wordOfRun(run: PackRun): Hex {
  return `0x${"0".repeat(32)}${digitsOf(run.batch)}${hexOf(run.from, 8)}${hexOf(run.to, 8)}`;
}

export function lineOfWord(word: Hex): DispenseLine {
  return {
    batch: `0x${word.slice(22, 38)}`,
    index: Number.parseInt(word.slice(38, 46), 16),
    units: Number.parseInt(word.slice(46, 50), 16),
    priceFen: BigInt(`0x${word.slice(50, 66)}`),
  };
}

export function wordOfLine(line: DispenseLine): Hex {
  const fen = line.priceFen.toString(16).padStart(16, "0");
  return `0x${"0".repeat(20)}${digitsOf(line.batch)}${hexOf(line.index, 8)}${hexOf(line.units, 4)}${fen}`;
}

/** The id of the batch's parcel that begins at pack `from`. */
export function wordOfParcel(batch: BatchId, from: number): Hex {
  return `0x${digitsOf(batch)}${hexOf(from, 8)}`;
}

function digitsOf(batch: BatchId): string {
  return batch.slice(2);
}

function hexOf(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
