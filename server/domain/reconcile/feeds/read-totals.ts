import { dayOf } from "../../nhsa/message-times.ts";
import { readHead } from "../../nhsa/read-head.ts";
import type { JsonNode } from "../../nhsa/read-json.ts";
import { objectAt } from "../../nhsa/read-nodes.ts";
import type { FeedFault } from "../feed-claim.ts";
import { faulty, type LineReading } from "./feed-item.ts";
import { faultsOfMessage } from "./message-faults.ts";
import { fenOfYuan, regionOf } from "./message-words.ts";

/** nhsa-3201: what an institution sums up of a period's settlements. */
export function readTotalsMessage(row: number, text: string): LineReading {
  const infnoOf = (word: string): "3201" | null => (word === "3201" ? word : null);
  const { faults, body } = readHead(text, { infnoOf, profile: undefined });
  const data = body === null ? null : objectAt(body.input, "data", { path: "input", line: null, faults });
  const envelope = body?.envelope ?? null;
  if (data === null || envelope === null || faults.length > 0) return faulty(faultsOfMessage(row, faults));
  const own: FeedFault[] = [];
  const read = <T>(name: string, problem: string, parse: (text: string) => T | null, instead: T): T => {
    const value = parse(textOf(data.get(name)));
    if (value !== null) return value;
    own.push({ row, path: `input.data.${name}`, problem });
    return instead;
  };
  const day = (name: string): string => read(name, "not-a-day", dayOf, "");
  const amount = (name: string): bigint => read(name, "not-a-decimal", fenOfYuan, 0n);
  const item = {
    row,
    msgid: envelope.msgid,
    institutionCode: envelope.institutionCode,
    payerRegion: regionOf(textOf(data.get("setl_optins"))),
    fromDay: day("stmt_begndate"),
    toDay: day("stmt_enddate"),
    settlementCount: read("fixmedins_setl_cnt", "not-whole", countOf, 0),
    totalFen: amount("medfee_sumamt"),
    fundFen: amount("fund_pay_sumamt"),
    accountFen: amount("acct_pay"),
    isRefund: textOf(data.get("refd_setl_flag")) === "1",
  };
  if (own.length === 0 && item.toDay < item.fromDay) {
    own.push({ row, path: "input.data.stmt_enddate", problem: "out-of-range" });
  }
  return own.length > 0 ? faulty(own) : { items: [{ is: "totals", item }], faults: [], passedOver: 0 };
}

function textOf(node: JsonNode | undefined): string {
  return node?.is === "text" || node?.is === "number" ? node.text : "";
}

function countOf(text: string): number | null {
  return /^(0|[1-9][0-9]{0,8})$/.test(text) ? Number(text) : null;
}
