import type { AdjudicatedClaim, Approval, ClaimLine } from "./adjudication-input.ts";

/** Why no approval lets a special drug be paid; in the order in which they are asked. */
export const APPROVAL_FAULTS = [
  "approval-missing",
  "approval-not-in-force",
  "approval-of-other-indication",
  "approval-of-other-doctor",
  "approval-of-other-site",
] as const;
export type ApprovalFault = (typeof APPROVAL_FAULTS)[number];

type Asked = {
  readonly line: ClaimLine;
  readonly claim: AdjudicatedClaim;
  readonly approvals: readonly Approval[];
};

/**
 * Null when an approval fits: this drug, this day, indication, doctor and site. Else the fault of the one
 * that came closest.
 */
export function judgeSpecialDrug(asked: Asked): ApprovalFault | null {
  let closest = 0;
  for (const approval of asked.approvals) {
    const fault = faultOf(approval, asked);
    if (fault === null) return null;
    closest = Math.max(closest, APPROVAL_FAULTS.indexOf(fault));
  }
  return APPROVAL_FAULTS[closest] ?? "approval-missing";
}

/** Whether a chronic disease 门慢特 of the claim's diagnosis is approved on the day of care. */
export function isChronicApproved({ claim, approvals }: Omit<Asked, "line">): boolean {
  return approvals.some(
    (approval) =>
      approval.kind === "chronic" &&
      isValid(approval, claim.occurredOn) &&
      isIndicated(approval.indications, claim.diagnosisCode),
  );
}

function faultOf(approval: Approval, { line, claim }: Asked): ApprovalFault | null {
  if (approval.kind !== "special-drug" || approval.itemCode !== line.itemCode) return "approval-missing";
  if (line.approval !== null && line.approval !== approval.id) return "approval-missing";
  if (!isValid(approval, claim.occurredOn)) return "approval-not-in-force";
  if (!isIndicated(approval.indications, line.diagnosisCode ?? claim.diagnosisCode))
    return "approval-of-other-indication";
  if (line.doctorCode === null || !approval.doctorCodes.includes(line.doctorCode))
    return "approval-of-other-doctor";
  return approval.siteCodes.includes(claim.siteCode) ? null : "approval-of-other-site";
}

function isValid(approval: Approval, day: string): boolean {
  return approval.validFrom <= day && day <= approval.validUntil;
}

function isIndicated(indications: readonly string[], diagnosisCode: string | null): boolean {
  return diagnosisCode !== null && indications.some((indication) => diagnosisCode.startsWith(indication));
}
