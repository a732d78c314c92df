import type { LedgerEvent } from "../ledger-event.ts";
import {
  batchOpened,
  batchSealed,
  manifestAppended,
  productAdmitted,
  productWithdrawn,
} from "./catalogue.ts";
import type { Change, Current } from "./current.ts";
import { consignmentReceived, consignmentShipped, custodyOpened, parcelSplit } from "./custody.ts";
import { dispenseRecorded } from "./dispensing.ts";
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

/**
 * What an event changes in the read models: pure, so the same events give the same rows (I15). A row that the
 * event presupposes and that is not there means that the index is not the chain's: it throws and never makes
 * one up.
 */
export function projectEvent(event: LedgerEvent, current: Current): readonly Change[] {
  switch (event.name) {
    case "DispenseRecorded":
      return dispenseRecorded(event, current);
    case "ParcelSplit":
      return parcelSplit(event, current);
    case "ConsignmentShipped":
      return consignmentShipped(event, current);
    case "ConsignmentReceived":
      return consignmentReceived(event, current);
    case "ManifestAppended":
      return manifestAppended(event, current);
    case "BatchOpened":
      return batchOpened(event);
    case "BatchSealed":
      return batchSealed(event, current);
    case "CustodyOpened":
      return custodyOpened(event, current);
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
    // The bureau's row comes from InstitutionRegistered, which names its region and kind; pausing changes no
    // row.
    case "BureauAdmitted":
    case "LedgerPaused":
    case "LedgerUnpaused":
      return [];
    default:
      return event satisfies never;
  }
}
