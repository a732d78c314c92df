import type { LedgerEvent } from "../ledger-event.ts";
import { reconciliationAnchored } from "./anchors.ts";
import {
  batchDeclared,
  batchOpened,
  batchSealed,
  labelsAttached,
  manifestAppended,
  productAdmitted,
  productWithdrawn,
} from "./catalogue.ts";
import { consignmentReceived, consignmentShipped, consignmentWithdrawn } from "./consignments.ts";
import type { Change, Current } from "./current.ts";
import { custodyOpened, parcelSplit, parcelsJoined } from "./custody.ts";
import { packsDecommissioned } from "./decommissioning.ts";
import { declaredKeySpent, dispenseRecorded, makerTraceWaived, receiptAnswered } from "./dispensing.ts";
import { consignmentDisputed, disputeAnswered, disputeResolved } from "./disputes.ts";
import { batchQuarantined, batchRecalled, batchReleased } from "./holding-back.ts";
import {
  adminKeyReplaced,
  agreementReinstated,
  agreementSigned,
  agreementSuspended,
  agreementTerminated,
  institutionRegistered,
  operatorAdded,
  operatorRevoked,
} from "./institutions.ts";
import { projectClaimEvent } from "./project-claim-event.ts";
import { enforcementModeSet, regionLimitsSet } from "./region-rules.ts";
import { declaredKeyFreed, dispenseReversed, packFrozen } from "./reversals.ts";
import type { EventOf } from "./standing.ts";

/**
 * What an event changes in the read models: pure, so the same events give the same rows (I15). A row that the
 * event presupposes and that is not there means that the index is not the chain's: it throws and never makes
 * one up.
 */
export function projectEvent(event: LedgerEvent, current: Current): readonly Change[] {
  switch (event.name) {
    case "DispenseRecorded":
      return dispenseRecorded(event, current);
    case "DeclaredKeySpent":
      return declaredKeySpent(event, current);
    case "MakerTraceWaived":
      return makerTraceWaived(event, current);
    case "DispenseReversed":
      return dispenseReversed(event, current);
    case "DeclaredKeyFreed":
      return declaredKeyFreed(event, current);
    case "PackFrozen":
      return packFrozen(event, current);
    case "PacksDecommissioned":
      return packsDecommissioned(event, current);
    case "ReceiptAnswered":
      return receiptAnswered(event, current);
    case "CustodyOpened":
      return custodyOpened(event, current);
    case "ParcelSplit":
      return parcelSplit(event, current);
    case "ParcelsJoined":
      return parcelsJoined(event, current);
    case "ConsignmentShipped":
      return consignmentShipped(event, current);
    case "ConsignmentReceived":
      return consignmentReceived(event, current);
    case "ConsignmentWithdrawn":
      return consignmentWithdrawn(event, current);
    case "ConsignmentDisputed":
      return consignmentDisputed(event, current);
    case "DisputeAnswered":
      return disputeAnswered(event, current);
    case "DisputeResolved":
      return disputeResolved(event, current);
    default:
      return projectGoverning(event, current);
  }
}

/** What moves no packs: the catalogue, institutions, and what their bureaus set. */
function projectGoverning(event: Governing, current: Current): readonly Change[] {
  switch (event.name) {
    case "ManifestAppended":
      return manifestAppended(event, current);
    case "BatchOpened":
      return batchOpened(event);
    case "BatchDeclared":
      return batchDeclared(event);
    case "BatchSealed":
      return batchSealed(event, current);
    case "LabelsAttached":
      return labelsAttached(event, current);
    case "BatchRecalled":
      return batchRecalled(event, current);
    case "BatchQuarantined":
      return batchQuarantined(event, current);
    case "BatchReleased":
      return batchReleased(event, current);
    case "ProductAdmitted":
      return productAdmitted(event);
    case "ProductWithdrawn":
      return productWithdrawn(event, current);
    case "InstitutionRegistered":
      return institutionRegistered(event);
    case "AdminKeyReplaced":
      return adminKeyReplaced(event, current);
    case "OperatorAdded":
      return operatorAdded(event);
    case "OperatorRevoked":
      return operatorRevoked(event, current);
    case "AgreementSigned":
      return agreementSigned(event, current);
    case "AgreementSuspended":
      return agreementSuspended(event, current);
    case "AgreementReinstated":
      return agreementReinstated(event, current);
    case "AgreementTerminated":
      return agreementTerminated(event, current);
    case "RegionLimitsSet":
      return regionLimitsSet(event, current);
    case "EnforcementModeSet":
      return enforcementModeSet(event, current);
    case "ReconciliationAnchored":
      return reconciliationAnchored(event);
    // The bureau's row comes from InstitutionRegistered, which names its region and kind; pausing changes no
    // row.
    case "BureauAdmitted":
    case "LedgerPaused":
    case "LedgerUnpaused":
      return [];
    default:
      return projectClaimEvent(event, current);
  }
}

type Governing = Exclude<
  LedgerEvent,
  EventOf<
    | "DispenseRecorded"
    | "DeclaredKeySpent"
    | "MakerTraceWaived"
    | "DispenseReversed"
    | "DeclaredKeyFreed"
    | "PackFrozen"
    | "PacksDecommissioned"
    | "ReceiptAnswered"
    | "CustodyOpened"
    | "ParcelSplit"
    | "ParcelsJoined"
    | "ConsignmentShipped"
    | "ConsignmentReceived"
    | "ConsignmentWithdrawn"
    | "ConsignmentDisputed"
    | "DisputeAnswered"
    | "DisputeResolved"
  >
>;
