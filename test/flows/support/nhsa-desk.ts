import { ZONES } from "../../../server/domain/business-day.ts";
import type { DispenseRow } from "../../../server/domain/drug-rows.ts";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { NhsaInfno } from "../../../server/domain/nhsa/message.ts";
import { platformTime } from "../../../server/domain/nhsa/message-times.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { answerNhsaMessage } from "../../../server/flows/nhsa/answer-message.ts";
import type { NhsaAnswer } from "../../../server/flows/nhsa/compose-answer.ts";
import { createNhsaPorts, type NhsaPorts } from "../../../server/flows/nhsa/nhsa-ports.ts";
import { receiptKeys } from "../../../server/flows/nhsa/take-sale.ts";
import type { AtEnd } from "../../chain/support/test-ledger.ts";
import { type Fields, LINES, messageOf, traced } from "../../domain/support/nhsa-messages.ts";
import { codesOf, HUZHOU, startWholeLedger, type WholeLedger } from "./whole-ledger.ts";

export const PREFIX = "8300391";
const SPLIT_PREFIX = "8300392";
export const SPLIT_CODES = codesOf(SPLIT_PREFIX, 6);
const CODES = codesOf(PREFIX, 60);
const PHARMACY = "P33050300201";
export const OTHER = "P33050300202";
export const MAKER = "M33050300501";
export const UNKNOWN_CODE = `${PREFIX}9999999999999`;

/** A pharmacy's till and warehouse: it holds packs 0 to 39 of 60, and six packs that may be opened. */
export async function openDesk(atEnd: AtEnd): Promise<Desk> {
  const whole = await startWholeLedger(atEnd);
  const ports = createNhsaPorts(whole.take);
  await whole.member("bureau", HUZHOU, "330500000001");
  const maker = await whole.member("maker", HUZHOU, MAKER);
  const pharmacy = await whole.member("pharmacy", HUZHOU, PHARMACY);
  const other = await whole.member("pharmacy", HUZHOU, OTHER);
  const product = await whole.product(maker, { prefix: PREFIX });
  const split = await whole.product(maker, { prefix: SPLIT_PREFIX, flags: ["splitAllowed"] });
  await whole.batch(maker, { product, number: "B1", codes: CODES });
  await whole.batch(maker, { product: split, number: "S1", codes: SPLIT_CODES });
  await whole.hand(maker, pharmacy, [...CODES.slice(0, 40), ...SPLIT_CODES]);
  await whole.take.records.replaceSkus(pharmacy.institution, [
    { sku: "SKU-000123", product },
    { sku: "SKU-000124", product: split },
  ]);
  return { whole, ports, maker, pharmacy, other, ...sending(whole, ports, pharmacy) };
}

export type Desk = {
  readonly whole: WholeLedger;
  readonly ports: NhsaPorts;
  readonly maker: Principal;
  readonly pharmacy: Principal;
  readonly other: Principal;
} & ReturnType<typeof sending>;

export const code = (at: number): string => CODES[at] ?? "";

/** What decides: infcode, retRslt, our code; and whether there was a warning. */
export function verdict({ infcode, output, caretrail, warn_msg }: NhsaAnswer): unknown[] {
  const told = [infcode, output?.result.retRslt ?? null, caretrail?.code ?? null];
  return warn_msg === null ? told : [...told, "warned"];
}

export const GOOD = ["0", "1", null];
export const refused = (failure: string): unknown[] => ["0", "0", failure];
export const notTaken = (failure: string): unknown[] => ["-1", null, failure];

function sending(whole: WholeLedger, ports: NhsaPorts, pharmacy: Principal) {
  let nth = 0;
  const local = (atSec = whole.nowSec()): string =>
    platformTime(atSec, ZONES["Asia/Shanghai"]).replace(/^(....)(..)(..)(..)(..)(..)$/, "$1-$2-$3 $4:$5:$6");
  const head = (change: Fields = {}): Fields => {
    nth += 1;
    const msgid = `${PHARMACY}20260801083000${String(nth).padStart(4, "0")}`;
    return { msgid, fixmedins_code: PHARMACY, inf_time: local(), ...change };
  };
  const send = (
    infno: NhsaInfno,
    text: string | null,
    { principal = pharmacy, waitMs = 20_000 }: { principal?: Principal; waitMs?: number } = {},
  ): Promise<NhsaAnswer> => answerNhsaMessage(ports, { principal, infno, text, waitMs });
  const saleOf = (codes: readonly string[], change: Fields = {}): Fields => ({
    ...LINES["3505"],
    ...traced(codes),
    sel_retn_cnt: String(codes.length),
    sel_retn_time: local(),
    rtal_docno: "R-1",
    ...change,
  });
  const sell = (codes: readonly string[], change: Fields = {}, top: Fields = head()): Promise<NhsaAnswer> =>
    send("3505", messageOf("3505", saleOf(codes, change), top));
  /** The dispenses of a receipt of today, in the order of their numbers. */
  const rowsOf = (receiptNumber: string): Promise<readonly DispenseRow[]> =>
    whole.take.reader.view(async (view) => {
      const receipt = { institution: pharmacy.institution, receiptNumber, atSec: whole.nowSec() };
      const keyOf: (ordinal: number) => Hex32 = receiptKeys(ports, receipt);
      const rows: DispenseRow[] = [];
      for (let ordinal = 1; ordinal <= 5; ordinal += 1) {
        const row = await view.dispenseByDocument(pharmacy.institution, keyOf(ordinal));
        if (row !== null) rows.push(row);
      }
      return rows;
    });
  return { local, head, send, saleOf, sell, rowsOf };
}
