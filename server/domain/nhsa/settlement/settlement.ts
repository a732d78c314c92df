import type { ItemClass } from "../../adjudication/catalogue.ts";
import type { SetlinfoWord } from "../../adjudication/rule-words.ts";
import type { PricedCount } from "../message.ts";
import type { SettlingKind, ShareAmounts } from "./message.ts";

/**
 * What was decided of one settlement, in our words; all that its answer is made from. Amounts are whole fen:
 * fund parts, accounts, cash and what the provider bears make up the total.
 */
export type Settlement = {
  readonly kind: SettlingKind;
  /** setl_id; null of what was only asked, 2101 and 2206. */
  readonly settlementId: string | null;
  /** mdtrt_id. */
  readonly visitId: string;
  /** medins_setl_id, the msgid of the message that asked. */
  readonly requestMsgid: string;
  readonly person: SettledPerson;
  /** med_type. */
  readonly careType: string;
  /** mdtrt_cert_type. */
  readonly shownType: string;
  readonly settledAtSec: number;
  /** clr_optins, clr_way and clr_type: who clears it, how, as what. */
  readonly clearing: { readonly office: string; readonly way: string; readonly type: string };
  readonly totalFen: bigint;
  /** act_pay_dedc: what of the deductible this one used. */
  readonly deductibleFen: bigint;
  /** pool_prop_selfpay as the platform fills it: the pool's ratio; null where several applied. */
  readonly poolBps: bigint | null;
  readonly fundParts: readonly SettledFundPart[];
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  readonly hospitalFen: bigint;
  /** What is left on the account; null where it is not kept here. */
  readonly balanceFen: bigint | null;
  readonly lines: readonly [CutLine, ...CutLine[]];
};

/** Personal data; null where this server does not know it. */
export type SettledPerson = {
  readonly psnNo: string;
  readonly name: string | null;
  readonly certificateType: string | null;
  readonly certificate: string | null;
  readonly sex: string | null;
  readonly nation: string | null;
  /** A day, `1949-12-31`. */
  readonly bornOn: string | null;
  readonly insuranceType: string;
  readonly personType: string | null;
  readonly civilServant: "yes" | "no" | "unknown";
};

export type SettledFundPart = {
  /** fund_pay_type, as 310101. */
  readonly fundPayType: string;
  readonly name: string;
  /** The member of setlinfo that this part counts in. */
  readonly word: SetlinfoWord;
  readonly fen: bigint;
  /** crt_payb_lmt_amt: of how much it paid its part; null: not told. */
  readonly baseFen: bigint | null;
};

/** One line as it was cut: its four shares make up `lineFen`, which is price × count. */
export type CutLine = PricedCount &
  ShareAmounts & {
    /** feedetl_sn. */
    readonly feeNumber: string;
    /** Null: no item of the catalogue, told as 丙. */
    readonly itemClass: ItemClass | null;
    /** med_chrgitm_type. */
    readonly chargeType: string;
    /** pric_uplmt_amt; null: no ceiling. */
    readonly ceilingMicros: bigint | null;
    /** selfpay_prop. */
    readonly preSelfPayBps: bigint;
    /** lmt_used_flag: the hospital marks the line as within its item's restriction. */
    readonly isWithinRestriction: boolean;
    /** list_sp_item_flag. */
    readonly isSpecial: boolean;
    /** Why nothing is paid; goes into the memo. */
    readonly remark: string | null;
  };
