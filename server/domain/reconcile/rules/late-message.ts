import type { ReconcileRule } from "../finding.ts";
import { isRefusedForLateness, lateSecOf } from "../near-misses/told-late.ts";

const HOUR_SEC = 3600;

/**
 * 迟到报文: a sale that was told later than its region asks for, or that the ledger refused only because
 * something later was told before it. 医保发〔2025〕7号: what was sold is uploaded as it is sold; a queue that
 * stood still accuses nobody.
 */
export const lateMessage: ReconcileRule = {
  kind: "late_message",
  stage: "during",
  silentWhen: ["sold", "told-in-time"],
  source: "医保发〔2025〕7号 及时上传; 3505 sel_retn_time against inf_time",
  judge: (read) => {
    const toldWithinSec = read.thresholds.toldWithinHours * HOUR_SEC;
    const toldAfterSec = Math.max(0, ...read.lines.map((line) => lateSecOf(line, toldWithinSec)));
    const isRefused = isRefusedForLateness(read);
    if (toldAfterSec === 0 && !isRefused) return [];
    return [{ verdict: "suspect", disallowedFen: 0n, because: { toldAfterSec, isRefused } }];
  },
};
