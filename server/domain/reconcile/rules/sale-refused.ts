import type { ReconcileRule } from "../finding.ts";
import type { JudgedCode, ReadClaim } from "../read-claim.ts";
import type { SaleFact } from "../sale-fact.ts";

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
      line.standing.is === "refused" ? [{ line, code: line.standing.code }] : [],
    );
    if (refused.length === 0) return [];
    const because = { refusedFor: [...new Set(refused.map(({ code }) => code))].sort() };
    const isOnlyLate = refused.every(({ line }) => isLate(read, line));
    return [
      {
        ...(isOnlyLate ? { kind: "late_message" as const } : {}),
        verdict: "suspect",
        disallowedFen: 0n,
        because,
      },
    ];
  },
};

/** Lawful when it was made and refused because it was told after something later. */
function isLate({ codes }: ReadClaim, line: SaleFact): boolean {
  if (line.standing.is === "recorded") return false;
  const { code } = line.standing;
  if (code === "import-out-of-order") return true;
  const ofLine = codes.filter(({ sold }) => sold.includes(line));
  return code === "batch-not-sellable" && ofLine.length > 0 && ofLine.every(wasRecalledLater(line));
}

function wasRecalledLater({ soldAtSec }: SaleFact): (code: JudgedCode) => boolean {
  return ({ pack: { batch } }) =>
    batch !== null && batch.recalledAtSec !== null && batch.recalledAtSec > soldAtSec;
}
