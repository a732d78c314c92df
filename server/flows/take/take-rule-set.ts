import { dayStartSec } from "../../domain/business-day.ts";
import type { RuleSetUpload } from "../../domain/claims/encounter-requests.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/** `command` null: the ledger pins the rule set already. */
export type TakenRuleSet = { readonly hash: Hex32; readonly command: Command | null };

/**
 * Keeps a rule set of the bureau's own region and has the ledger pin its hash. It is kept before it is
 * pinned: a pinned document that nobody has would decide claims that nobody can check.
 */
export async function takeRuleSet(ports: TakePorts, asked: Asked<RuleSetUpload>): Promise<TakenRuleSet> {
  const { principal, request, idempotencyKey } = asked;
  const { kind, region, text, effectiveFrom } = request;
  if (region !== principal.region) fail("institution-outside-region", { region, own: principal.region });
  const fromSec = dayStartSec(effectiveFrom, ports.zone);
  if (fromSec === null || fromSec < 0) {
    return fail("malformed-request", { issues: [{ path: "body.effectiveFrom", problem: "no such day" }] });
  }
  const hash = ports.ruleSetHash(text);
  await ports.claimRecords.putRuleSet({ hash, kind, region, text });
  const { ruleSets } = await ports.reader.view((view) => view.claimRules(region));
  if (ruleSets.some((published) => published.hash === hash)) return { hash, command: null };
  const attempt = {
    principal,
    operation: "publish-rule-set",
    signer: "operator",
    // The hash of what is public anyway.
    bodyHash: hash,
    idempotencyKey,
    naturalKey: `publish-rule-set:${hash}`,
  } as const;
  const command = await submitOnce(ports, attempt, async () => ({
    body: { kind: "publish-rule-set", ruleSet: hash, ruleSetKind: kind, fromSec },
    echo: {},
  }));
  return { hash, command };
}
