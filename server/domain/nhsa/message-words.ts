import type { Fact, Facts } from "../failure.ts";
import { FAILURES, type FailureCode } from "../failure-catalogue.ts";
import type { NhsaFault, NhsaFaultKind, NhsaInfno } from "./message.ts";
import { kindOf } from "./read-envelope.ts";
import { isSettlement, type SettlementKind } from "./settlement/message.ts";

/**
 * Whether a fault is told as the platform tells one in its second level (retRslt 0): the codes and counts of
 * a line. Everything else of a message's form is of the first level (infcode -1).
 */
export function isOfResult({ path, kind }: NhsaFault): boolean {
  return kind === "count-differs" || TRACE_NODE.test(path);
}

/** All faults in one sentence, in the platform's manner; names of fields, never what stood in them. */
export function faultsText(faults: readonly NhsaFault[], infno: NhsaInfno | SettlementKind | null): string {
  const isBatch = hasLines(infno);
  const bare = faults.filter(({ kind, path, line }) =>
    isBare({ kind, path, isInLines: isBatch && line !== null }),
  );
  const names = bare.map(({ path }) => lastName(path)).join(", ");
  const others = faults.filter((fault) => !bare.includes(fault)).map((fault) => faultText(fault, infno));
  return [...(bare.length === 0 ? [] : [`必填字段缺失: ${names}`]), ...others].join("; ");
}

/** A refusal of the ledger in one sentence: what it means, and the facts that decided it. */
export function failureText(code: FailureCode, facts: Facts): string {
  const told = Object.entries(facts)
    .flatMap(([name, value]) => (isTold(value) ? [`${name}=${String(value)}`] : []))
    .slice(0, FACTS_TOLD_MAX);
  return `${FAILURE_WORDS[code] ?? FAILURES[code].title} [${[code, ...told].join(" ")}]`;
}

