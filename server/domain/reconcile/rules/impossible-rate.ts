import { instantText } from "../../instant.ts";
import type { ReconcileRule } from "../finding.ts";

/**
 * 单量异常: more receipts within an hour of the clock than the site's counters can write. Case: an empty shop
 * that sold by remote QR. Only looked at: a till that was offline may stamp a day's receipts together, and
 * nobody is accused by a clock.
 */
export const impossibleRate: ReconcileRule = {
  kind: "impossible_rate",
  stage: "after",
  silentWhen: ["site-agrees"],
  source: "国令第735号 art. 40 虚构医药服务; empty shop that sold by remote QR",
  judge: ({ site, receiptsInHour, thresholds, lines }) => {
    const [line] = lines;
    if (site === null || receiptsInHour === null || line === undefined) return [];
    const { receiptsPerCounterHourMax } = thresholds;
    if (receiptsInHour <= site.counterCount * receiptsPerCounterHourMax) return [];
    const because = {
      soldAt: instantText(line.soldAtSec),
      receiptsInHour,
      counterCount: site.counterCount,
      receiptsPerCounterHourMax,
    };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
