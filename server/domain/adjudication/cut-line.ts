import type { AdjudicatedClaim, AdjudicationInput, ClaimLine } from "./adjudication-input.ts";
import type { CatalogueItem } from "./catalogue.ts";
import { judgeSpecialDrug } from "./judge-approval.ts";
import type { AwardedLine, LineCause, ReasonFacts } from "./outcome.ts";
import type { Insurance } from "./policy.ts";
import type { RejectionReason } from "./rejection-reasons.ts";
import { roundShare } from "./rounding.ts";
import { exclusionOf, WHOLE_BPS } from "./rule-words.ts";

export type ClaimRejection = { readonly code: RejectionReason; readonly facts: ReasonFacts };

/** Millionths of a yuan × ten-thousandths, in one fen. */
const PRICED_PER_FEN = 100_000_000n;

/** What of one line is in scope, and why the rest is not; or why the whole claim is refused. */
export function cutLine(
  line: ClaimLine,
  input: AdjudicationInput,
  insurance: Insurance,
): AwardedLine | ClaimRejection {
  if (line.quantityE4 <= 0n || line.amountFen < 0n) {
    return { code: "line-malformed", facts: { lineNumber: line.lineNumber } };
  }
  const { itemCode } = line;
  if (itemCode === null) return ownPay(line, null, "item-missing");
  const item = input.catalogue.items.get(itemCode);
  if (item === undefined) {
    return input.catalogue.unknownItem === "refuse"
      ? { code: "item-unknown", facts: { lineNumber: line.lineNumber, itemCode } }
      : ownPay(line, null, "item-unknown");
  }
  if (line.kind !== "uncoded" && line.kind !== item.kind) {
    const facts = { lineNumber: line.lineNumber, itemCode, stated: line.kind, actual: item.kind };
    return { code: "item-of-other-kind", facts };
  }
  const cause = causeOfOwnPay(line, item, { input, insurance });
  if (cause === null) return inScope(line, item, { input, insurance });
  if (isFaultOfApproval(cause) && insurance.special?.withoutApproval === "refuse") {
    return {
      code: "special-drug-not-approved",
      facts: { lineNumber: line.lineNumber, itemCode, fault: cause },
    };
  }
  return ownPay(line, item, cause);
}

type Rules = { readonly input: AdjudicationInput; readonly insurance: Insurance };

function causeOfOwnPay(line: ClaimLine, item: CatalogueItem, { input, insurance }: Rules): LineCause | null {
  const { claim, catalogue, policy, approvals } = input;
  if (isExcluded(item.code, claim, [catalogue.exclusions, policy.exclusions])) return "item-excluded";
  if (item.itemClass === "C") return "class-c";
  if (line.hospitalMark === "outside") return "outside-restriction";
  if (item.restriction !== null && line.hospitalMark !== "within") return "outside-restriction";
  if (!item.isSpecial) return null;
  if (insurance.special === null) return "special-drug-not-in-policy";
  return judgeSpecialDrug({ line, claim, approvals });
}

function isExcluded(
  code: string,
  claim: AdjudicatedClaim,
  indexes: readonly Parameters<typeof exclusionOf>[0][],
): boolean {
  return indexes.some((index) => exclusionOf(index, code, claim.careType) !== undefined);
}

function isFaultOfApproval(cause: LineCause): boolean {
  return cause.startsWith("approval-");
}

function ownPay(line: ClaimLine, item: CatalogueItem | null, cause: LineCause): AwardedLine {
  return {
    lineNumber: line.lineNumber,
    itemCode: line.itemCode,
    quantityE4: line.quantityE4,
    amountFen: line.amountFen,
    itemClass: item?.itemClass ?? null,
    ceilingMicros: null,
    selfpayBps: WHOLE_BPS,
    fulamtOwnpayFen: line.amountFen,
    overlmtFen: 0n,
    preselfpayFen: 0n,
    inscpScpFen: 0n,
    isSpecial: false,
    cause,
  };
}

/** First the ceiling, then what the person bears first of what is below it. */
function inScope(line: ClaimLine, item: CatalogueItem, { input, insurance }: Rules): AwardedLine {
  const { claim, policy } = input;
  const ceilingMicros = item.ceilingMicros[claim.institutionLevel];
  const overlmtFen = overCeiling(line, ceilingMicros, policy.rounding);
  const belowFen = line.amountFen - overlmtFen;
  const selfpayBps = insurance.preSelfPay === "waived" ? 0n : item.preSelfPayBps;
  const preselfpayFen = roundShare(
    { numerator: belowFen * selfpayBps, denominator: WHOLE_BPS, paidBy: "person" },
    policy.rounding,
  );
  return {
    lineNumber: line.lineNumber,
    itemCode: line.itemCode,
    quantityE4: line.quantityE4,
    amountFen: line.amountFen,
    itemClass: item.itemClass,
    ceilingMicros,
    selfpayBps,
    fulamtOwnpayFen: 0n,
    overlmtFen,
    preselfpayFen,
    inscpScpFen: belowFen - preselfpayFen,
    isSpecial: item.isSpecial,
    cause: null,
  };
}

function overCeiling(
  line: ClaimLine,
  ceilingMicros: bigint | null,
  rounding: AdjudicationInput["policy"]["rounding"],
): bigint {
  if (ceilingMicros === null) return 0n;
  // What is below the ceiling is what the fund may share: rounding it up favours the person.
  const allowedFen = roundShare(
    { numerator: ceilingMicros * line.quantityE4, denominator: PRICED_PER_FEN, paidBy: "fund" },
    rounding,
  );
  return line.amountFen > allowedFen ? line.amountFen - allowedFen : 0n;
}