const FACTS_TOLD_MAX = 8;
const TRACE_NODE = /\.drug_?trac_?(?:info|codg|code)(?:$|[.[])/;

function isBare(fault: { kind: NhsaFaultKind; path: string; isInLines: boolean }): boolean {
  return fault.kind === "missing" && !fault.isInLines && !TRACE_NODE.test(fault.path);
}

function isTold(value: Fact): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Whether a message may have many lines, so that a fault names its own. */
function hasLines(infno: NhsaInfno | SettlementKind | null): boolean {
  return infno !== null && (infno.endsWith("A") || isSettlement(infno));
}

function subjectOf(infno: NhsaInfno | SettlementKind | null): string {
  if (infno === null) return "明细";
  return isSettlement(infno) ? "费用明细" : SUBJECTS[kindOf(infno).kind];
}

function faultText({ path, line, kind }: NhsaFault, infno: NhsaInfno | SettlementKind | null): string {
  const isBatch = hasLines(infno);
  const subject = subjectOf(infno);
  const where = isBatch && line !== null ? `${subject}第${line}行 ` : "";
  const node = /\.(drug_?trac_?info)\[([0-9]+)\]/.exec(path);
  const item = node === null ? "" : `${node[1]} 第${Number(node[2]) + 1}条`;
  const name = lastName(path);
  const isItemItself = node !== null && path.endsWith("]");
  if (kind === "missing") return `${where}${item}缺 ${name}`;
  const named = isItemItself || name === "" ? "" : `${name} `;
  return `${where}${item === "" ? "" : `${item} `}${named}${FAULT_WORDS[kind]}`;
}

function lastName(path: string): string {
  return path.split(".").at(-1) ?? "";
}

const SUBJECTS = {
  "3501": "盘存明细",
  "3502": "库存变更明细",
  "3503": "采购明细",
  "3504": "采购退货明细",
  "3505": "销售明细",
  "3506": "销售退货明细",
  "3507": "删除明细",
} as const;

const FAULT_WORDS: Readonly<Record<NhsaFaultKind, string>> = {
  "not-utf8": "报文不是 UTF-8 编码",
  "not-json": "报文不是 JSON",
  "too-deep": "嵌套过深",
  "repeated-name": "字段重复",
  "forbidden-name": "字段名不允许",
  "not-an-object": "应为对象",
  "not-a-list": "应为数组",
  "too-many": "条数超限",
  missing: "缺失",
  "not-text": "应为字符串",
  "too-long": "超长",
  unprintable: "含不可见字符",
  "not-a-decimal": "不是十进制数",
  "too-many-places": "小数位超限",
  "too-many-digits": "整数位超限",
  negative: "为负数",
  "not-positive": "应大于零",
  "not-whole": "应为整数",
  "not-a-day": "不是日期",
  "not-a-time": "不是时间",
  "out-of-range": "超出范围",
  "not-an-area": "不是行政区划代码",
  "unknown-value": "取值不在字典内",
  "two-spellings": "两种写法不一致",
  "expires-before-made": "有效期早于生产日期",
  "count-differs": "与追溯码个数不一致",
  "amount-too-large": "金额超限",
  "amount-differs": "金额不平",
  "lines-disagree": "各行不一致",
  "repeated-number": "明细流水号重复",
  "line-unknown": "无此费用明细",
  "inpatient-field": "住院字段，本接口只受理药店与门诊单次结算",
};

/** What a cashier may meet; the others are told by their English title. */
const FAILURE_WORDS: Readonly<Partial<Record<FailureCode, string>>> = {
  "malformed-request": "报文不合格",
  "institution-mismatch": "报文机构与登录机构不符",
  "idempotency-body-differs": "同一 msgid 已用于其他报文",
  "idempotency-in-flight": "正在处理，请以同一 msgid 重发",
  "not-ready": "系统暂不可写，请稍后以同一 msgid 重发",
  "chain-unreachable": "账本暂不可达，请稍后以同一 msgid 重发",
  "too-busy": "系统繁忙，请稍后以同一 msgid 重发",
  "ledger-paused": "账本暂停，请稍后以同一 msgid 重发",
  "could-not-look": "暂无法查询，不是否定答复，请稍后重发",
  "trace-code-malformed": "追溯码不合格，请重新扫码",
  "trace-code-unknown": "追溯码未上账",
  "product-barcode-scanned": "这是商品码，请扫追溯码",
  "trace-code-repeated": "同一追溯码出现两次",
  "trace-code-foreign": "追溯码不属于该药品",
  "trace-codes-missing": "缺追溯码",
  "not-in-custody": "该盒不在本机构库存",
  "pack-already-dispensed": "该盒已售出",
  "pack-contested": "该追溯码有争议",
  "pack-frozen": "该盒退药次数超限，已冻结",
  "batch-expired": "该批次已过有效期",
  "batch-not-sellable": "该批次不可销售",
  "batch-in-quarantine": "该批次被暂控",
  "split-not-allowed": "该药品不可拆零",
  "units-exceed-pack": "拆零数量超过余量",
  "occurred-in-future": "发生时间晚于当前时间",
  "document-already-recorded": "单据号已登记",
  "person-missing": "缺参保人信息",
  "request-size-wrong": "明细条数超限",
  "product-unknown": "药品未登记",
  "sku-unmapped": "机构目录编号未对照",
  "sku-of-other-product": "追溯码与机构目录编号不是同一药品",
  "sale-unknown": "查无此销售",
  "sale-ambiguous": "对应多笔销售，请以 3506 逐笔退",
  "return-too-late": "已过退药期限",
  "dispense-not-in-state": "该销售已退",
  "return-exceeds-line": "退货超过售出数量",
  "return-line-wrong": "该销售无此明细",
  "purchase-not-shipped": "供应商未发货上账",
  "supplier-unknown": "供应商与来货方不符",
  "stock-change-meaningless": "该库存变更类型不适用",
  "deletion-not-possible": "账上记录不可删除",
  "maker-trace-required": "该药品须凭生产企业追溯码销售",
  "declared-key-spent": "该追溯码已在别处售出",
  "batch-already-opened": "该批号已申报",
  "remnant-wrong": "余量不符",
  "settlement-unknown": "结算结果未知，请以同一 msgid 重发，或以 2601 冲正",
  "settlement-undone": "该结算已撤销",
  "claim-refused-by-rules": "医保审核不予支付",
  "claim-unknown": "查无此结算",
  "claim-not-in-state": "结算状态不允许此操作",
  "evidence-already-spent": "该费用已结算",
  "region-has-no-bureau": "参保地未接入",
  "agreement-not-active": "机构协议未生效",
};
