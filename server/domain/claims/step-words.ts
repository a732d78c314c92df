import type { Sentence } from "../answers.ts";
import type { ClaimStep } from "./claim-rows.ts";

export const CLAIM_STEPS = [
  "endorsed",
  "approved",
  "rejected",
  "appealed",
  "advanced",
  "paid",
  "reversed",
  "clawed-back",
  "disputed",
  "upheld",
] as const satisfies readonly ClaimStep["kind"][];

/** What each step of a claim is called to a person. */
export const STEP_WORDS: Readonly<Record<ClaimStep["kind"], Sentence>> = {
  endorsed: { chinese: "初审同意，待复审", english: "endorsed by the first of two persons" },
  approved: { chinese: "审核通过", english: "approved" },
  rejected: { chinese: "审核不予支付", english: "refused" },
  appealed: { chinese: "申诉", english: "appealed by the filer" },
  advanced: { chinese: "超时先行拨付", english: "advanced, because the decision was overdue" },
  paid: { chinese: "已拨付", english: "paid" },
  reversed: { chinese: "冲正", english: "taken back before payment" },
  "clawed-back": { chinese: "追回", english: "clawed back" },
  disputed: { chinese: "提出争议", english: "disputed" },
  upheld: { chinese: "争议维持", english: "upheld" },
};
