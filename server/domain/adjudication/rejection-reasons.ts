import type { Sentence } from "../answers.ts";

/** Who finds the reason: the rules, the checks of evidence around them, or a person. */
export type ReasonSource = "rules" | "evidence" | "person";

type Reason = Sentence & { readonly number: number; readonly source: ReasonSource };

const reason = (number: number, source: ReasonSource, chinese: string, english: string): Reason => ({
  number,
  source,
  chinese,
  english,
});

/**
 * Why a claim was refused. The number stands on the chain for good: a number is never used for another
 * meaning, and a reason that is no longer given keeps its row.
 */
export const REJECTION_REASONS = {
  "not-insured": reason(101, "rules", "就诊当日未参保", "not insured on the day of care"),
  "coverage-suspended": reason(102, "rules", "待遇暂停", "benefits are suspended"),
  "contributions-unpaid": reason(103, "rules", "欠费，未到账", "contributions are not paid up"),
  "waiting-period": reason(104, "rules", "待遇等待期内", "still in the waiting period"),
  "catalogue-not-in-force": reason(201, "rules", "就医地目录未生效", "the catalogue was not in force"),
  "policy-not-in-force": reason(202, "rules", "参保地政策未生效", "the policy was not in force"),
  "insurance-not-in-policy": reason(203, "rules", "政策无此险种", "the policy has no such insurance"),
  "care-not-covered": reason(204, "rules", "医疗类别不予支付", "this kind of care is not covered"),
  "level-not-covered": reason(205, "rules", "该级别机构不予支付", "providers of this level are not covered"),
  "level-of-other-kind": reason(
    206,
    "rules",
    "机构级别与类型不符",
    "the level is not one of this kind of provider",
  ),
  "filing-missing": reason(207, "rules", "未办理异地就医备案", "care elsewhere without a filing is not paid"),
  "chronic-disease-not-approved": reason(208, "rules", "门慢特未认定", "the chronic disease is not approved"),
  "channel-not-by-rules": reason(
    209,
    "rules",
    "该渠道不由规则裁定",
    "claims of this channel are decided by a person",
  ),
  "no-lines": reason(301, "rules", "无费用明细", "the claim has no lines"),
  "line-malformed": reason(302, "rules", "明细数量或金额有误", "a line's quantity or amount is wrong"),
  "line-repeated": reason(303, "rules", "明细序号重复", "a line number stands twice"),
  "item-unknown": reason(304, "rules", "项目未对照目录", "an item is not in the catalogue"),
  "item-of-other-kind": reason(
    305,
    "rules",
    "项目类别不符，疑似串换",
    "an item is of another kind than its line says",
  ),
  "special-drug-not-approved": reason(
    306,
    "rules",
    "特药未备案或不符",
    "a special drug without an approval that fits",
  ),
  "opening-missing": reason(401, "evidence", "承诺开示缺失", "what the claim commits to was not opened"),
  "opening-differs": reason(402, "evidence", "开示与承诺不符", "the opening does not match the commitment"),
  "evidence-differs": reason(403, "evidence", "明细与追溯凭据不符", "lines and evidence do not agree"),
  "person-differs": reason(404, "evidence", "凭据所属人员不符", "the evidence is another person's"),
  "invoice-already-paid": reason(405, "evidence", "发票已报销", "the invoice was paid before"),
  "care-denied": reason(406, "evidence", "参保人否认就医或收药", "the person denied the care"),
  "amount-differs": reason(
    407,
    "evidence",
    "申报金额与规则结果不符",
    "asked for another amount than the rules give",
  ),
  "documents-missing": reason(501, "person", "材料不全", "documents are missing"),
  "invoice-doubtful": reason(502, "person", "票据真实性存疑", "the invoice is doubtful"),
  "not-medically-justified": reason(503, "person", "诊疗依据不足", "the care is not medically justified"),
  "third-party-liable": reason(
    504,
    "person",
    "应由第三人或工伤负担",
    "a third party or work injury is liable",
  ),
  "filed-too-late": reason(505, "person", "超过申报期限", "filed after the time limit"),
  other: reason(599, "person", "其他（见说明）", "another reason, stated by the decider"),
} as const satisfies Record<string, Reason>;

export type RejectionReason = keyof typeof REJECTION_REASONS;

/** The reason that a number on the chain means; undefined when the table has none. */
export function reasonOfNumber(number: number): RejectionReason | undefined {
  return REASON_BY_NUMBER.get(number);
}

const REASON_BY_NUMBER: ReadonlyMap<number, RejectionReason> = new Map(
  entriesOf(REJECTION_REASONS).map(([code, { number }]) => [number, code]),
);

function entriesOf<Key extends string, Value>(table: Readonly<Record<Key, Value>>): [Key, Value][] {
  // The table is closed and made here: its own keys are all it has.
  return Object.entries(table) as [Key, Value][];
}
