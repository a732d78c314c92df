import { awaitsSecondApproval } from "../../domain/claims/claim-life.ts";
import { claimLimitsOf } from "../../domain/claims/claim-limits.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import type { Weighed } from "./prepare-decision.ts";

/**
 * The other claim of the person whose second approval comes first: the ledger keeps the first one, so the
 * second must find the same year. Two that were half approved before do not wait for each other.
 */
export function claimToApproveFirst({ row, adjudicated: { year } }: Weighed): Hex32 | null {
  return awaitsSecondApproval(row) ? null : year.halfApproved;
}

/**
 * The first of two persons pinned the award to this very basis. One that was never kept is another: a
 * reversal, a refund or a new record came in between.
 */
export async function requireSameBasis(
  ports: Pick<ClaimPorts, "openings">,
  view: Pick<LedgerView, "claimRules">,
  of: { readonly weighed: Weighed; readonly basis: Hex32 },
): Promise<void> {
  const { row } = of.weighed;
  if (!awaitsSecondApproval(row)) return;
  const { fourEyesFromFen } = claimLimitsOf(await view.claimRules(row.content.payerRegion));
  if (row.content.requestedFen < fourEyesFromFen) return;
  if ((await ports.openings.opening(of.basis)) === null) fail("endorsement-outdated", { claim: row.id });
}
