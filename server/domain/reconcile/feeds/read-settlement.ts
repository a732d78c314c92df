import { canonicalNode } from "../../nhsa/canonical-node.ts";
import type { NhsaEnvelope } from "../../nhsa/message.ts";
import { type JsonNode, readJson } from "../../nhsa/read-json.ts";
import type { PharmacySale } from "../../nhsa/settlement/message.ts";
import { parseSettlement } from "../../nhsa/settlement/parse-settlement.ts";
import type { FeedClaim } from "../feed-claim.ts";
import { comparableCode } from "./comparable-code.ts";
import { faulty, type LineReading } from "./feed-item.ts";
import { faultsOfMessage, otherKind } from "./message-faults.ts";
import { fenOfYuan, regionOf } from "./message-words.ts";

/**
 * nhsa-2102: a settlement as the pharmacy sent it, alone or in `{"request": …, "response": …}` with the
 * platform's answer, which alone tells the settlement's number and what the fund bears.
 */
export function readSettlementMessage(row: number, text: string): LineReading {
  const { request, setlinfo } = partsOf(text);
  const parsed = parseSettlement(request);
  if (!parsed.ok) return faulty(faultsOfMessage(row, parsed.faults));
  const { kind, envelope, body } = parsed.message;
  if (kind !== "2102") return faulty([otherKind(row, "2102", kind)]);
  const stated = textOf(setlinfo?.get("fund_pay_sumamt"));
  const fundFen = stated === null ? null : fenOfYuan(stated);
  if (stated !== null && fundFen === null) {
    const path = "response.output.setlinfo.fund_pay_sumamt";
    return faulty([{ row, path, problem: "not-a-decimal" }]);
  }
  const answer = { settlementId: textOf(setlinfo?.get("setl_id")), fundFen };
  const claim = { row, ...answer, ...wordsOf(envelope, body, answer.settlementId) };
  const group = `${envelope.institutionCode}\n${envelope.msgid}`;
  return { items: [{ is: "claim", claim, group, part: "" }], faults: [], passedOver: 0 };
}

type Words = Omit<FeedClaim, "row" | "settlementId" | "fundFen">;

function wordsOf(envelope: NhsaEnvelope<string>, sale: PharmacySale, settlementId: string | null): Words {
  const { person } = sale.insured;
  const codes = sale.lines.flatMap(({ packs }) => packs?.traceCodes ?? []);
  return {
    claimId: settlementId ?? envelope.msgid,
    channel: "direct",
    // What a 2102 hands over by itself is recorded under the message's own number.
    receiptNumber: sale.invoiceNumber ?? envelope.msgid,
    institutionCode: envelope.institutionCode,
    person: { scheme: person.scheme, value: person.value },
    insuredRegion: regionOf(envelope.insuredArea),
    claimedOn: sale.beganOn,
    traceCodes: codes.map(comparableCode),
    totalFen: sale.totalFen,
  };
}

type Members = ReadonlyMap<string, JsonNode>;

/** The message's own text, and the answer beside it. */
function partsOf(text: string): { readonly request: string; readonly setlinfo: Members | null } {
  const { root } = readJson(text);
  const whole = membersOf(root ?? undefined);
  const request = whole?.get("request");
  if (request === undefined) return { request: text, setlinfo: null };
  const output = membersOf(membersOf(whole?.get("response"))?.get("output"));
  return { request: canonicalNode(request), setlinfo: membersOf(output?.get("setlinfo")) };
}

function membersOf(node: JsonNode | undefined): Members | null {
  return node?.is === "object" ? node.members : null;
}

function textOf(node: JsonNode | undefined): string | null {
  const isThere = (node?.is === "text" || node?.is === "number") && node.text.trim() !== "";
  return isThere ? node.text : null;
}
