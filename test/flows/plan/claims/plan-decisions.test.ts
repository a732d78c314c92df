import { describe, expect, test } from "vitest";
import { planDecisions } from "../../../../server/flows/plan/claims/plan-decisions.ts";
import { refusalOf } from "../../support/whole-ledger.ts";
import { CLAIM, claimRow, claimView, claimWords, PRIMARY, WORD } from "../support/claim-view.ts";
import { HASH } from "../support/shelf-view.ts";

const other = { ...claimRow, id: PRIMARY, content: { ...claimRow.content, documentKey: WORD } };
const view = claimView({ claims: [claimRow, other] });
const award = {
  fundParts: [{ fundPayType: 310_101, fen: "900" }],
  accountFen: "100",
  familyAccountFen: "20",
  cashFen: "480",
  hospitalFen: "0",
  basis: HASH,
} as const;

describe("decisions of the payer's bureau", () => {
  test("are one call for all approvals, each list in their order", async () => {
    const approvals = [
      { claim: PRIMARY, award, nullifiers: [] },
      { claim: CLAIM, award: { ...award, fundParts: [] }, nullifiers: [HASH, WORD] },
    ];
    const calls = await planDecisions({ kind: "approve-claims", approvals }, view);
    const words = {
      fundParts: [`0x${(310_101).toString(16).padStart(48, "0")}${(900).toString(16).padStart(16, "0")}`],
      accountFen: 100n,
      familyAccountFen: 20n,
      cashFen: 480n,
      hospitalFen: 0n,
      basis: HASH,
    };
    expect(calls).toEqual([
      {
        contract: "claimLedger",
        method: "approveClaims",
        args: [
          [{ ...claimWords, documentKey: WORD }, claimWords],
          [words, { ...words, fundParts: [] }],
          [[], [HASH, WORD]],
        ],
      },
    ]);
  });

  test("are one call for all rejections, which carry nothing but reason and basis", async () => {
    const rejections = [{ claim: CLAIM, reason: 7, basis: HASH }];
    expect(await planDecisions({ kind: "reject-claims", rejections }, view)).toEqual([
      { contract: "claimLedger", method: "rejectClaims", args: [[claimWords], [{ reason: 7, basis: HASH }]] },
    ]);
  });

  test("are refused when the index does not know one of the claims", async () => {
    const rejections = [CLAIM, HASH].map((claim) => ({ claim, reason: 7, basis: HASH }));
    const refused = await refusalOf(planDecisions({ kind: "reject-claims", rejections }, view));
    expect(refused).toEqual({ code: "claim-unknown", facts: { claim: HASH } });
  });
});
