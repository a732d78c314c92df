import { describe, expect, it } from "vitest";
import {
  addFees,
  cancelFees,
  openLines,
  type VisitFee,
} from "../../../../server/domain/nhsa/settlement/visit-fees.ts";
import { FEEDETAIL, readSettlement, settlementText } from "../../support/settlement-messages.ts";

const uploadOf = (...changes: readonly Readonly<Record<string, unknown>>[]) =>
  readSettlement(
    settlementText("2204", { feedetail: changes.map((change) => ({ ...FEEDETAIL, ...change })) }),
    "2204",
  ).body;
const standing = (...changes: readonly Readonly<Record<string, unknown>>[]): readonly VisitFee[] =>
  addFees([], uploadOf(...changes)).fees;

describe("fees of a visit", () => {
  const first = standing({}, { feedetl_sn: "F2", chrg_bchno: "C2" });

  it.each([
    ["a new number", [{ feedetl_sn: "F3" }], []],
    ["a number that stands", [{ feedetl_sn: "F3" }, {}], ["input.feedetail[1].feedetl_sn repeated-number"]],
    [
      "another disease in a charge that stands",
      [{ feedetl_sn: "F3", dise_codg: "I10" }],
      ["input.feedetail[0].dise_codg lines-disagree"],
    ],
    ["another disease in a new charge", [{ feedetl_sn: "F3", dise_codg: "I10", chrg_bchno: "C3" }], []],
    ["no disease", [{ feedetl_sn: "F3", dise_codg: "" }], []],
  ])("are added to: %s", (_, lines, told) => {
    const { fees, faults } = addFees(first, uploadOf(...lines));
    expect(faults.map(({ path, kind }) => `${path} ${kind}`)).toStrictEqual(told);
    expect(fees.length).toBe(told.length > 0 ? first.length : first.length + lines.length);
  });

  const settled = first.map((fee) =>
    fee.line.chargeNumber === "C0001" ? { ...fee, settlementId: "S1" } : fee,
  );

  it("are settled by their charge number, and once", () => {
    expect(openLines(first, "C0001").map(({ feeNumber }) => feeNumber)).toStrictEqual(["F0001"]);
    expect(openLines(settled, "C0001")).toStrictEqual([]);
  });

  it("are cancelled by their charge number", () => {
    expect(cancelFees(first, { chargeNumber: "C0001" })).toStrictEqual({
      is: "cancelled",
      fees: first.slice(1),
      cancelledCount: 1,
    });
  });

  it("are not cancelled once they are settled", () => {
    expect(cancelFees(settled, { chargeNumber: "C0001" })).toStrictEqual({
      is: "settled",
      settlementIds: ["S1"],
    });
  });

  it("are all cancelled by 0000 but for those that are settled", () => {
    expect(cancelFees(settled, { chargeNumber: null })).toStrictEqual({
      is: "cancelled",
      fees: settled.slice(0, 1),
      cancelledCount: 1,
    });
  });
});
