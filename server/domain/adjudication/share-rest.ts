import type { AdjudicationInput } from "./adjudication-input.ts";
import type { FundPart, Totals } from "./outcome.ts";
import type { AccountRule, AccountShare, Insurance } from "./policy.ts";
import { smaller } from "./rounding.ts";
import type { Step } from "./steps.ts";

/** Who bears what no fund pays. */
export type RestShares = {
  readonly hospitalFen: bigint;
  readonly personFen: bigint;
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  readonly steps: readonly Step[];
};

/** What is above ceilings where the policy puts it on the provider; then accounts; the rest is cash. */
export function shareRest(
  totals: Totals,
  approvedFen: bigint,
  input: AdjudicationInput,
  insurance: Insurance,
): RestShares {
  const { claim, policy } = input;
  const hospitalFen = policy.overCeiling[claim.providerKind] === "provider" ? totals.overlmtFen : 0n;
  const shares: Readonly<Record<AccountShare, bigint>> = {
    "in-scope": totals.inscpScpFen - approvedFen,
    "pre-self-pay": totals.preselfpayFen,
    "over-ceiling": totals.overlmtFen - hospitalFen,
    "own-pay": totals.fulamtOwnpayFen,
  };
  const { ownFen, familyFen } = payFromAccounts(shares, input, insurance.account);
  const personFen = totals.medfeeFen - approvedFen - hospitalFen;
  const cashFen = personFen - ownFen - familyFen;
  const steps: Step[] = [];
  const tell = (step: Step["step"], paidFen: bigint): void => {
    if (paidFen > 0n) steps.push({ step, lineNumber: null, values: { paidFen } });
  };
  tell("hospital", hospitalFen);
  tell("account", ownFen);
  tell("family-account", familyFen);
  tell("cash", cashFen);
  return { hospitalFen, personFen, accountFen: ownFen, familyAccountFen: familyFen, cashFen, steps };
}

/** The fund is asked for less than the rules give: the funds that come last are spared first. */
export function trimToRequest(
  fundParts: readonly FundPart[],
  requestedFen: bigint | null,
): { readonly fundParts: readonly FundPart[]; readonly steps: readonly Step[] } {
  let approvedFen = 0n;
  for (const { fen } of fundParts) approvedFen += fen;
  if (requestedFen === null || approvedFen <= requestedFen) return { fundParts, steps: [] };
  let leftFen = requestedFen;
  const trimmed: FundPart[] = [];
  for (const part of fundParts) {
    const fen = smaller(part.fen, leftFen);
    leftFen -= fen;
    if (fen > 0n) trimmed.push({ ...part, fen });
  }
  const values = { requestedFen, lessFen: approvedFen - requestedFen };
  return { fundParts: trimmed, steps: [{ step: "requested", lineNumber: null, values }] };
}

function payFromAccounts(
  shares: Readonly<Record<AccountShare, bigint>>,
  { claim, accountBalanceFen, familyBalanceFen }: AdjudicationInput,
  rule: AccountRule | null,
): { readonly ownFen: bigint; readonly familyFen: bigint } {
  const isOpen = rule !== null && claim.channel === "direct" && claim.useAccount !== "none";
  if (!isOpen || !rule.careTypes.includes(claim.careType)) return { ownFen: 0n, familyFen: 0n };
  let payableFen = 0n;
  for (const share of rule.covers) payableFen += shares[share];
  const ownFen = rule.own === "allowed" ? smaller(payableFen, accountBalanceFen ?? 0n) : 0n;
  const mayHelp = rule.family === "allowed" && claim.useAccount === "family";
  const familyFen = mayHelp ? smaller(payableFen - ownFen, familyBalanceFen ?? 0n) : 0n;
  return { ownFen, familyFen };
}
