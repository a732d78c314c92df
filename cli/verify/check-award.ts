import { refute } from "./check.ts";
import { type ClaimStory, listAt, numberAt, structAt, wordAt } from "./claim-events.ts";
import type { DecodedEvent, Value } from "./decode-events.ts";

/** Who bears what; fen of each fund by its pay type. */
export type ProvenAward = {
  readonly fundParts: readonly { readonly fundPayType: number; readonly fen: bigint }[];
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  readonly hospitalFen: bigint;
};

/** The sums of the award and of what was paid; what was approved, or null when nothing was. */
export function checkAward(story: ClaimStory): bigint | null {
  const approval = approvalOf(story);
  if (approval === null) return null;
  const { requestedFen, totalFen, submitter } = story.content;
  const approvedFen = numberAt(approval.args, "approvedFen");
  const award = awardOf(approval);
  const fundsFen = award.fundParts.reduce((sum, { fen }) => sum + fen, 0n);
  if (fundsFen !== approvedFen || approvedFen > requestedFen) {
    refute("what the funds bear is not what was approved, or more than was asked for", {
      fundsFen: String(fundsFen),
      approvedFen: String(approvedFen),
      requestedFen: String(requestedFen),
    });
  }
  const { accountFen, familyAccountFen, cashFen, hospitalFen } = award;
  const awardedFen = fundsFen + accountFen + familyAccountFen + cashFen + hospitalFen;
  if (awardedFen !== totalFen) {
    refute("the parts do not make up the total", {
      awardedFen: String(awardedFen),
      totalFen: String(totalFen),
    });
  }
  if (wordAt(approval.args, "operator") === submitter)
    refute("who submitted also decided", { key: submitter });
  for (const paid of story.steps.filter(({ name }) => name === "ClaimPaid")) {
    checkPaid(story, paid, approvedFen);
  }
  return approvedFen;
}

/** A payment pays what was approved, and is part of a transfer recorded just before it. */
function checkPaid({ all }: ClaimStory, paid: DecodedEvent, approvedFen: bigint): void {
  const paidFen = numberAt(paid.args, "paidFen");
  if (paidFen !== approvedFen) {
    refute("another sum was paid", { paidFen: String(paidFen), approvedFen: String(approvedFen) });
  }
  const payment = wordAt(paid.args, "payment");
  const transfer = all
    .slice(0, all.indexOf(paid))
    .find(({ name, args }) => name === "PaymentRecorded" && args["payment"] === payment);
  const { args } = transfer ?? refute("no proven event records the transfer", { payment });
  const sumFen = numberAt(args, "sumFen");
  if (sumFen < paidFen) {
    refute("more was paid than was transferred", { paidFen: String(paidFen), sumFen: String(sumFen) });
  }
}

/** The one approval; a claim is never approved twice. */
export function approvalOf({ steps }: ClaimStory): DecodedEvent | null {
  const approvals = steps.filter(({ name }) => name === "ClaimApproved");
  if (approvals.length > 1) refute("the claim was approved more than once", { count: approvals.length });
  return approvals[0] ?? null;
}

export function awardOf(approval: DecodedEvent): ProvenAward {
  const award = structAt(approval.args, "award");
  return {
    fundParts: listAt(award, "fundParts").map(fundPartOf),
    accountFen: numberAt(award, "accountFen"),
    familyAccountFen: numberAt(award, "familyAccountFen"),
    cashFen: numberAt(award, "cashFen"),
    hospitalFen: numberAt(award, "hospitalFen"),
  };
}

/** A packed word: fund_pay_type above 64 bits of fen. */
function fundPartOf(word: Value): ProvenAward["fundParts"][number] {
  if (typeof word !== "bigint") return refute("a fund's part is no number");
  return { fundPayType: Number(word >> 64n), fen: word & ((1n << 64n) - 1n) };
}
