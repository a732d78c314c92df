import { instantText } from "../../instant.ts";
import type { ReconcileRule } from "../finding.ts";
import { judgeTime } from "../near-misses/shifted-time.ts";
import { isOpenAt } from "../site-facts.ts";

/**
 * 非营业时间销售: sold while the site was closed, by the hours that its bureau stated. What a clock in another zone
 * explains is told as that; the rest is looked at, for hours change and emergencies ring at night.
 */
export const outsideHours: ReconcileRule = {
  kind: "outside_hours",
  stage: "during",
  silentWhen: ["site-agrees"],
  source: "国令第735号 art. 40 虚构医药服务; sales at night in closed shops",
  judge: ({ site, lines, zone }) => {
    if (site === null) return [];
    for (const verdict of ["wrong", "shifted"] as const) {
      const line = lines.find(
        (each) => judgeTime(each, zone, (atSec) => isOpenAt(site, atSec, zone)) === verdict,
      );
      if (line === undefined) continue;
      const because = { soldAt: instantText(line.soldAtSec) };
      return [
        {
          ...(verdict === "shifted" ? { kind: "time_zone" as const } : {}),
          verdict: "suspect",
          disallowedFen: 0n,
          because,
        },
      ];
    }
    return [];
  },
};
