import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { DeclaredBatchId, ManifestHash, Planner, Signing, Uploads } from "../../domain/ports.ts";
import type { RecordIds } from "../../domain/record-ids.ts";
import { planClaims } from "./claims/plan-claims.ts";
import { planAnchor } from "./plan-anchor.ts";
import { planAnswer, planShipment } from "./plan-consignment.ts";
import { planDeclaration } from "./plan-declaration.ts";
import { planDecommission } from "./plan-decommission.ts";
import { planDispenses, planImportedDispenses } from "./plan-dispenses.ts";
import { planInstitutions } from "./plan-institutions.ts";
import { planJoin } from "./plan-join.ts";
import { planManifest, planSeal } from "./plan-manifest.ts";
import { planProducts } from "./plan-products.ts";
import { planRegionRules } from "./plan-region-rules.ts";
import { planReceiptAnswer, planReversal } from "./plan-reversal.ts";

export type PlannerPorts = {
  readonly uploads: Pick<Uploads, "keys">;
  readonly manifestHashAfter: ManifestHash;
  readonly declaredBatchId: DeclaredBatchId;
  readonly ids: Pick<RecordIds, "dispense">;
};

/** Makes of a command's body the calls that are still to do, as the ledger stands in the view. */
export function createPlanner(ports: PlannerPorts): Planner {
  return (body, signing, view) => plan(body, { ...signing, view }, ports);
}

type Asked = Signing & { readonly view: LedgerView };

async function plan(body: CommandBody, asked: Asked, ports: PlannerPorts): Promise<readonly LedgerCall[]> {
  const { institution, view } = asked;
  switch (body.kind) {
    case "append-manifest":
      return planManifest(body, view, ports.uploads);
    case "seal-batch":
      return planSeal(body, view, ports.manifestHashAfter);
    case "declare-batch":
      return planDeclaration(body, asked, ports);
    case "ship-consignment":
      return planShipment(body, institution, view);
    case "receive-consignment":
    case "withdraw-consignment":
    case "dispute-consignment":
    case "answer-dispute":
    case "resolve-dispute":
      return planAnswer(body, view);
    case "join-parcels":
      return planJoin(body, view);
    case "record-dispenses":
      return planDispenses(body, asked, view);
    case "import-dispenses":
      return planImportedDispenses(body, asked, view);
    case "reverse-dispense":
      return planReversal(body, asked, view);
    case "decommission-packs":
      return planDecommission(body, institution, view);
    case "answer-receipt":
      return planReceiptAnswer(body, view);
    // The same content as the institution's own, in its name; the bureau's key signs.
    case "import-record":
      return plan(body.record, { ...asked, institution: body.for }, ports);
    case "anchor-reconciliation":
      return planAnchor(body, institution, view);
    case "set-region-limits":
    case "set-enforcement-mode":
      return [planRegionRules(body)];
    case "admit-product":
    case "withdraw-product":
    case "open-batch":
    case "attach-labels":
    case "recall-batch":
    case "quarantine-batch":
    case "release-batch":
      return [planProducts(body)];
    case "admit-bureau":
    case "admit-auditor":
    case "register-institution":
    case "add-operator":
    case "revoke-operator":
    case "sign-agreement":
    case "suspend-agreement":
    case "reinstate-agreement":
    case "terminate-agreement":
      return [planInstitutions(body)];
    default:
      return planClaims(body, asked, ports);
  }
}
