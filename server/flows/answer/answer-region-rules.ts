import { fail } from "../../domain/failure.ts";
import type { RegionCode } from "../../domain/ids.ts";
import type { RegionRulesAnswer } from "../../domain/record-answers.ts";
import { limitsOf } from "../../domain/region-limits.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { nameOf, proofOf } from "./naming.ts";

/** What holds in a region: every member's, because what it sells and takes back is judged by it. */
export function answerRegionRules(
  { reader }: Pick<AnswerPorts, "reader">,
  region: RegionCode,
): Promise<RegionRulesAnswer> {
  return reader.view(async (view) => {
    const bureau = await view.bureauOf(region);
    if (bureau === null) return fail("not-found", { region });
    const rules = await view.regionRules(region);
    const { lateAfterSec, returnWindowSec, disputeLimitSec, reversalsMax } = limitsOf(rules);
    return {
      region,
      bureau: nameOf(bureau),
      limits: {
        isDefault: rules.limits === null,
        lateAfterSeconds: lateAfterSec,
        returnWindowSeconds: returnWindowSec,
        disputeLimitSeconds: disputeLimitSec,
        reversalsMax,
      },
      modes: rules.modes.map(({ productClass, mode, fromSec, origin }) => ({
        productClass,
        mode,
        fromSec,
        proof: proofOf(origin),
      })),
      asOf: view.asOf,
    };
  });
}
