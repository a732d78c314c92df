import { type CheckResult, passed, refute } from "./check.ts";
import { checkAward } from "./check-award.ts";
import { checkEvidence } from "./check-evidence.ts";
import { type ClaimStory, contentOf, SECONDARY, wordAt } from "./claim-events.ts";
import { followLifecycle } from "./claim-lifecycle.ts";
import type { DecodedEvent } from "./decode-events.ts";

const REJECTED_FOR_GOOD = 5n;

/** The claim's story from its proven events: evidence first, one spend, order of steps, sums. */
export function checkStory(story: ClaimStory): CheckResult {
  const { content, steps } = story;
  const { requestedFen, totalFen } = content;
  if (requestedFen === 0n || requestedFen > totalFen) {
    refute("more is asked for than the invoice is of, or nothing", fenOf({ requestedFen, totalFen }));
  }
  checkEvidence(story);
  checkOneSpend(story);
  const state = followLifecycle(story);
  const approvedFen = checkAward(story);
  checkNullifier(story, approvedFen);
  const amounts = approvedFen === null ? { requestedFen, totalFen } : { approvedFen, requestedFen, totalFen };
  const evidence = `${content.evidence.length} pieces of evidence recorded before it`;
  const standing = `it stands as ${state}, as far as these ${steps.length} events tell`;
  return passed("story", `${evidence}; ${standing}`, { state, ...fenOf(amounts) });
}

/** No other claim among these events spends the same evidence, unless its own end is proven too. */
function checkOneSpend({ id, content, all }: ClaimStory): void {
  const ours = new Set(content.evidence.map((piece) => piece.id));
  if (ours.size !== content.evidence.length) refute("the claim names a piece of evidence twice");
  const ofClaims = all.filter(({ contract }) => contract === "claimLedger");
  for (const other of ofClaims.filter(
    ({ name, args }) => name === "ClaimSubmitted" && args["claim"] !== id,
  )) {
    const spent = contentOf(other).evidence.find((piece) => ours.has(piece.id));
    if (spent === undefined) continue;
    const claim = wordAt(other.args, "claim");
    const isOver = ofClaims.some((event) => event.args["claim"] === claim && givesFree(event));
    if (!isOver) refute("another claim spends the same evidence", { evidence: spent.id, claim });
  }
}

/** Whether the event ends a claim so that its evidence may be claimed again. */
function givesFree({ name, args }: DecodedEvent): boolean {
  if (name === "ClaimRejected") return args["state"] === REJECTED_FOR_GOOD;
  return name === "ClaimReversed" || name === "ClaimClawedBack";
}

/** An approved claim took its invoice's word, once; a secondary claim lives on its primary's. */
function checkNullifier({ id, all, content }: ClaimStory, approvedFen: bigint | null): void {
  const takings = all.filter(({ contract, name, args }) => {
    return contract === "nullifiers" && name === "NullifierTaken" && args["claim"] === id;
  });
  const wanted = approvedFen !== null && content.channel !== SECONDARY ? 1 : 0;
  if (takings.length !== wanted) {
    refute("the invoice was not marked as paid by this claim exactly as its approval asks", {
      taken: takings.length,
      wanted,
    });
  }
}

function fenOf(amounts: { readonly [name: string]: bigint }): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount.toString()]));
}
