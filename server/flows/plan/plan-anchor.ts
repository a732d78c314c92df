import type { LedgerCall } from "../../domain/command.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import { ledgerCall } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { type AnchorBody, isSameReading } from "../../domain/reconcile/anchor.ts";

/**
 * None where the institution has said the same of the same reading already; another digest is refused by the
 * ledger, which keeps the first word.
 */
export async function planAnchor(
  { content, findings }: AnchorBody,
  institution: InstitutionId,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  const standing = await view.anchorsOf(content.feedWord, content.asOfBlock);
  const own = standing.find((row) => row.institution === institution && isSameReading(row.content, content));
  if (own?.findings.digest === findings.digest) return [];
  const questionedFen = BigInt(findings.questionedFen);
  return [ledgerCall("reconciliationLedger", "anchor", content, { ...findings, questionedFen })];
}
