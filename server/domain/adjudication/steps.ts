import type { Sentence } from "../answers.ts";
import { decimalText } from "../decimal-text.ts";

export type StepValue = bigint | number | string | null;

/** One step on the way to an award: what was done, of which line, with which values. */
export type Step = {
  readonly step: StepCode;
  readonly lineNumber: number | null;
  readonly values: Readonly<Record<string, StepValue>>;
};

const say = (chinese: string, english: string): Sentence => ({ chinese, english });

const STEP_WORDS = {
  "line-own-pay": say(
    "{item}：{ownPayFen} 元全自费（{cause}）",
    "{item}: {ownPayFen} yuan own pay ({cause})",
  ),
  "line-cut": say(
    "{item}：{amountFen} 元，超限价 {overFen}，先行自付 {selfpayBps} 即 {selfpayFen}，符合范围 {scopeFen}",
    "{item}: {amountFen} yuan, {overFen} over limit, {selfpayFen} ({selfpayBps}) first, {scopeFen} in scope",
  ),
  deductible: say(
    "起付线 {limitFen} 元，年内已用 {usedFen}，本次 {paidFen}",
    "deductible {limitFen} yuan, {usedFen} used before, {paidFen} now",
  ),
  band: say("{partFen} 元按 {bps} 支付", "{partFen} yuan at {bps}"),
  "special-drugs": say("特药 {partFen} 元按 {bps} 支付", "special drugs: {partFen} yuan at {bps}"),
  filing: say("按异地备案，各项支付比例乘以 {bps}", "every fund ratio times {bps} for this filing"),
  pool: say("统筹基金 {fundPayType} 支付 {paidFen} 元", "the pool {fundPayType} pays {paidFen} yuan"),
  "group-cap": say(
    "类别限额 {capFen} 元用尽，超出 {overFen} 元由个人负担",
    "the limit of this care, {capFen} yuan, is used up; {overFen} above it is the person's",
  ),
  "pool-cap": say(
    "统筹封顶线 {capFen} 元用尽，超出 {overFen} 元",
    "the pool's cap of {capFen} yuan is used up; {overFen} is above it",
  ),
  "further-fund": say(
    "{fundPayType}：计入 {baseFen} 元，支付 {paidFen} 元",
    "{fundPayType}: of {baseFen} yuan it pays {paidFen}",
  ),
  requested: say(
    "申请 {requestedFen} 元，减少 {lessFen} 元",
    "asked for {requestedFen} yuan only: {lessFen} less than the rules give",
  ),
  hospital: say("超限价 {paidFen} 元由医院负担", "the provider bears {paidFen} yuan above ceilings"),
  account: say("个人账户支付 {paidFen} 元", "the personal account pays {paidFen} yuan"),
  "family-account": say("共济账户支付 {paidFen} 元", "family members' accounts pay {paidFen} yuan"),
  cash: say("个人现金 {paidFen} 元", "the person pays {paidFen} yuan in cash"),
} as const satisfies Record<string, Sentence>;

export type StepCode = keyof typeof STEP_WORDS;

/** The step in words, its fen as yuan and its ratios in percent. */
export function sentenceOf({ step, values }: Step): Sentence {
  const { chinese, english } = STEP_WORDS[step];
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => wordOf(name, values[name] ?? "—"));
  return say(fill(chinese), fill(english));
}

function wordOf(name: string, value: Exclude<StepValue, null>): string {
  if (typeof value !== "bigint") return String(value);
  if (name.endsWith("Fen")) return decimalText(value, 2);
  return name.toLowerCase().endsWith("bps") ? `${decimalText(value, 2)}%` : String(value);
}
