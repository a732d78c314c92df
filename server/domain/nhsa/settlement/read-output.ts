import { decimalOf } from "../../money.ts";
import type { LineAmounts, SettledAmounts } from "./identities.ts";

/** An answer's output as texts by name, ours or another platform's. */
export type OutputTexts = {
  readonly setlinfo: Texts;
  readonly setldetail: readonly Texts[];
  readonly detlcutinfo?: readonly Texts[] | undefined;
};
type Texts = Readonly<Record<string, string | undefined>>;

/**
 * The amounts that an output tells, read from its texts alone: what is checked is what goes out. Null when a
 * member that the identities need is no amount; one that an answer may lack counts as zero.
 */
export function amountsOfOutput({ setlinfo, setldetail, detlcutinfo }: OutputTexts): SettledAmounts | null {
  const whole = amountsOf(setlinfo, {
    totalFen: ["medfee_sumamt"],
    fundFen: ["fund_pay_sumamt"],
    personFen: ["psn_part_amt", "psn_pay"],
    accountFen: ["acct_pay"],
    cashFen: ["psn_cash_pay", "cash_payamt"],
    ownExpenseFen: ["fulamt_ownpay_amt"],
    overLimitFen: ["overlmt_selfpay"],
    preSelfPayFen: ["preselfpay_amt"],
    inScopeFen: ["inscp_scp_amt"],
  });
  const words = FUND_WORDS.map((name) => orZero(setlinfo[name]));
  const parts = setldetail.map(({ fund_payamt }) => fenOfYuan(fund_payamt));
  const familyAccountFen = orZero(setlinfo.acct_mulaid_pay);
  const hospitalFen = orZero(setlinfo.hosp_part_amt);
  const lines = detlcutinfo?.map(lineAmountsOf) ?? [];
  if (whole === null || familyAccountFen === null || hospitalFen === null) return null;
  const { ownExpenseFen, overLimitFen, preSelfPayFen, inScopeFen, ...others } = whole;
  if (![...words, ...parts].every((fen) => fen !== null) || !lines.every((line) => line !== null))
    return null;
  return {
    ...others,
    familyAccountFen,
    hospitalFen,
    fundPartsFen: parts.filter((fen) => fen !== null),
    fundWordsFen: words.filter((fen) => fen !== null),
    shares: { ownExpenseFen, overLimitFen, preSelfPayFen, inScopeFen },
    lines: detlcutinfo === undefined ? null : lines.filter((line) => line !== null),
  };
}

/** One item of detlcutinfo or of 2204's result; null when something of it is no amount. */
export function lineAmountsOf(item: Texts): LineAmounts | null {
  const amounts = amountsOf(item, {
    lineFen: ["det_item_fee_sumamt"],
    ownExpenseFen: ["fulamt_ownpay_amt"],
    overLimitFen: ["overlmt_amt"],
    preSelfPayFen: ["preselfpay_amt"],
    inScopeFen: ["inscp_scp_amt"],
  });
  const priceMicros = decimalOf(item.pric ?? "", 6);
  const countE4 = decimalOf(item.cnt ?? "", 4);
  if (amounts === null || priceMicros === null || countE4 === null) return null;
  return { ...amounts, priceMicros, countE4, feeNumber: item.feedetl_sn ?? "" };
}

/** Every fund's member of rule A5. */
const FUND_WORDS = [
  "hifp_pay",
  "cvlserv_pay",
  "hifes_pay",
  "hifmi_pay",
  "hifob_pay",
  "maf_pay",
  "oth_pay",
  "hifdm_pay",
] as const;

/** One amount a key, under the first of its names that the object has. */
function amountsOf<Key extends string>(
  texts: Texts,
  names: Readonly<Record<Key, readonly string[]>>,
): Readonly<Record<Key, bigint>> | null {
  const read = new Map<string, bigint>();
  for (const [key, spellings] of Object.entries<readonly string[]>(names)) {
    const name = spellings.find((each) => texts[each] !== undefined);
    const fen = name === undefined ? null : fenOfYuan(texts[name]);
    if (fen === null) return null;
    read.set(key, fen);
  }
  // Every key of `names` was set just above, and no other.
  return Object.fromEntries(read) as Record<Key, bigint>;
}

function orZero(text: string | undefined): bigint | null {
  return text === undefined || text === "" ? 0n : fenOfYuan(text);
}

/** Yuan with two places, negative ones too: what is wrong with them is the identities' to say. */
function fenOfYuan(text: string | undefined): bigint | null {
  if (text === undefined) return null;
  const fen = decimalOf(text.replace(/^-/, ""), 2);
  return fen !== null && text.startsWith("-") ? -fen : fen;
}
