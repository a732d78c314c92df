import type { ReconcileRule } from "../finding.ts";
import { isRefusedForLateness } from "../near-misses/told-late.ts";

/**
 * 账本拒绝: the sale was tried and the ledger refused it, so nothing on the ledger bears the claim out. Why it
 * refused is told; judgeClaim leaves it out where another rule says it from the facts. ITS in Turkey: the
 * payer pays only what was confirmed.
 */
export const saleRefused: ReconcileRule = {
  kind: "sale_refused",
  stage: "during",
  silentWhen: ["sold"],
  source: "医保发〔2025〕7号; ITS: only a confirmed sale is paid",
  judge: (read) => {
    const refused = read.lines.flatMap((line) =>
      line.standing.is === "refused" ? [line.standing.code] : [],
    );
    // What was only told too late is a kind of its own.
    if (refused.length === 0 || isRefusedForLateness(read)) return [];
    const because = { refusedFor: [...new Set(refused)].sort() };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
