import type { ItemClass } from "../../adjudication/catalogue.ts";
import { decimalText } from "../../decimal-text.ts";
import { brokenLine, identitiesText } from "./identities.ts";
import type { CutInfo, FeeResultOutput } from "./output.ts";
import { lineAmountsOf } from "./read-output.ts";
import type { CutLine } from "./settlement.ts";

/**
 * The output of 2204: how each line would be cut. A line that does not add up is a bug and stops the answer.
 */
export function composeFeeResult(lines: readonly CutLine[]): FeeResultOutput {
  const result = lines.map((line) => ({
    ...composeCut(line),
    lmt_used_flag: line.isWithinRestriction ? "1" : "0",
  }));
  for (const item of result) {
    const amounts = lineAmountsOf(item);
    if (amounts === null) throw new Error("a line was composed with something that is no amount");
    const broken = brokenLine(amounts);
    if (broken.length > 0) throw new Error(`a line does not add up: ${identitiesText(broken)}`);
  }
  return { result };
}

/** One item of detlcutinfo. Flags that the catalogue does not tell are left blank. */
export function composeCut(line: CutLine): CutInfo {
  return {
    feedetl_sn: line.feeNumber,
    det_item_fee_sumamt: decimalText(line.lineFen, 2),
    cnt: decimalText(line.countE4, 4),
    pric: decimalText(line.priceMicros, 6),
    pric_uplmt_amt: line.ceilingMicros === null ? "" : decimalText(line.ceilingMicros, 6),
    selfpay_prop: decimalText(line.preSelfPayBps, 4),
    fulamt_ownpay_amt: decimalText(line.ownExpenseFen, 2),
    overlmt_amt: decimalText(line.overLimitFen, 2),
    preselfpay_amt: decimalText(line.preSelfPayFen, 2),
    inscp_scp_amt: decimalText(line.inScopeFen, 2),
    chrgitm_lv: LEVELS[line.itemClass ?? "C"],
    med_chrgitm_type: line.chargeType,
    bas_medn_flag: "",
    hi_nego_drug_flag: "",
    chld_medc_flag: "",
    list_sp_item_flag: line.isSpecial ? "1" : "0",
    drt_reim_flag: "",
    memo: line.remark ?? "",
  };
}

/** chrgitm_lv: 甲, 乙, 丙. */
const LEVELS: Readonly<Record<ItemClass, string>> = { A: "01", B: "02", C: "03" };
