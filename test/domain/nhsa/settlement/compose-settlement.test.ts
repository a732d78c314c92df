import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SETLINFO_WORDS } from "../../../../server/domain/adjudication/rule-words.ts";
import { ZONES } from "../../../../server/domain/business-day.ts";
import { composeFeeResult } from "../../../../server/domain/nhsa/settlement/compose-cut.ts";
import {
  composePharmacyCancellation,
  composeSettlement,
  composeVisitCancellation,
} from "../../../../server/domain/nhsa/settlement/compose-settlement.ts";
import { brokenIdentities } from "../../../../server/domain/nhsa/settlement/identities.ts";
import {
  CUT_NAMES,
  SETLDETAIL_NAMES,
  SETLINFO_NAMES,
  SETLINFO_NAMES_MORE,
} from "../../../../server/domain/nhsa/settlement/output.ts";
import { amountsOfOutput } from "../../../../server/domain/nhsa/settlement/read-output.ts";
import type { Settlement } from "../../../../server/domain/nhsa/settlement/settlement.ts";
import { settlementIdsOf } from "../../../../server/domain/nhsa/settlement/settlement-ids.ts";
import { CUT, POOL, settlementOf } from "../../support/settlements.ts";

const ZONE = ZONES["Asia/Shanghai"];
const compose = (change: Partial<Settlement> = {}) => composeSettlement(settlementOf(change), ZONE);
const visits = { kind: "2207" } as const;

