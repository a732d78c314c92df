import type { AwardBody, ClaimBody } from "../../../domain/claims/claim-body.ts";
import type { AwardWords } from "../../../domain/claims/claim-call.ts";
import { wordOfFundPart } from "../../../domain/claims/claim-words.ts";
import type { LedgerCall } from "../../../domain/command.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import { ledgerCall } from "../../../domain/ledger-call.ts";
import type { LedgerView } from "../../../domain/ledger-view.ts";
import { contentsOf } from "./require-claim.ts";

type Decisions = Extract<ClaimBody, { kind: "approve-claims" | "reject-claims" }>;

/** Many decisions in one call: all or nothing, and the outbox divides what is refused. */
export async function planDecisions(body: Decisions, view: LedgerView): Promise<readonly LedgerCall[]> {
  if (body.kind === "approve-claims") {
    const { approvals } = body;
    const claims = await contentsOf(approvals.map(claimOf), view);
    const awards = approvals.map(({ award }) => awardWords(award));
    const nullifiers = approvals.map((approval) => approval.nullifiers);
    return [ledgerCall("claimLedger", "approveClaims", claims, awards, nullifiers)];
  }
  const claims = await contentsOf(body.rejections.map(claimOf), view);
  const rejections = body.rejections.map(({ reason, basis }) => ({ reason, basis }));
  return [ledgerCall("claimLedger", "rejectClaims", claims, rejections)];
}

function claimOf({ claim }: { readonly claim: Hex32 }): Hex32 {
  return claim;
}

function awardWords(award: AwardBody): AwardWords {
  const parts = award.fundParts.map(({ fundPayType, fen }) => ({ fundPayType, fen: BigInt(fen) }));
  return {
    fundParts: parts.map(wordOfFundPart),
    accountFen: BigInt(award.accountFen),
    familyAccountFen: BigInt(award.familyAccountFen),
    cashFen: BigInt(award.cashFen),
    hospitalFen: BigInt(award.hospitalFen),
    basis: award.basis,
  };
}
