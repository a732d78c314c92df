import { instantText } from "../../instant.ts";
import type { ReconcileRule } from "../finding.ts";
import { isToldInOtherZone } from "../near-misses/shifted-time.ts";

/**
 * A sale that its own message puts a zone's offset away: the till's clock runs by UTC, or counts +8 twice.
 * Rules of time tell the same where only such a clock makes a sale wrong. 3505: `sel_retn_time` and
 * `inf_time` carry no zone.
 */
export const timeZone: ReconcileRule = {
  kind: "time_zone",
  stage: "during",
  silentWhen: ["told-by-its-clock"],
  source: "3505 sel_retn_time against inf_time",
  judge: (read) => {
    const tellsAtOnce = read.institution?.tellsAtOnce ?? false;
    const line = read.lines.find((each) => isToldInOtherZone(each, { zone: read.zone, tellsAtOnce }));
    if (line === undefined) return [];
    const toldAt = instantText(line.toldAtSec ?? line.soldAtSec);
    const because = { soldAt: instantText(line.soldAtSec), toldAt };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
