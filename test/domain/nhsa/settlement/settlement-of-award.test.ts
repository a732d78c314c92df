import { describe, expect, it } from "vitest";
import type { Awarded } from "../../../../server/domain/adjudication/outcome.ts";
import { ZONES } from "../../../../server/domain/business-day.ts";
import { composeSettlement } from "../../../../server/domain/nhsa/settlement/compose-settlement.ts";
import {
  cutLinesOf,
  settlementOfAward,
} from "../../../../server/domain/nhsa/settlement/settlement-of-award.ts";
import { readSettlement, settlementText } from "../../support/settlement-messages.ts";
import { POOL, settlementOf } from "../../support/settlements.ts";

const [fee] = readSettlement(settlementText("2102"), "2102").body.lines;
const fees = [{ lineNumber: 7, fee }];
const LINE = {
  lineNumber: 7,
  itemCode: "XA10BAE046A001010100001",
  quantityE4: 20_000n,
  amountFen: 3_700n,
  itemClass: "B",
  ceilingMicros: 18_500_000n,
  selfpayBps: 500n,
  fulamtOwnpayFen: 0n,
  overlmtFen: 0n,
  preselfpayFen: 185n,
  inscpScpFen: 3_515n,
  isSpecial: false,
  cause: null,
} as const;
const use = {
  groupId: "g",
  group: { deductibleUsedFen: 0n, ratedFen: 0n, poolPaidFen: 0n, admissionCount: 0 },
  funds: {},
};
const AWARD: Awarded = {
  result: "awarded",
  lines: [LINE],
  totals: {
    medfeeFen: 3_700n,
    fulamtOwnpayFen: 0n,
    overlmtFen: 0n,
    preselfpayFen: 185n,
    inscpScpFen: 3_515n,
  },
  deductibleFen: 0n,
  fundParts: [POOL],
  approvedFen: 2_461n,
  hospitalFen: 0n,
  personFen: 1_239n,
  accountFen: 1_239n,
  familyAccountFen: 0n,
  cashFen: 0n,
  use,
  accumulatorsAfter: { insuranceType: "310", year: 2026, groups: {}, funds: {} },
  explanation: [],
};

describe("an award as a settlement", () => {
  it("is the same settlement, and adds up in the answer", () => {
    const settlement = settlementOfAward(AWARD, fees, settlementOf());
    expect(settlement).toStrictEqual(settlementOf());
    expect(composeSettlement(settlement, ZONES["Asia/Shanghai"]).setlinfo.fund_pay_sumamt).toBe("24.61");
  });

  it.each([
    ["XA10", "09"],
    ["ZA01", "11"],
    ["T000", "10"],
    ["001", "14"],
    [null, "14"],
  ])("has of an item %s the charge type %s", (nhsaCode, chargeType) => {
    expect(cutLinesOf([LINE], [{ lineNumber: 7, fee: { ...fee, nhsaCode } }])[0]?.chargeType).toBe(
      chargeType,
    );
  });

  it("tells of a line of no item why, as class C", () => {
    const [cut] = cutLinesOf([{ ...LINE, itemClass: null, cause: "item-unknown" }], fees);
    expect(cut).toMatchObject({ itemClass: null, remark: "item-unknown" });
  });

  it("is stopped by a line that was never asked about", () => {
    expect(() => settlementOfAward(AWARD, [{ lineNumber: 8, fee }], settlementOf())).toThrow();
  });
});
