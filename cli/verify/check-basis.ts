import { keccak256, toUtf8Bytes } from "ethers";
import { canonicalText } from "./canonical-text.ts";
import { type CheckResult, nothing, notLooked, passed, refute } from "./check.ts";
import { framedHash } from "./check-openings.ts";
import { type ClaimStory, structAt, wordAt } from "./claim-events.ts";
import type { ReadBundle } from "./read-bundle.ts";

/** The documents given are those whose hashes the claim names. */
export function checkRuleSets({ ruleSets }: ReadBundle, { content }: ClaimStory): CheckResult {
  for (const name of ["catalogue", "policy"] as const) {
    const hash = keccak256(toUtf8Bytes(canonicalText(ruleSets[name])));
    if (hash !== content[name])
      refute(`another ${name} than the claim names`, { hash, claim: content[name] });
  }
  const { catalogue, policy } = content;
  return passed("rule sets", "catalogue and policy hash to what the claim names", { catalogue, policy });
}

/** What was decided upon makes, with its salt, the basis that the decision put on the ledger. */
export function checkBasis({ adjudication }: ReadBundle, story: ClaimStory): CheckResult {
  const onLedger = basisOf(story);
  if (onLedger === null) {
    if (adjudication !== null) refute("a basis is given, and no proven event decides the claim");
    return nothing("basis", "no proven event decides the claim");
  }
  if (adjudication === null) return notLooked("basis", "what was decided upon was not given to this reader");
  const { inputs, accumulators, salt, basis } = adjudication;
  const { catalogue, policy } = story.content;
  const words = canonicalText({ accumulators, catalogue, inputs, policy });
  const made = framedHash(["caretrail/claim-basis/v1", words, salt]);
  if (made !== basis || basis !== onLedger) {
    refute("the inputs given are not what the decision committed to", { made, stated: basis, onLedger });
  }
  return passed("basis", "the inputs and the year's accumulators are those decided upon", { basis });
}

/** The basis of the last decision. */
function basisOf({ steps }: ClaimStory): string | null {
  const decision = steps.findLast(({ name }) => name === "ClaimApproved" || name === "ClaimRejected");
  if (decision === undefined) return null;
  const holder = decision.name === "ClaimApproved" ? structAt(decision.args, "award") : decision.args;
  return wordAt(holder, "basis");
}
