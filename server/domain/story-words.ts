import type { Sentence } from "./answers.ts";
import type { DecommissionReason, DisputeOutcome, ReceiptAnswer } from "./drug-rows.ts";
import type { FailureCode } from "./failure-catalogue.ts";

const say = (chinese: string, english: string): Sentence => ({ chinese, english });

export const OUTCOME_WORDS: Readonly<Record<DisputeOutcome, Sentence>> = {
  none: say("未定", "undecided"),
  returned: say("货已退回发货方", "the goods returned to the sender"),
  lost: say("货已丢失", "the goods are lost"),
};

export const DECOMMISSION_WORDS: Readonly<Record<DecommissionReason, Sentence>> = {
  none: say("未说明", "no reason stated"),
  destroyed: say("销毁", "destroyed"),
  stolen: say("被盗", "stolen"),
  sampled: say("抽检", "taken as a sample"),
  exported: say("出口", "exported"),
  expired: say("过期", "expired"),
};

export const ANSWER_WORDS: Readonly<Record<Exclude<ReceiptAnswer, "none">, Sentence>> = {
  confirmed: say("领药人确认已收到", "the person confirmed having received it"),
  denied: say("领药人否认收到", "the person denied having received it"),
};

/** What was refused, by the operation's name; the edge names them by its own, the flows by theirs. */
export const OPERATION_WORDS: Readonly<Record<string, Sentence>> = {
  "record-dispenses": say("发药", "a dispense"),
  "ship-consignment": say("发货", "a shipment"),
  "receive-consignment": say("收货", "a receipt"),
  "withdraw-consignment": say("撤回在途", "a withdrawal"),
  "dispute-consignment": say("提出争议", "a dispute"),
  "answer-dispute": say("答复争议", "an answer to a dispute"),
  "resolve-dispute": say("裁定争议", "a decision on a dispute"),
  "reverse-dispense": say("退药", "a return"),
  "decommission-packs": say("报损出库", "a write-off"),
  "declare-batch": say("申报库存", "a declaration of stock"),
};

/** Why packs are refused, in the words of a Chinese till. */
export const REFUSAL_WORDS: Readonly<Partial<Record<FailureCode, string>>> = {
  "pack-already-dispensed": "该包装已发药",
  "not-in-custody": "该包装不在其库存",
  "batch-expired": "批次已过有效期",
  "batch-not-sellable": "该批次现不可发药",
  "batch-in-quarantine": "该批次在本地区暂停",
  "batch-only-goes-back": "已召回，只可退回",
  "pack-contested": "追溯码被两份清单声称",
  "pack-frozen": "退回次数已满，已冻结",
  "split-not-allowed": "该药品不可拆零",
  "units-exceed-pack": "余量不足",
  "maker-trace-required": "须有生产企业追溯",
  "declared-key-spent": "另一盒申报库存已用此码",
  "trace-code-repeated": "同一追溯码重复",
  "run-not-of-consignment": "不属于该随货同行单",
  "document-already-recorded": "单号已使用",
  "return-line-wrong": "原发药没有这一行",
  "return-exceeds-line": "退回多于余下数量",
  "return-too-late": "已过退药期限",
  "dispense-not-in-state": "已全部退回",
  "remnant-wrong": "余量不符",
  "parcel-not-in-state": "货物状态不允许",
};
