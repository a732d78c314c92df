import { describe, expect, test } from "vitest";
import { planEncounter } from "../../../../server/flows/plan/claims/plan-encounter.ts";
import { refusalOf } from "../../support/whole-ledger.ts";
import {
  CLAIM,
  claimView,
  closingWords,
  ENCOUNTER,
  encounterWords,
  REASON,
  SIGNING,
} from "../support/claim-view.ts";
import { HASH, NO_HASH } from "../support/shelf-view.ts";

const asked = { ...SIGNING, view: claimView() };
const closing = {
  closedAtSec: 950,
  feeRoot: HASH,
  feeLineCount: 3,
  totalFen: "1200",
  serviceFen: "700",
  diagnosisGroup: "GB15",
} as const;

describe("calls of EncounterLedger", () => {
  test("open an encounter of the institution whose command it is", async () => {
    const call = await planEncounter(
      {
        kind: "open-encounter",
        documentKey: HASH,
        encounterKind: "outpatient",
        openedAtSec: 800,
        identification: "card",
        personCommitment: HASH,
        voucherCommitment: NO_HASH,
      },
      asked,
    );
    expect(call).toEqual({
      contract: "encounterLedger",
      method: "openEncounter",
      args: [
        {
          institution: 7,
          documentKey: HASH,
          kind: 1,
          openedAtSec: 800,
          identification: 1,
          personCommitment: HASH,
          voucherCommitment: NO_HASH,
        },
      ],
    });
  });

  test("pass its content again with what it cost, as fen and as padded ASCII", async () => {
    const call = await planEncounter({ kind: "close-encounter", encounter: ENCOUNTER, closing }, asked);
    expect(call).toEqual({
      contract: "encounterLedger",
      method: "closeEncounter",
      args: [encounterWords, closingWords],
    });
  });

  test("name no group with zeros, and correct with a reason", async () => {
    const body = {
      kind: "correct-encounter",
      encounter: ENCOUNTER,
      closing: { ...closing, diagnosisGroup: "" },
      reasonHash: REASON,
    } as const;
    expect(await planEncounter(body, asked)).toEqual({
      contract: "encounterLedger",
      method: "correctEncounter",
      args: [encounterWords, { ...closingWords, diagnosisGroup: `0x${"0".repeat(32)}` }, REASON],
    });
  });

  test("cancel with a reason", async () => {
    const body = { kind: "cancel-encounter", encounter: ENCOUNTER, reasonHash: REASON } as const;
    expect(await planEncounter(body, asked)).toEqual({
      contract: "encounterLedger",
      method: "cancelEncounter",
      args: [encounterWords, REASON],
    });
  });

  test("are refused for an encounter that the index does not know", async () => {
    const body = { kind: "cancel-encounter", encounter: CLAIM, reasonHash: REASON } as const;
    expect((await refusalOf(planEncounter(body, asked))).code).toBe("encounter-unknown");
  });
});
