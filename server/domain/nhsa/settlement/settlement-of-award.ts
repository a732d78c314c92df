import type { Awarded, AwardedLine } from "../../adjudication/outcome.ts";
import type { FeeLine, UploadedFeeLine } from "./message.ts";
import type { CutLine, Settlement } from "./settlement.ts";

/** A line that was adjudicated: `lineNumber` is the one it had there. */
export type NumberedFee = {
  readonly lineNumber: number;
  readonly fee: FeeLine & Partial<Pick<UploadedFeeLine, "hospitalMark">>;
};

/** What of a settlement the award does not know. */
export type SettlementWords = Pick<
  Settlement,
  | "kind"
  | "settlementId"
  | "visitId"
  | "requestMsgid"
  | "person"
  | "careType"
  | "shownType"
  | "settledAtSec"
  | "clearing"
  | "poolBps"
  | "balanceFen"
>;

/** An award as the settlement that is answered. */
export function settlementOfAward(
  award: Awarded,
  fees: readonly NumberedFee[],
  words: SettlementWords,
): Settlement {
  const [first, ...others] = cutLinesOf(award.lines, fees);
  if (first === undefined) throw new Error("an award without lines");
  const { fundParts, deductibleFen, accountFen, familyAccountFen, cashFen, hospitalFen } = award;
  return {
    ...words,
    totalFen: award.totals.medfeeFen,
    deductibleFen,
    fundParts,
    accountFen,
    familyAccountFen,
    cashFen,
    hospitalFen,
    lines: [first, ...others],
  };
}

/** Also what 2204 is answered from. */
export function cutLinesOf(lines: readonly AwardedLine[], fees: readonly NumberedFee[]): readonly CutLine[] {
  const byNumber = new Map(fees.map(({ lineNumber, fee }) => [lineNumber, fee]));
  return lines.map((line) => {
    const fee = byNumber.get(line.lineNumber);
    if (fee === undefined)
      throw new Error(`the award has a line ${line.lineNumber} that was not adjudicated`);
    return {
      feeNumber: fee.feeNumber,
      priceMicros: fee.priceMicros,
      countE4: fee.countE4,
      lineFen: line.amountFen,
      ownExpenseFen: line.fulamtOwnpayFen,
      overLimitFen: line.overlmtFen,
      preSelfPayFen: line.preselfpayFen,
      inScopeFen: line.inscpScpFen,
      itemClass: line.itemClass,
      chargeType: chargeTypeOf(fee.nhsaCode),
      ceilingMicros: line.ceilingMicros,
      preSelfPayBps: line.selfpayBps,
      isWithinRestriction: fee.hospitalMark === "within",
      isSpecial: line.isSpecial,
      remark: line.cause,
    };
  });
}

/**
 * med_chrgitm_type by the letter of the NHSA's code: 09 西药, 11 中成药, 10 饮片, 14 其他. Only 09 was seen in a
 * message, the others are unverified.
 */
function chargeTypeOf(nhsaCode: string | null): string {
  return CHARGE_TYPES.get(nhsaCode?.slice(0, 1) ?? "") ?? OTHER_CHARGE;
}

const CHARGE_TYPES: ReadonlyMap<string, string> = new Map([
  ["X", "09"],
  ["Z", "11"],
  ["T", "10"],
]);
const OTHER_CHARGE = "14";
