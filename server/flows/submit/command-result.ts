import type { ClaimFact } from "../../domain/claims/claim-fact.ts";
import type { CommandResult } from "../../domain/command.ts";
import type { LedgerEvent } from "../../domain/ledger-event.ts";

/** What the events of a receipt say that a call brought about: ids, and how far it came. */
export function resultOf(events: readonly LedgerEvent[]): CommandResult {
  let result: CommandResult = {};
  for (const event of events) result = joinResults(result, resultOfEvent(event));
  return result;
}

/** The results of one call after another: lists grow, everything else is as the later call left it. */
export function joinResults(earlier: CommandResult, later: CommandResult): CommandResult {
  const joined: Record<string, CommandResult[string]> = { ...earlier };
  for (const [name, value] of Object.entries(later)) {
    const before = joined[name];
    joined[name] = isList(before) && isList(value) ? [...before, ...value] : value;
  }
  return joined;
}

function isList(value: CommandResult[string] | undefined): value is readonly string[] {
  return Array.isArray(value);
}

function resultOfEvent(event: LedgerEvent): CommandResult {
  switch (event.name) {
    case "BureauAdmitted":
    case "InstitutionRegistered":
    case "AgreementSigned":
    case "AgreementSuspended":
    case "AgreementReinstated":
    case "AgreementTerminated":
      return { institution: event.institution };
    case "AdminKeyReplaced":
      return { institution: event.institution, key: event.adminKey };
    case "OperatorAdded":
    case "OperatorRevoked":
      return { institution: event.institution, key: event.operator };
    case "ProductAdmitted":
    case "ProductWithdrawn":
      return { product: event.product };
    case "BatchOpened":
    case "BatchDeclared":
    case "BatchRecalled":
    case "BatchQuarantined":
    case "BatchReleased":
      return { batch: event.batch };
    case "LabelsAttached":
      return { batch: event.batch, labelsHash: event.labelsHash };
    case "ParcelsJoined":
      return { batch: event.batch, from: event.from, to: event.to };
    case "ManifestAppended":
      return {
        batch: event.batch,
        manifestCount: event.fromIndex + (event.packKeys.length - 2) / KEY_DIGITS,
      };
    case "BatchSealed":
      return { batch: event.batch, manifestHash: event.manifestHash };
    case "ConsignmentShipped":
      return { consignment: event.consignment };
    case "ConsignmentReceived":
    case "ConsignmentWithdrawn":
    case "DisputeResolved":
      return { consignment: event.consignment, outstandingCount: event.outstandingCount };
    case "ConsignmentDisputed":
    case "DisputeAnswered":
      return { consignment: event.consignment };
    case "DispenseRecorded":
      return { dispenses: [event.dispense] };
    case "DispenseReversed":
      return { dispense: event.dispense, reversal: event.reversal };
    case "PacksDecommissioned":
      return { decommission: event.decommission };
    case "ReceiptAnswered":
      return { dispense: event.dispense };
    case "RegionLimitsSet":
    case "EnforcementModeSet":
      return { region: event.region };
    case "ReconciliationAnchored":
      return { reading: event.reading };
    case "DeclaredKeySpent":
    case "DeclaredKeyFreed":
    case "MakerTraceWaived":
    case "PackFrozen":
    case "LedgerPaused":
    case "LedgerUnpaused":
    case "CustodyOpened":
    case "ParcelSplit":
      return {};
    default:
      return resultOfClaimEvent(event);
  }
}

function resultOfClaimEvent(
  event: Extract<LedgerEvent, { readonly name: ClaimFact["name"] }>,
): CommandResult {
  switch (event.name) {
    case "EncounterOpened":
    case "EncounterClosed":
    case "EncounterCorrected":
    case "EncounterCancelled":
      return { encounter: event.encounter };
    case "ClaimLimitsSet":
    case "BusinessDaysTurned":
      return { region: event.region };
    case "RuleSetPublished":
      return { region: event.region, ruleSet: event.ruleSet };
    case "PaymentRecorded":
      return { payment: event.payment };
    case "ClaimSubmitted":
    case "ClaimEndorsed":
    case "ClaimApproved":
    case "ClaimRejected":
    case "ClaimAppealed":
    case "ClaimAdvanced":
    case "ClaimPaid":
    case "ClaimReversed":
    case "ClaimClawedBack":
    case "ClaimDisputed":
    case "ClaimUpheld":
      return { claims: [event.claim] };
    case "NullifierTaken":
    case "NullifierReleased":
    case "NullifierEpochOpened":
    case "SpenderAppointed":
      return {};
  }
}

/** A pack key is 16 bytes. */
const KEY_DIGITS = 32;
