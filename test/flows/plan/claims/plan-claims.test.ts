import { describe, expect, test } from "vitest";
import type { ClaimBody } from "../../../../server/domain/claims/claim-body.ts";
import { planClaims } from "../../../../server/flows/plan/claims/plan-claims.ts";
import { refusalOf } from "../../support/whole-ledger.ts";
import {
  CLAIM,
  claimRow,
  claimView,
  claimWords,
  ENCOUNTER,
  encounterWords,
  REASON,
  SIGNING,
  WORD,
} from "../support/claim-view.ts";
import { HASH, NO_HASH } from "../support/shelf-view.ts";

const ports = { ids: { dispense: () => HASH } };
const plan = (body: ClaimBody, view = claimView()) => planClaims(body, { ...SIGNING, view }, ports);
const call = (method: string, ...args: readonly unknown[]) => [{ contract: "claimLedger", method, args }];
const named = { claim: CLAIM, reasonHash: REASON } as const;
const LIMITS = {
  decisionSec: 600,
  manualDays: 20,
  appealDays: 15,
  appealDecisionDays: 20,
  disputeDays: 60,
};

describe("calls of ClaimLedger", () => {
  test.each<{ body: ClaimBody; method: string; args: readonly unknown[] }>([
    { body: { kind: "appeal-claim", ...named }, method: "appealClaim", args: [claimWords, REASON] },
    {
      body: { kind: "reverse-claim", ...named },
      method: "reverseClaims",
      args: [[claimWords], [WORD], REASON],
    },
    {
      body: { kind: "refund-claim", ...named },
      method: "refundClaims",
      args: [[claimWords], [WORD], REASON],
    },
    { body: { kind: "dispute-claim", ...named }, method: "disputeClaim", args: [claimWords, REASON] },
    {
      body: { kind: "resolve-claim-dispute", verdict: "upheld", ...named },
      method: "resolveDispute",
      args: [claimWords, 1, WORD, REASON],
    },
    {
      body: { kind: "resolve-claim-dispute", verdict: "clawed-back", ...named },
      method: "resolveDispute",
      args: [claimWords, 2, WORD, REASON],
    },
    { body: { kind: "advance-claims", claims: [CLAIM] }, method: "advanceClaims", args: [[claimWords]] },
    {
      body: { kind: "pay-claims", claims: [CLAIM], bankReference: "E2E-1" },
      method: "payClaims",
      args: [[claimWords], "E2E-1"],
    },
    {
      body: { kind: "reject-claims", rejections: [{ claim: CLAIM, reason: 7, basis: HASH }] },
      method: "rejectClaims",
      args: [[claimWords], [{ reason: 7, basis: HASH }]],
    },
  ])("pass the content of the claim again: $method", async ({ body, method, args }) => {
    expect(await plan(body)).toEqual(call(method, ...args));
  });

  test("name no invoice where the claim holds none", async () => {
    const view = claimView({ claims: [{ ...claimRow, nullifier: null }] });
    expect(await plan({ kind: "reverse-claim", ...named }, view)).toEqual(
      call("reverseClaims", [claimWords], [NO_HASH], REASON),
    );
  });

  test.each<ClaimBody>([
    { kind: "appeal-claim", claim: HASH, reasonHash: REASON },
    { kind: "advance-claims", claims: [CLAIM, HASH] },
    { kind: "pay-claims", claims: [HASH], bankReference: "E2E-1" },
  ])("are refused for a claim that the index does not know: $kind", async (body) => {
    expect(await refusalOf(plan(body))).toEqual({ code: "claim-unknown", facts: { claim: HASH } });
  });
});

describe("calls of other contracts about claims", () => {
  test("go to EncounterLedger for an encounter", async () => {
    expect(await plan({ kind: "cancel-encounter", encounter: ENCOUNTER, reasonHash: REASON })).toEqual([
      { contract: "encounterLedger", method: "cancelEncounter", args: [encounterWords, REASON] },
    ]);
  });

  test("set the limits of a region with fen as numbers, and nothing else beside", async () => {
    const body = {
      kind: "set-claim-limits",
      ...LIMITS,
      automaticFenMax: "500000",
      fourEyesFromFen: "5000000",
      provisionalFenPerDay: "2000000",
      uncodedFenPerDay: "10000000",
    } as const;
    const fen = {
      automaticFenMax: 500_000n,
      fourEyesFromFen: 5_000_000n,
      provisionalFenPerDay: 2_000_000n,
      uncodedFenPerDay: 10_000_000n,
    };
    expect(await plan(body)).toEqual([
      { contract: "claimRules", method: "setClaimLimits", args: [{ ...LIMITS, ...fen }] },
    ]);
  });

  test("publish a rule set by the number of its kind", async () => {
    const body = { kind: "publish-rule-set", ruleSet: HASH, ruleSetKind: "policy", fromSec: 5 } as const;
    expect(await plan(body)).toEqual([
      { contract: "claimRules", method: "publishRuleSet", args: [HASH, 2, 5] },
    ]);
  });

  test("turn business days", async () => {
    expect(await plan({ kind: "turn-business-days", dayNumbers: [20_700, 20_701] })).toEqual([
      { contract: "claimRules", method: "turnBusinessDays", args: [[20_700, 20_701]] },
    ]);
  });
});
