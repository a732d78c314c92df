import { refute } from "./check.ts";
import { type ClaimStory, numberAt } from "./claim-events.ts";
import type { DecodedEvent } from "./decode-events.ts";

/** States by their numbers in the contract. */
const STATES = [
  "None",
  "Submitted",
  "Approved",
  "Rejected",
  "Appealed",
  "RejectedFinal",
  "Provisional",
  "AwaitingFunds",
  "Posted",
  "Settled",
  "Paid",
  "Reversed",
  "ClawedBack",
  "Disputed",
  "Upheld",
] as const;
type State = (typeof STATES)[number];

/** From which states an event may come, and where it leads; `null` leaves the claim where it stands. */
const STEPS: Readonly<Record<string, { readonly from: readonly State[]; readonly to: State | null }>> = {
  ClaimSubmitted: { from: ["None"], to: "Submitted" },
  ClaimEndorsed: { from: ["Submitted", "Appealed", "Provisional"], to: null },
  ClaimApproved: { from: ["Submitted", "Appealed", "Provisional"], to: "Approved" },
  ClaimAppealed: { from: ["Rejected"], to: "Appealed" },
  ClaimAdvanced: { from: ["Submitted"], to: "Provisional" },
  ClaimPaid: { from: ["Approved"], to: "Paid" },
  ClaimReversed: {
    from: ["Submitted", "Approved", "Rejected", "Appealed", "Provisional", "AwaitingFunds", "Posted"],
    to: "Reversed",
  },
  ClaimClawedBack: { from: ["Provisional", "Settled", "Paid", "Disputed", "Upheld"], to: "ClawedBack" },
  ClaimDisputed: { from: ["Settled", "Paid"], to: "Disputed" },
  ClaimUpheld: { from: ["Disputed"], to: "Upheld" },
};

/** Follows the claim through its events; where it stands at the end, as far as they tell. */
export function followLifecycle({ steps }: ClaimStory): State {
  let state: State = "None";
  for (const event of steps) {
    const step = event.name === "ClaimRejected" ? rejection(event) : STEPS[event.name];
    if (step === undefined) return refute("an event that no claim has", { event: event.name });
    const stated: State | undefined =
      "from" in event.args ? STATES[Number(numberAt(event.args, "from"))] : state;
    if (!step.from.includes(state) || stated !== state) {
      const { block } = event.place;
      return refute("an event does not follow the one before it", { event: event.name, block, state });
    }
    state = step.to ?? state;
  }
  return state;
}

/** The event says whether an appeal is open. */
function rejection({ args }: DecodedEvent): {
  readonly from: readonly State[];
  readonly to: State | null;
} {
  const to = STATES[Number(numberAt(args, "state"))];
  if (to === "Rejected") return { from: ["Submitted"], to };
  if (to === "RejectedFinal") return { from: ["Appealed"], to };
  // The claw-back that follows it is what moves a provisional claim.
  if (to === "ClawedBack") return { from: ["Provisional"], to: null };
  return refute("a rejection into a state that is none", { state: String(to) });
}
