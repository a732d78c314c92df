import type { LineFault } from "../../domain/line-fault.ts";
import type { NamedGoods } from "./resolve-goods.ts";

/**
 * The faults of packs that are not where they should be. Those of a case are told once, with how many of its
 * packs are there: nobody can scan them without opening it.
 */
export function tellMissing(
  named: readonly NamedGoods[],
  faultOf: (goods: NamedGoods) => LineFault | null,
): readonly LineFault[] {
  const faults: LineFault[] = [];
  const cases = new Map<string, { goods: NamedGoods; packCount: number; presentCount: number }>();
  for (const goods of named) {
    const fault = faultOf(goods);
    if (!goods.isInCase) {
      if (fault !== null) faults.push(fault);
      continue;
    }
    const key = `${goods.line} ${goods.code}`;
    const counts = cases.get(key) ?? { goods, packCount: 0, presentCount: 0 };
    counts.packCount += 1;
    if (fault === null) counts.presentCount += 1;
    cases.set(key, counts);
  }
  for (const { goods, packCount, presentCount } of cases.values()) {
    if (packCount === presentCount) continue;
    const facts = { case: goods.code, packCount, presentCount };
    faults.push({ line: goods.line, code: goods.code, failure: "case-not-whole", facts });
  }
  return faults;
}
