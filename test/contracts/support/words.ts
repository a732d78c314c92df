/** The packed words of contracts/libraries/PackWords.sol, written down a second time. */

export type Line = { batch: bigint; index: number; units: number; priceFen: bigint };

export function runWord(batch: bigint, from: number, to: number): bigint {
  return (batch << 64n) | (BigInt(from) << 32n) | BigInt(to);
}

export function lineWord({ batch, index, units, priceFen }: Line): bigint {
  return (batch << 112n) | (BigInt(index) << 80n) | (BigInt(units) << 64n) | priceFen;
}
