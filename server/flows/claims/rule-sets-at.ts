import type { ClaimRulesRow } from "../../domain/claims/claim-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, RegionCode } from "../../domain/ids.ts";
import { instantText } from "../../domain/instant.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";

/**
 * The catalogue of the place of care and the policy of the payer, each the one published last for that time.
 */
export async function ruleSetsAt(
  view: Pick<LedgerView, "claimRules">,
  asked: { readonly careRegion: RegionCode; readonly payerRegion: RegionCode; readonly atSec: number },
): Promise<{ readonly catalogue: Hex32; readonly policy: Hex32 }> {
  const { careRegion, payerRegion, atSec } = asked;
  const catalogue = latestOf(await view.claimRules(careRegion), "catalogue", atSec);
  const policy = latestOf(await view.claimRules(payerRegion), "policy", atSec);
  return { catalogue, policy };
}

function latestOf(rules: ClaimRulesRow, kind: "catalogue" | "policy", atSec: number): Hex32 {
  let found: ClaimRulesRow["ruleSets"][number] | null = null;
  for (const ruleSet of rules.ruleSets) {
    if (ruleSet.kind !== kind || ruleSet.fromSec > atSec) continue;
    if (found === null || ruleSet.fromSec >= found.fromSec) found = ruleSet;
  }
  if (found !== null) return found.hash;
  return fail("rule-set-not-in-force", { region: rules.region, kind, at: instantText(atSec) });
}
