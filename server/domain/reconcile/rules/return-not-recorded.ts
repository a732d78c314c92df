import { instantText } from "../../instant.ts";
import { tellPacks } from "../because.ts";
import type { ReconcileRule } from "../finding.ts";
import { lostReturns } from "../near-misses/lost-return.ts";

/**
 * Sold a second time by the same institution, with no return on the ledger and no claim for the first sale: a
 * 3506 that was lost. The ITS saw shops that could not sell boxes which stood before them.
 */
export const returnNotRecorded: ReconcileRule = {
  kind: "return_not_recorded",
  stage: "during",
  silentWhen: ["sold"],
  source: "3506 lost; ITS: boxes present and unsellable",
  judge: (read) => {
    const lost = lostReturns(read);
    const [first] = lost;
    if (first === undefined) return [];
    const because = {
      ...tellPacks(lost.map(({ code }) => code)),
      soldBeforeAt: instantText(first.soldBefore.soldAtSec),
    };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
