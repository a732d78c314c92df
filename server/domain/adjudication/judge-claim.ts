import type { AdjudicationInput } from "./adjudication-input.ts";
import type { CoverageVerdict } from "./coverage.ts";
import type { ClaimRejection } from "./cut-line.ts";
import { isChronicApproved } from "./judge-approval.ts";
import type { CareGroup, Insurance, LevelRule } from "./policy.ts";
import { isInForce } from "./rule-words.ts";

/** The rules that a claim falls under. */
export type ApplicableRules = {
  readonly insurance: Insurance;
  readonly group: CareGroup;
  readonly level: LevelRule;
  readonly filingBps: bigint;
};

/**
 * Asked in this order, the first that fails is the reason: rule sets, coverage, insurance, kind of care,
 * provider, filing, chronic disease, lines.
 */
export function judgeClaim(input: AdjudicationInput): ApplicableRules | ClaimRejection {
  const { claim, catalogue, policy } = input;
  const { careType, institutionLevel, occurredOn } = claim;
  if (!isInForce(catalogue, occurredOn)) return reject("catalogue-not-in-force", { occurredOn });
  if (!isInForce(policy, occurredOn)) return reject("policy-not-in-force", { occurredOn });
  if (claim.channel === "secondary") return reject("channel-not-by-rules", { channel: claim.channel });
  const uncovered = judgeCoverage(input.coverage);
  if (uncovered !== null) return uncovered;
  const insurance = policy.insurances.get(claim.insuranceType);
  if (insurance === undefined)
    return reject("insurance-not-in-policy", { insuranceType: claim.insuranceType });
  const group = insurance.groups.get(careType);
  if (group === undefined) return reject("care-not-covered", { careType });
  if ((institutionLevel === "pharmacy") !== (claim.providerKind === "pharmacy")) {
    return reject("level-of-other-kind", { institutionLevel, providerKind: claim.providerKind });
  }
  const level = group.levels.get(institutionLevel);
  if (level === undefined) return reject("level-not-covered", { careType, institutionLevel });
  const filingBps = policy.filingBps[input.filing];
  if (filingBps === null) return reject("filing-missing", { filing: input.filing });
  if (group.requires === "chronic-approval" && !isChronicApproved(input)) {
    return reject("chronic-disease-not-approved", { diagnosisCode: claim.diagnosisCode });
  }
  return judgeLineNumbers(input) ?? { insurance, group, level, filingBps };
}

function judgeCoverage(coverage: CoverageVerdict): ClaimRejection | null {
  switch (coverage.status) {
    case "insured":
      return null;
    case "not-insured":
      return reject("not-insured", { endedOn: coverage.endedOn });
    case "suspended":
      return reject("coverage-suspended", { since: coverage.since });
    case "waiting":
      return reject("waiting-period", { until: coverage.until });
    case "unpaid":
      return reject("contributions-unpaid", { paidUntil: coverage.paidUntil });
  }
}

function judgeLineNumbers({ claim }: AdjudicationInput): ClaimRejection | null {
  if (claim.lines.length === 0) return reject("no-lines", {});
  const seen = new Set<number>();
  for (const { lineNumber } of claim.lines) {
    if (seen.has(lineNumber)) return reject("line-repeated", { lineNumber });
    seen.add(lineNumber);
  }
  return null;
}

function reject(code: ClaimRejection["code"], facts: ClaimRejection["facts"]): ClaimRejection {
  return { code, facts };
}
