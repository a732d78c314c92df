import { SETLINFO_WORDS, type SetlinfoWord } from "../../adjudication/rule-words.ts";
import type { Zone } from "../../business-day.ts";
import { decimalText } from "../../decimal-text.ts";
import { messageTime } from "../message-times.ts";
import { composeCut } from "./compose-cut.ts";
import { brokenIdentities, identitiesText } from "./identities.ts";
import type { SettlementKind } from "./message.ts";
import type { CancelledOutput, Setldetail, Setlinfo, SettlementOutput } from "./output.ts";
import { amountsOfOutput } from "./read-output.ts";
import type { SettledPerson, Settlement } from "./settlement.ts";

/**
 * The output of 2101, 2102, 2206 and 2207. An identity that does not hold in what would go out is a bug and
 * stops the answer.
 */
export function composeSettlement(settlement: Settlement, zone: Zone): SettlementOutput {
  const output = wholeOutput(settlement, zone);
  return isPharmacys(settlement) ? output : { setlinfo: output.setlinfo, setldetail: output.setldetail };
}

/** The output of 2103: the settlement that is no more, its person's amounts by other names. */
export function composePharmacyCancellation(settlement: Settlement, zone: Zone): CancelledOutput {
  const { setlinfo, setldetail } = wholeOutput(settlement, zone);
  const { psn_part_amt: psn_pay, psn_cash_pay: cash_payamt, ...others } = setlinfo;
  return { setlinfo: { ...others, psn_pay, cash_payamt }, setldetail };
}

/** The output of 2208: the visit's settlement that is no more. */
export function composeVisitCancellation(settlement: Settlement, zone: Zone): SettlementOutput {
  const { setlinfo, setldetail } = wholeOutput(settlement, zone);
  return { setlinfo, setldetail };
}

/** Messages that are answered by infcode alone. */
export const WITHOUT_OUTPUT: readonly SettlementKind[] = ["2205", "2601"];

/** With its lines, whoever is told them: they are checked in any case. */
function wholeOutput(settlement: Settlement, zone: Zone): SettlementOutput {
  const output = {
    setlinfo: setlinfoOf(settlement, zone),
    setldetail: setldetailOf(settlement),
    detlcutinfo: settlement.lines.map(composeCut),
  };
  const amounts = amountsOfOutput(output);
  if (amounts === null) throw new Error("a settlement was composed with something that is no amount");
  const broken = brokenIdentities(amounts);
  if (broken.length > 0) throw new Error(`a settlement does not add up: ${identitiesText(broken)}`);
  return output;
}

function isPharmacys({ kind }: Settlement): boolean {
  return kind === "2101" || kind === "2102";
}

function setlinfoOf(settlement: Settlement, zone: Zone): Setlinfo {
  const { fundParts, accountFen, familyAccountFen, cashFen, hospitalFen, lines } = settlement;
  const fundFen = sumOf(fundParts.map(({ fen }) => fen));
  const wordFen = (word: SetlinfoWord): bigint =>
    sumOf(fundParts.filter((part) => part.word === word).map(({ fen }) => fen));
  const share = (name: "ownExpenseFen" | "overLimitFen" | "preSelfPayFen" | "inScopeFen"): string =>
    yuan(sumOf(lines.map((line) => line[name])));
  const words = fundWords(wordFen);
  const { hifdm_pay, ...funds } = words;
  return {
    setl_id: settlement.settlementId ?? "",
    mdtrt_id: settlement.visitId,
    ...personWords(settlement.person, messageTime(settlement.settledAtSec, zone)),
    setl_time: messageTime(settlement.settledAtSec, zone),
    mdtrt_cert_type: settlement.shownType,
    med_type: settlement.careType,
    medfee_sumamt: yuan(settlement.totalFen),
    fulamt_ownpay_amt: share("ownExpenseFen"),
    overlmt_selfpay: share("overLimitFen"),
    preselfpay_amt: share("preSelfPayFen"),
    inscp_scp_amt: share("inScopeFen"),
    act_pay_dedc: yuan(settlement.deductibleFen),
    ...funds,
    pool_prop_selfpay: settlement.poolBps === null ? "" : decimalText(settlement.poolBps, RATIO_PLACES),
    fund_pay_sumamt: yuan(fundFen),
    psn_part_amt: yuan(accountFen + familyAccountFen + cashFen),
    acct_pay: yuan(accountFen),
    psn_cash_pay: yuan(cashFen),
    balc: settlement.balanceFen === null ? "" : yuan(settlement.balanceFen),
    acct_mulaid_pay: yuan(familyAccountFen),
    medins_setl_id: settlement.requestMsgid,
    clr_optins: settlement.clearing.office,
    clr_way: settlement.clearing.way,
    clr_type: settlement.clearing.type,
    ...(isPharmacys(settlement) && hospitalFen === 0n ? {} : { hosp_part_amt: yuan(hospitalFen) }),
    ...(isPharmacys(settlement) && wordFen("hifdm_pay") === 0n ? {} : { hifdm_pay }),
  };
}

function fundWords(wordFen: (word: SetlinfoWord) => bigint): Readonly<Record<SetlinfoWord, string>> {
  const told = SETLINFO_WORDS.map((word) => [word, yuan(wordFen(word))] as const);
  // Every word of the list is set, and no other.
  return Object.fromEntries(told) as Record<SetlinfoWord, string>;
}

function personWords(person: SettledPerson, settledAt: string): PersonWords {
  const { bornOn } = person;
  return {
    psn_no: person.psnNo,
    psn_name: person.name ?? "",
    psn_cert_type: person.certificateType ?? "",
    certno: person.certificate ?? "",
    gend: person.sex ?? "",
    naty: person.nation ?? "",
    brdy: bornOn ?? "",
    age: bornOn === null ? "" : `${yearsBetween(bornOn, settledAt)}.0`,
    insutype: person.insuranceType,
    psn_type: person.personType ?? "",
    cvlserv_flag: CIVIL_SERVANTS[person.civilServant],
  };
}

type PersonWords = Pick<
  Setlinfo,
  | "psn_no"
  | "psn_name"
  | "psn_cert_type"
  | "certno"
  | "gend"
  | "naty"
  | "brdy"
  | "age"
  | "insutype"
  | "psn_type"
  | "cvlserv_flag"
>;

const CIVIL_SERVANTS = { yes: "1", no: "0", unknown: "" } as const;

/** Whole years of life on a day; days compare as text. */
function yearsBetween(bornOn: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(bornOn.slice(0, 4));
  return day.slice(5, 10) < bornOn.slice(5) ? years - 1 : years;
}

function setldetailOf({ fundParts, lines }: Settlement): readonly Setldetail[] {
  const inScope = yuan(sumOf(lines.map(({ inScopeFen }) => inScopeFen)));
  return fundParts.map(({ fundPayType, name, fen, baseFen }) => ({
    fund_pay_type: fundPayType,
    inscp_scp_amt: inScope,
    crt_payb_lmt_amt: baseFen === null ? "" : yuan(baseFen),
    fund_payamt: yuan(fen),
    fund_pay_type_name: name,
    setl_proc_info: "",
  }));
}

const FEN_PLACES = 2;
const RATIO_PLACES = 4;

function yuan(fen: bigint): string {
  return decimalText(fen, FEN_PLACES);
}

function sumOf(parts: readonly bigint[]): bigint {
  return parts.reduce((sum, fen) => sum + fen, 0n);
}
