import { fenOfStep } from "../../../domain/claims/claim-life.ts";
import type { ClaimRow } from "../../../domain/claims/claim-rows.ts";
import type { PackClaim } from "../../../domain/pack-story.ts";
import { type Naming, nameOf, proofOf } from "../naming.ts";

/** A claim as the story of a pack tells it. */
export async function tellPackClaim(naming: Naming, row: ClaimRow): Promise<PackClaim> {
  const { id, state, content, steps, origin } = row;
  // The contract has no claim without a state.
  if (state === "none") throw new Error(`the claim ${id} is no claim`);
  const { channel, filer, payerRegion, claimedAtSec, totalFen } = content;
  return {
    id,
    state,
    channel,
    filer: nameOf(await naming.institution(filer)),
    payerRegion,
    claimedAtSec,
    totalFen,
    approvedFen: steps.findLast((step) => step.kind === "approved")?.approvedFen ?? null,
    proof: proofOf(origin),
    steps: await Promise.all(
      steps.map(async (step) => ({
        kind: step.kind,
        by: nameOf(await naming.institution(step.by)),
        fen: fenOfStep(step),
        proof: proofOf(step.origin),
      })),
    ),
  };
}
