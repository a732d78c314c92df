import { describe, expect, it } from "vitest";
import { kindOf, planCare } from "../../../../server/domain/nhsa/settlement/care-plan.ts";
import { readSettlement, settlementText } from "../../support/settlement-messages.ts";

const [drug] = readSettlement(settlementText("2102"), "2102").body.lines;

describe("a plan of care", () => {
  it("shares a line among its packs to the fen", () => {
    const { packs } = planCare([{ ...drug, lineFen: 3_701n }]);
    expect(packs.map(({ fee, units, fen }) => [fee, units, fen])).toStrictEqual([
      [0, null, 1_851n],
      [0, null, 1_850n],
    ]);
  });

  it("gives the units of one pack the whole line", () => {
    const quantity = { of: "units", unitCount: 6 } as const;
    const { packs } = planCare([{ ...drug, packs: { quantity, traceCodes: ["83857939000000000018"] } }]);
    expect(packs.map(({ units, fen }) => [units, fen])).toStrictEqual([[6, drug.lineFen]]);
  });

  it("tells lines without packs apart by the letter of their code", () => {
    const codes = ["XA10BAE046A001010100001", "ZA01AAB0012010101", "T001700012", "001102000020200"];
    expect(codes.map((nhsaCode) => kindOf({ nhsaCode }))).toStrictEqual(["drug", "drug", "piece", "service"]);
    expect(kindOf({ nhsaCode: null })).toBe("drug");
    const plan = planCare(codes.map((nhsaCode) => ({ ...drug, nhsaCode, packs: null })));
    expect(plan).toStrictEqual({ packs: [], unnamed: [0, 1], pieces: [2], services: [3] });
  });
});
