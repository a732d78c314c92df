import type { ClaimBody } from "../../../domain/claims/claim-body.ts";
import { DISPUTE_VERDICTS, RULE_SET_KINDS } from "../../../domain/claims/claim-rows.ts";
import type { LedgerCall } from "../../../domain/command.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import { ledgerCall } from "../../../domain/ledger-call.ts";
import type { LedgerView } from "../../../domain/ledger-view.ts";
import type { Signing } from "../../../domain/ports.ts";
import { claimWords } from "./claim-content.ts";
import { planDecisions } from "./plan-decisions.ts";
import { planEncounter } from "./plan-encounter.ts";
import {
  planDispenseAndClaim,
  planReturnOfBoth,
  planSubmission,
  type SubmissionPorts,
} from "./plan-submission.ts";
import { contentsOf, requireClaim } from "./require-claim.ts";

type Asked = Signing & { readonly view: LedgerView };

/**
 * The ledger keeps only a claim's id and state: its content is passed again, as the index saw it submitted.
 */
export async function planClaims(
  body: ClaimBody,
  asked: Asked,
  ports: SubmissionPorts,
): Promise<readonly LedgerCall[]> {
  const { view } = asked;
  switch (body.kind) {
    case "submit-claim":
      return planSubmission(body, asked);
    case "dispense-and-claim":
      return planDispenseAndClaim(body, asked, ports);
    case "reverse-claim-and-dispense":
      return planReturnOfBoth(body, asked);
    case "approve-claims":
    case "reject-claims":
      return planDecisions(body, view);
    case "advance-claims":
      return [ledgerCall("claimLedger", "advanceClaims", await contentsOf(body.claims, view))];
    case "pay-claims":
      return [
        ledgerCall("claimLedger", "payClaims", await contentsOf(body.claims, view), body.bankReference),
      ];
    case "open-encounter":
    case "close-encounter":
    case "correct-encounter":
    case "cancel-encounter":
      return [await planEncounter(body, asked)];
    case "set-claim-limits":
    case "publish-rule-set":
    case "turn-business-days":
      return [planRules(body)];
    default:
      return [await planStep(body, view)];
  }
}

type Step = Extract<
  ClaimBody,
  { kind: "appeal-claim" | "reverse-claim" | "refund-claim" | "dispute-claim" | "resolve-claim-dispute" }
>;

/** One step of one claim. */
async function planStep(body: Step, view: LedgerView): Promise<LedgerCall> {
  const row = await requireClaim(body.claim, view);
  const content = claimWords(row.content);
  const { reasonHash } = body;
  switch (body.kind) {
    case "appeal-claim":
      return ledgerCall("claimLedger", "appealClaim", content, reasonHash);
    case "reverse-claim":
      return ledgerCall("claimLedger", "reverseClaims", [content], [row.nullifier ?? NONE], reasonHash);
    case "refund-claim":
      return ledgerCall("claimLedger", "refundClaims", [content], [row.nullifier ?? NONE], reasonHash);
    case "dispute-claim":
      return ledgerCall("claimLedger", "disputeClaim", content, reasonHash);
    case "resolve-claim-dispute": {
      const verdict = DISPUTE_VERDICTS.indexOf(body.verdict);
      return ledgerCall("claimLedger", "resolveDispute", content, verdict, row.nullifier ?? NONE, reasonHash);
    }
  }
}

type Rules = Extract<ClaimBody, { kind: "set-claim-limits" | "publish-rule-set" | "turn-business-days" }>;

function planRules(body: Rules): LedgerCall {
  switch (body.kind) {
    case "set-claim-limits": {
      const {
        kind: _,
        automaticFenMax,
        fourEyesFromFen,
        provisionalFenPerDay,
        uncodedFenPerDay,
        ...times
      } = body;
      return ledgerCall("claimRules", "setClaimLimits", {
        ...times,
        automaticFenMax: BigInt(automaticFenMax),
        fourEyesFromFen: BigInt(fourEyesFromFen),
        provisionalFenPerDay: BigInt(provisionalFenPerDay),
        uncodedFenPerDay: BigInt(uncodedFenPerDay),
      });
    }
    case "publish-rule-set": {
      const { ruleSet, ruleSetKind, fromSec } = body;
      return ledgerCall(
        "claimRules",
        "publishRuleSet",
        ruleSet,
        RULE_SET_KINDS.indexOf(ruleSetKind),
        fromSec,
      );
    }
    case "turn-business-days":
      return ledgerCall("claimRules", "turnBusinessDays", body.dayNumbers);
  }
}

/** No word was taken. */
const NONE: Hex32 = `0x${"0".repeat(64)}`;
