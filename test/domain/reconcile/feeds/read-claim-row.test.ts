import { describe, expect, it } from "vitest";
import {
  CLAIM_COLUMNS,
  readClaimRow,
  requireClaimColumns,
} from "../../../../server/domain/reconcile/feeds/read-claim-row.ts";

const ROW = {
  claim_id: "C000000001",
  setl_id: "330500202608010000000000000032",
  receipt_no: "R20260801-00010",
  institution: "H33052399001",
  patient: "33050099549637349186735494",
  insured_region: "330500",
  date: "2026-08-01",
  trace_codes: "82638371254806120000|82638371254806120001",
  total_fen: "925",
  fund_fen: "740",
  channel: "direct",
};

const read = (change: object) => readClaimRow(7, JSON.stringify({ ...ROW, ...change }));

describe("a row of a table of claims", () => {
  it("is one claim, its codes in the form in which equal packs have equal codes", () => {
    expect(read({})).toEqual({
      items: [
        {
          is: "claim",
          group: null,
          part: "",
          claim: {
            row: 7,
            claimId: "C000000001",
            channel: "direct",
            settlementId: "330500202608010000000000000032",
            receiptNumber: "R20260801-00010",
            institutionCode: "H33052399001",
            person: { scheme: "psn-no", value: "33050099549637349186735494" },
            insuredRegion: 330_500,
            claimedOn: "2026-08-01",
            traceCodes: ["cn:82638371254806120000", "cn:82638371254806120001"],
            totalFen: 925n,
            fundFen: 740n,
          },
        },
      ],
      faults: [],
      passedOver: 0,
    });
  });

  it.each([
    ["no settlement", { setl_id: "", channel: "manual" }, { settlementId: null, channel: "manual" }],
    ["nobody named", { patient: "", insured_region: null }, { person: null, insuredRegion: null }],
    ["no part of the fund", { fund_fen: "" }, { fundFen: null }],
    ["amounts as numbers", { total_fen: 925, fund_fen: 0 }, { totalFen: 925n, fundFen: 0n }],
    [
      "a list of codes",
      { trace_codes: ["82638371254806120000"] },
      { traceCodes: ["cn:82638371254806120000"] },
    ],
    ["no codes", { trace_codes: "" }, { traceCodes: [] }],
    ["a code no pack has", { trace_codes: "8.26E+19" }, { traceCodes: ["8.26E+19"] }],
  ])("may have %s", (_, change, wanted) => {
    const [item] = read(change).items;
    expect(item).toMatchObject({ claim: wanted });
  });

  it.each([
    [{ claim_id: "" }, "claim_id"],
    [{ institution: undefined }, "institution"],
    [{ date: "2026-02-30" }, "date"],
    [{ total_fen: "" }, "total_fen"],
    [{ total_fen: "9.25" }, "total_fen"],
    [{ total_fen: "-925" }, "total_fen"],
    [{ total_fen: "18446744073709551616" }, "total_fen"],
    [{ fund_fen: "x" }, "fund_fen"],
    [{ channel: "mail" }, "channel"],
    [{ insured_region: "3305" }, "insured_region"],
    [{ trace_codes: [1] }, "trace_codes"],
    [{ patient: "a\u0007" }, "patient"],
    [{ "": 2 }, ""],
  ])("with %j is no claim, and the fault says where", (change, path) => {
    const { items, faults } = read(change);
    expect(items).toEqual([]);
    expect(faults).toEqual([expect.objectContaining({ row: 7, path })]);
  });

  it("tells every wrong cell at once, and no value of it", () => {
    const { faults } = read({ total_fen: "secret", date: "secret" });
    expect(faults.map(({ path }) => path).sort()).toEqual(["date", "total_fen"]);
    expect(JSON.stringify(faults)).not.toContain("secret");
  });

  it("that is no JSON object is a fault", () => {
    expect(readClaimRow(1, "[").faults).toHaveLength(1);
    expect(readClaimRow(1, "[]").faults).toHaveLength(1);
  });
});

describe("the head of a table of claims", () => {
  it("has every column, in any order, and may have more", () => {
    expect(() => requireClaimColumns(["x", ...[...CLAIM_COLUMNS].reverse()])).not.toThrow();
  });

  it.each(CLAIM_COLUMNS)("without %s is refused by that name", (column) => {
    expect(() => requireClaimColumns(CLAIM_COLUMNS.filter((each) => each !== column))).toThrow(
      expect.objectContaining({ code: "feed-columns-wrong", facts: { missing: [column], repeated: [] } }),
    );
  });

  it("with a column twice is refused", () => {
    expect(() => requireClaimColumns([...CLAIM_COLUMNS, "date"])).toThrow(
      expect.objectContaining({ facts: { missing: [], repeated: ["date"] } }),
    );
  });
});

it("a patient's number is an identity card's by its eighteen digits, else an insured number", () => {
  const personOf = (patient: string) => {
    const row = {
      claim_id: "C1",
      institution: "P1",
      date: "2026-08-01",
      total_fen: "1",
      channel: "direct",
      patient,
    };
    const [item] = readClaimRow(1, JSON.stringify(row)).items;
    return item?.is === "claim" ? item.claim.person?.scheme : null;
  };
  expect(personOf("11010519491231002X")).toBe("resident-id");
  expect(personOf("33050099549637349186735494")).toBe("psn-no");
});
