import { addUse, type YearUse, yearOf } from "./accumulators.ts";
import type { AdjudicationInput } from "./adjudication-input.ts";
import { type ClaimRejection, cutLine } from "./cut-line.ts";
import { identityFaults } from "./identities.ts";
import { type ApplicableRules, judgeClaim } from "./judge-claim.ts";
import type { Awarded, AwardedLine, FundPart, Outcome, Totals } from "./outcome.ts";
import { REJECTION_REASONS } from "./rejection-reasons.ts";
import { shareRest, trimToRequest } from "./share-rest.ts";
import { type Scope, shareScope } from "./share-scope.ts";
import type { Step } from "./steps.ts";

/**
 * What a claim comes to: refused with its reason, or awarded to the fen with the steps that lead there. The
 * same input gives the same outcome for ever.
 */
export function adjudicate(input: AdjudicationInput): Outcome {
  checkAccumulators(input);
  const rules = judgeClaim(input);
  if ("code" in rules) return refusal(rules);
  const lines: AwardedLine[] = [];
  for (const line of input.claim.lines) {
    const cut = cutLine(line, input, rules.insurance);
    if ("code" in cut) return refusal(cut);
    lines.push(cut);
  }
  const awarded = award(lines, input, rules);
  const faults = identityFaults(awarded);
  if (faults.length > 0) throw new Error(`an award does not add up: ${faults.join(", ")}`);
  return awarded;
}

function award(lines: readonly AwardedLine[], input: AdjudicationInput, rules: ApplicableRules): Awarded {
  const { accumulators, policy, claim } = input;
  const totals = totalsOf(lines);
  const shares = shareScope({ scope: scopeOf(lines), rules, accumulators, rounding: policy.rounding });
  const { fundParts, steps: trimSteps } = trimToRequest(shares.fundParts, claim.requestedFen);
  const approvedFen = sumOf(fundParts);
  const { steps: restSteps, ...rest } = shareRest(totals, approvedFen, input, rules.insurance);
  const use = trimSteps.length === 0 ? shares.use : usePaid(shares.use, fundParts, rules);
  return {
    result: "awarded",
    lines,
    totals,
    deductibleFen: shares.deductibleFen,
    fundParts,
    approvedFen,
    ...rest,
    use,
    accumulatorsAfter: addUse(accumulators, use),
    explanation: [...lines.map(lineStep), ...shares.steps, ...trimSteps, ...restSteps],
  };
}

function refusal({ code, facts }: ClaimRejection): Outcome {
  return { result: "refused", reason: REJECTION_REASONS[code].number, code, facts };
}

/** Accumulators of another year or insurance would give a wrong award, not a refusal. */
function checkAccumulators({ claim, accumulators }: AdjudicationInput): void {
  const { insuranceType, year } = accumulators;
  if (insuranceType !== claim.insuranceType || year !== yearOf(claim.occurredOn)) {
    throw new Error(`accumulators of ${insuranceType}/${year} given for ${claim.occurredOn}`);
  }
}

function totalsOf(lines: readonly AwardedLine[]): Totals {
  let [medfeeFen, fulamtOwnpayFen, overlmtFen, preselfpayFen, inscpScpFen] = [0n, 0n, 0n, 0n, 0n];
  for (const line of lines) {
    medfeeFen += line.amountFen;
    fulamtOwnpayFen += line.fulamtOwnpayFen;
    overlmtFen += line.overlmtFen;
    preselfpayFen += line.preselfpayFen;
    inscpScpFen += line.inscpScpFen;
  }
  return { medfeeFen, fulamtOwnpayFen, overlmtFen, preselfpayFen, inscpScpFen };
}

function scopeOf(lines: readonly AwardedLine[]): Scope {
  let [ordinaryFen, specialFen] = [0n, 0n];
  for (const { isSpecial, inscpScpFen } of lines) {
    if (isSpecial) specialFen += inscpScpFen;
    else ordinaryFen += inscpScpFen;
  }
  return { ordinaryFen, specialFen };
}

/** After a trim, caps are used up by what was paid and not by what the rules would have given. */
function usePaid(use: YearUse, fundParts: readonly FundPart[], { insurance }: ApplicableRules): YearUse {
  const paid = new Map(fundParts.map(({ fundPayType, fen }) => [fundPayType, fen]));
  const funds = Object.fromEntries(
    Object.entries(use.funds).map(([fundPayType, { baseFen }]) => [
      fundPayType,
      { baseFen, paidFen: paid.get(fundPayType) ?? 0n },
    ]),
  );
  const poolPaidFen = paid.get(insurance.pool.fundPayType) ?? 0n;
  return { ...use, group: { ...use.group, poolPaidFen }, funds };
}

function sumOf(parts: readonly FundPart[]): bigint {
  let sum = 0n;
  for (const { fen } of parts) sum += fen;
  return sum;
}

function lineStep(line: AwardedLine): Step {
  const { lineNumber, cause } = line;
  const item = line.itemCode;
  if (cause !== null) {
    return { step: "line-own-pay", lineNumber, values: { item, ownPayFen: line.fulamtOwnpayFen, cause } };
  }
  return {
    step: "line-cut",
    lineNumber,
    values: {
      item,
      amountFen: line.amountFen,
      overFen: line.overlmtFen,
      selfpayBps: line.selfpayBps,
      selfpayFen: line.preselfpayFen,
      scopeFen: line.inscpScpFen,
    },
  };
}
