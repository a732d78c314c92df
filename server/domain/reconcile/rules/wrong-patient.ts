import { paidFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";

/**
 * 人证不符: claimed for another person than the drugs were sold to. 国令第735号 art. 15: the institution checks who
 * holds the voucher; art. 40: under another's name 冒名购药. Names of different schemes cannot be compared, and
 * what was sold to nobody named says nothing.
 */
export const wrongPatient: ReconcileRule = {
  kind: "wrong_patient",
  stage: "during",
  silentWhen: ["person-agrees"],
  source: "国令第735号 art. 15, 40 冒名购药",
  judge: (read) => {
    const claimed = read.claim.person;
    if (claimed === null) return [];
    const differing = read.lines.filter(
      ({ person }) =>
        person !== null &&
        person !== "closed" &&
        person.scheme === claimed.scheme &&
        person.value !== claimed.value,
    );
    if (differing.length === 0) return [];
    const because = {
      scheme: claimed.scheme,
      lineCount: read.lines.length,
      differingCount: differing.length,
    };
    return [{ verdict: "violation", disallowedFen: paidFen(read), because }];
  },
};
