import type { ClaimFact } from "../claims/claim-fact.ts";
import {
  businessDaysTurned,
  claimLimitsSet,
  nullifierEpochOpened,
  ruleSetPublished,
  spenderAppointed,
} from "./claim-rules.ts";
import {
  claimAdvanced,
  claimAppealed,
  claimApproved,
  claimClawedBack,
  claimDisputed,
  claimEndorsed,
  claimPaid,
  claimRejected,
  claimReversed,
  claimSubmitted,
  claimUpheld,
  nullifierReleased,
  nullifierTaken,
  paymentRecorded,
} from "./claims.ts";
import type { Change, Current } from "./current.ts";
import { encounterCancelled, encounterClosed, encounterCorrected, encounterOpened } from "./encounters.ts";
import type { EventOf } from "./standing.ts";

/** The part of `projectEvent` for claims, encounters and what bureaus set for them. */
export function projectClaimEvent(event: EventOf<ClaimFact["name"]>, current: Current): readonly Change[] {
  switch (event.name) {
    case "ClaimSubmitted":
      return claimSubmitted(event);
    case "ClaimEndorsed":
      return claimEndorsed(event, current);
    case "ClaimApproved":
      return claimApproved(event, current);
    case "ClaimRejected":
      return claimRejected(event, current);
    case "ClaimAppealed":
      return claimAppealed(event, current);
    case "ClaimAdvanced":
      return claimAdvanced(event, current);
    case "PaymentRecorded":
      return paymentRecorded(event);
    case "ClaimPaid":
      return claimPaid(event, current);
    case "ClaimReversed":
      return claimReversed(event, current);
    case "ClaimClawedBack":
      return claimClawedBack(event, current);
    case "ClaimDisputed":
      return claimDisputed(event, current);
    case "ClaimUpheld":
      return claimUpheld(event, current);
    case "NullifierTaken":
      return nullifierTaken(event, current);
    case "NullifierReleased":
      return nullifierReleased(event, current);
    case "EncounterOpened":
      return encounterOpened(event);
    case "EncounterClosed":
      return encounterClosed(event, current);
    case "EncounterCorrected":
      return encounterCorrected(event, current);
    case "EncounterCancelled":
      return encounterCancelled(event, current);
    case "ClaimLimitsSet":
      return claimLimitsSet(event, current);
    case "RuleSetPublished":
      return ruleSetPublished(event, current);
    case "BusinessDaysTurned":
      return businessDaysTurned(event, current);
    case "SpenderAppointed":
      return spenderAppointed(event, current);
    case "NullifierEpochOpened":
      return nullifierEpochOpened(event, current);
    default:
      return event satisfies never;
  }
}
