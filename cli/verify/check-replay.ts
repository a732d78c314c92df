import type { Json } from "./canonical-text.ts";
import { type CheckResult, nothing, notLooked, passed, refute } from "./check.ts";
import { approvalOf, awardOf, type ProvenAward } from "./check-award.ts";
import type { ClaimStory } from "./claim-events.ts";
import type { ReadBundle } from "./read-bundle.ts";

/**
 * The project's own rule engine, handed in from outside: this is the one step that is not independent of it.
 * Throws when it cannot read what it is given.
 */
export type Replay = (given: {
  readonly catalogue: Json;
  readonly policy: Json;
  readonly inputs: Json;
  readonly accumulators: Json;
}) => ReplayedAward;

export type ReplayedAward =
  | ({ readonly kind: "awarded" } & ProvenAward)
  /** A person awarded where no rule does. */
  | { readonly kind: "stated" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unreadable"; readonly why: string };

/** Runs the rules again over what was decided upon, and compares fen by fen with the award on the ledger. */
export function checkReplay(bundle: ReadBundle, story: ClaimStory, replay: Replay): CheckResult {
  const { adjudication, ruleSets } = bundle;
  const approval = approvalOf(story);
  if (approval === null) return nothing("replay", "no award is proven");
  if (adjudication === null) return notLooked("replay", "what was decided upon was not given to this reader");
  const { inputs, accumulators } = adjudication;
  const replayed = replay({ ...ruleSets, inputs, accumulators });
  if (replayed.kind === "stated") return nothing("replay", "a person awarded where no rule set does");
  if (replayed.kind === "unreadable") return refute("the rules cannot be run again", { why: replayed.why });
  if (replayed.kind === "refused") return refute("the rules refuse the claim", { reason: replayed.reason });
  const awarded = sayAward(awardOf(approval));
  const again = sayAward(replayed);
  if (awarded !== again) return refute("the rules come to another award", { awarded, replayed: again });
  return passed("replay", "the same rules over the same inputs come to the same fen", { awarded });
}

function sayAward({ fundParts, accountFen, familyAccountFen, cashFen, hospitalFen }: ProvenAward): string {
  const funds = [...fundParts]
    .filter(({ fen }) => fen !== 0n)
    .sort((a, b) => a.fundPayType - b.fundPayType)
    .map(({ fundPayType, fen }) => `${fundPayType}:${fen}`);
  const persons = `account:${accountFen} family:${familyAccountFen} cash:${cashFen}`;
  return `${funds.join(" ")} ${persons} hospital:${hospitalFen}`;
}
