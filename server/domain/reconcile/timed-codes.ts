import type { Facts } from "../failure.ts";
import { instantText } from "../instant.ts";
import { tellPacks } from "./because.ts";
import { fenOfCodes } from "./disallowed-share.ts";
import type { Found } from "./finding.ts";
import { judgeTime } from "./near-misses/shifted-time.ts";
import type { JudgedCode, ReadClaim } from "./read-claim.ts";

/** What must hold of a pack at the time of its sale. */
export type TimedCheck = {
  readonly isFine: (code: JudgedCode, atSec: number) => boolean;
  readonly because: (code: JudgedCode) => Facts;
};

/**
 * Packs that were sold at a wrong time: a violation with the share of those packs, and the first of them
 * told. What only a clock that is off by its zone makes wrong is told as that.
 */
export function judgeTimedCodes(read: ReadClaim, check: TimedCheck): readonly Found[] {
  const wrong: JudgedCode[] = [];
  const shifted: JudgedCode[] = [];
  for (const code of read.codes) {
    const verdicts = code.sold.map((line) =>
      judgeTime(line, read.zone, (atSec) => check.isFine(code, atSec)),
    );
    if (verdicts.includes("wrong")) wrong.push(code);
    else if (verdicts.includes("shifted")) shifted.push(code);
  }
  const [first] = wrong;
  const found: Found[] = [];
  if (first !== undefined) {
    const because = { ...tellPacks(wrong), ...tellSale(first), ...check.because(first) };
    found.push({ verdict: "violation", disallowedFen: fenOfCodes(read, wrong), because });
  }
  const [shiftedFirst] = shifted;
  if (shiftedFirst !== undefined) {
    const because = { ...tellPacks(shifted), ...tellSale(shiftedFirst), ...check.because(shiftedFirst) };
    found.push({ kind: "time_zone", verdict: "suspect", disallowedFen: 0n, because });
  }
  return found;
}

function tellSale({ sold }: JudgedCode): Facts {
  const [line] = sold;
  return line === undefined ? {} : { soldAt: instantText(line.soldAtSec) };
}