describe("the answer to a settlement", () => {
  it("has every field of a pharmacy's, and no other", () => {
    const { setlinfo, setldetail, detlcutinfo } = compose();
    expect(Object.keys(setlinfo).sort()).toStrictEqual([...SETLINFO_NAMES].sort());
    expect(setldetail.map((item) => Object.keys(item))).toStrictEqual([[...SETLDETAIL_NAMES]]);
    expect(detlcutinfo?.map((item) => Object.keys(item))).toStrictEqual([[...CUT_NAMES]]);
  });

  it("has the hospital's part and hifdm_pay of a visit, and no lines", () => {
    const output = compose(visits);
    expect(Object.keys(output.setlinfo).sort()).toStrictEqual(
      [...SETLINFO_NAMES, ...SETLINFO_NAMES_MORE].sort(),
    );
    expect(output.setlinfo).toMatchObject({ hosp_part_amt: "0.00", hifdm_pay: "0.00" });
    expect(output.detlcutinfo).toBe(undefined);
  });

  it("tells a pharmacy's own part where it bears one, for the sums to hold", () => {
    const output = compose({ hospitalFen: 39n, accountFen: 1_200n });
    expect(output.setlinfo).toMatchObject({ hosp_part_amt: "0.39", psn_part_amt: "12.00" });
  });

  it("counts each fund's part in its own member", () => {
    const parts = SETLINFO_WORDS.map((word, at) => ({ ...POOL, word, fen: BigInt(100 + at) }));
    const cashFen = 3_700n - parts.reduce((sum, { fen }) => sum + fen, 0n);
    const { setlinfo } = compose({ ...visits, fundParts: parts, accountFen: 0n, cashFen });
    expect(SETLINFO_WORDS.map((word) => setlinfo[word])).toStrictEqual(parts.map((_, at) => `1.0${at}`));
    expect(setlinfo.fund_pay_sumamt).toBe("8.28");
  });

  it("adds parts of one member", () => {
    const fundParts = [POOL, { ...POOL, fundPayType: "390101", fen: 39n }];
    expect(compose({ fundParts, accountFen: 1_200n }).setlinfo).toMatchObject({
      hifp_pay: "25.00",
      fund_pay_sumamt: "25.00",
    });
  });

  it("leaves blank what this server does not know", () => {
    const { person } = settlementOf();
    const nobody = { ...person, name: null, bornOn: null, civilServant: "unknown" } as const;
    expect(
      compose({ kind: "2101", settlementId: null, balanceFen: null, poolBps: null, person: nobody }).setlinfo,
    ).toMatchObject({
      setl_id: "",
      psn_name: "",
      brdy: "",
      age: "",
      cvlserv_flag: "",
      balc: "",
      pool_prop_selfpay: "",
    });
  });

  it.each([
    ["1949-12-31", "76.0"],
    ["1949-11-22", "77.0"],
    ["1949-11-23", "76.0"],
    ["2026-11-22", "0.0"],
  ])("somebody born on %s is %s", (bornOn, age) => {
    expect(compose({ person: { ...settlementOf().person, bornOn } }).setlinfo.age).toBe(age);
  });

  it.each<[string, Partial<Settlement>]>([
    ["A1: a fen of the total is nobody's", { cashFen: -1n }],
    ["A1: a fen too many", { cashFen: 1n }],
    ["A3: a part that nobody pays", { fundParts: [{ ...POOL, fen: 2_462n }] }],
    ["A4: a total above its lines", { totalFen: 3_701n, cashFen: 1n }],
    [
      "A4: a line that is not price × count",
      { lines: [{ ...CUT, lineFen: 3_699n, inScopeFen: 3_514n }], totalFen: 3_699n, accountFen: 1_238n },
    ],
    ["A6: a line whose shares fall short", { lines: [{ ...CUT, inScopeFen: 3_514n }] }],
    ["an account below zero", { accountFen: -1n, cashFen: 1_240n }],
  ])("is stopped by a settlement that does not add up. %s", (_, change) => {
    for (const kind of ["2101", "2102", "2206", "2207"] as const) {
      expect(() => compose({ ...change, kind })).toThrow();
    }
    expect(() => composePharmacyCancellation(settlementOf(change), ZONE)).toThrow();
    expect(() => composeVisitCancellation(settlementOf({ ...change, ...visits }), ZONE)).toThrow();
  });

  it("adds up whatever is awarded", () => {
    const fen = fc.bigInt({ min: 0n, max: 10n ** 12n });
    fc.assert(
      fc.property(
        fen,
        fen,
        fen,
        fen,
        fen,
        fc.constantFrom(...SETLINFO_WORDS),
        (fund, account, family, cash, own, word) => {
          const totalFen = fund + account + family + cash + own;
          const lines: Settlement["lines"] = [
            {
              ...CUT,
              priceMicros: totalFen * 10_000n,
              countE4: 10_000n,
              lineFen: totalFen,
              preSelfPayFen: own,
              inScopeFen: totalFen - own,
            },
          ];
          const output = compose({
            totalFen,
            lines,
            fundParts: [{ ...POOL, word, fen: fund }],
            accountFen: account,
            familyAccountFen: family,
            cashFen: cash,
            hospitalFen: own,
          });
          const amounts = amountsOfOutput(output);
          expect(amounts).toMatchObject({ totalFen, fundFen: fund, cashFen: cash, hospitalFen: own });
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });
});

describe("the answer to a cancellation", () => {
  it("of 2103 tells the settlement by its other names", () => {
    const { setlinfo, setldetail } = composePharmacyCancellation(
      settlementOf({ cashFen: 39n, accountFen: 1_200n }),
      ZONE,
    );
    expect(setlinfo).toMatchObject({
      setl_id: "330000000000000000000000000001",
      psn_pay: "12.39",
      cash_payamt: "0.39",
    });
    expect(setlinfo).not.toHaveProperty("psn_part_amt");
    expect(setlinfo).not.toHaveProperty("psn_cash_pay");
    expect(amountsOfOutput({ setlinfo, setldetail })).toMatchObject({ personFen: 1_239n, cashFen: 39n });
  });

  it("of 2208 tells it as 2207 did", () => {
    const settlement = settlementOf(visits);
    expect(composeVisitCancellation(settlement, ZONE)).toStrictEqual(composeSettlement(settlement, ZONE));
  });
});

describe("the answer to a fee upload", () => {
  it("tells how each line is cut", () => {
    const lines = [
      CUT,
      {
        ...CUT,
        feeNumber: "F2",
        isWithinRestriction: true,
        isSpecial: true,
        ceilingMicros: null,
        itemClass: "A",
        remark: "x",
      } as const,
    ];
    const { result } = composeFeeResult(lines);
    expect(result.map((item) => Object.keys(item))).toStrictEqual([
      [...CUT_NAMES, "lmt_used_flag"],
      [...CUT_NAMES, "lmt_used_flag"],
    ]);
    expect(result).toMatchObject([
      {
        feedetl_sn: "F0001",
        chrgitm_lv: "02",
        lmt_used_flag: "0",
        list_sp_item_flag: "0",
        selfpay_prop: "0.0500",
      },
      {
        feedetl_sn: "F2",
        chrgitm_lv: "01",
        lmt_used_flag: "1",
        list_sp_item_flag: "1",
        pric_uplmt_amt: "",
        memo: "x",
      },
    ]);
  });

  it.each([
    ["A4", { lineFen: 3_701n, inScopeFen: 3_516n }],
    ["A6", { inScopeFen: 3_516n }],
  ])("is stopped by a line that breaks %s", (_, change) => {
    expect(() => composeFeeResult([{ ...CUT, ...change }])).toThrow();
  });
});

describe("the ids of a settlement", () => {
  const claim = `0x${"ab".repeat(32)}` as const;
  it("are 30 digits with the area, the same for the same claim", () => {
    const ids = settlementIdsOf(claim, "330500");
    expect(ids.settlementId).toMatch(/^330500[0-9]{24}$/);
    expect(ids.visitId).toMatch(/^330500[0-9]{24}$/);
    expect(settlementIdsOf(claim, "330500")).toStrictEqual(ids);
  });

  it("differ where the claims do", () => {
    const ids = [0n, 1n, 1n << 128n].map((bits) =>
      settlementIdsOf(`0x${bits.toString(16).padStart(64, "0")}`, "330500"),
    );
    expect(ids).toStrictEqual([
      { settlementId: `330500${"0".repeat(24)}`, visitId: `330500${"0".repeat(24)}` },
      { settlementId: `330500${"1".padStart(24, "0")}`, visitId: `330500${"0".repeat(24)}` },
      { settlementId: `330500${"0".repeat(24)}`, visitId: `330500${"1".padStart(24, "0")}` },
    ]);
  });
});

const SAMPLE = new URL(
  "../../../../../shared/data/china/yb-interface/2102.response.ok.json",
  import.meta.url,
);

describe.skipIf(!existsSync(SAMPLE))("the constructed answer handed over with the project", () => {
  const { output } = existsSync(SAMPLE) ? JSON.parse(readFileSync(SAMPLE, "utf8")) : { output: null };

  it("keeps the identities", () => {
    const amounts = amountsOfOutput(output);
    expect(amounts === null ? "no amounts" : brokenIdentities(amounts)).toStrictEqual([]);
  });

  it("is what ours says of the same settlement, but for flags that are not known here", () => {
    const ours = compose();
    expect(ours.setlinfo).toStrictEqual(output.setlinfo);
    expect(ours.setldetail).toStrictEqual(output.setldetail);
    const { bas_medn_flag, hi_nego_drug_flag, chld_medc_flag, drt_reim_flag, selfpay_prop, ...known } =
      output.detlcutinfo[0];
    expect(ours.detlcutinfo).toMatchObject([known]);
    expect(Number(ours.detlcutinfo?.[0]?.selfpay_prop)).toBe(Number(selfpay_prop));
    expect([bas_medn_flag, hi_nego_drug_flag, chld_medc_flag, drt_reim_flag]).toHaveLength(4);
  });
});
