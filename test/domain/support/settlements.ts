import type { CutLine, Settlement } from "../../../server/domain/nhsa/settlement/settlement.ts";
import { PSN_NO, VISIT } from "./settlement-messages.ts";

/** An invented settlement of 37 yuan that adds up; a test changes what it is about. */
export const CUT: CutLine = {
  feeNumber: "F0001",
  priceMicros: 18_500_000n,
  countE4: 20_000n,
  lineFen: 3_700n,
  ownExpenseFen: 0n,
  overLimitFen: 0n,
  preSelfPayFen: 185n,
  inScopeFen: 3_515n,
  itemClass: "B",
  chargeType: "09",
  ceilingMicros: 18_500_000n,
  preSelfPayBps: 500n,
  isWithinRestriction: false,
  isSpecial: false,
  remark: null,
};

export const POOL = {
  fundPayType: "310101",
  name: "基本医疗保险统筹基金支出",
  word: "hifp_pay",
  fen: 2_461n,
  baseFen: 3_515n,
} as const;

export function settlementOf(change: Partial<Settlement> = {}): Settlement {
  return {
    kind: "2102",
    settlementId: "330000000000000000000000000001",
    visitId: VISIT,
    requestMsgid: "P33052200999202611220930000001",
    person: {
      psnNo: PSN_NO,
      name: "示例参保人",
      certificateType: "01",
      certificate: "11010519491231002X",
      sex: "1",
      nation: null,
      bornOn: "1949-12-31",
      insuranceType: "310",
      personType: "11",
      civilServant: "no",
    },
    careType: "41",
    shownType: "02",
    settledAtSec: Date.UTC(2026, 10, 22, 1, 30) / 1000,
    clearing: { office: "330500", way: "1", type: "41" },
    totalFen: 3_700n,
    deductibleFen: 0n,
    poolBps: 7_000n,
    fundParts: [POOL],
    accountFen: 1_239n,
    familyAccountFen: 0n,
    cashFen: 0n,
    hospitalFen: 0n,
    balanceFen: 98_761n,
    lines: [CUT],
    ...change,
  };
}
