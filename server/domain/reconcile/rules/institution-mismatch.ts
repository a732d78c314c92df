import { paidFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";

/**
 * 机构不符: the settlement is of another institution's sale than the claim names. 国令第735号 art. 38: settling for
 * one that has no agreement 为非定点机构提供结算.
 */
export const institutionMismatch: ReconcileRule = {
  kind: "institution_mismatch",
  stage: "during",
  silentWhen: ["sold-there"],
  source: "国令第735号 art. 38 串换结算",
  judge: (read) => {
    const { institution, lines } = read;
    if (institution === null) return [];
    const other = lines.find((line) => line.institution !== institution.id);
    if (other === undefined) return [];
    const because = { claimedBy: institution.id, soldBy: other.institution };
    return [{ verdict: "violation", disallowedFen: paidFen(read), because }];
  },
};
