import type { ManifestHash, Planner, Uploads } from "../../domain/ports.ts";
import { planReceipt, planShipment } from "./plan-consignment.ts";
import { planDispenses } from "./plan-dispenses.ts";
import { planInstitutions } from "./plan-institutions.ts";
import { planManifest, planSeal } from "./plan-manifest.ts";
import { planProducts } from "./plan-products.ts";

/** Makes of a command's body the calls that are still to do, as the ledger stands in the view. */
export function createPlanner(ports: {
  readonly uploads: Pick<Uploads, "keys">;
  readonly manifestHashAfter: ManifestHash;
}): Planner {
  return async (body, institution, view) => {
    switch (body.kind) {
      case "append-manifest":
        return planManifest(body, view, ports.uploads);
      case "seal-batch":
        return planSeal(body, view, ports.manifestHashAfter);
      case "ship-consignment":
        return planShipment(body, institution, view);
      case "receive-consignment":
        return planReceipt(body, institution, view);
      case "record-dispenses":
        return planDispenses(body, institution, view);
      case "admit-product":
      case "withdraw-product":
      case "open-batch":
        return [planProducts(body)];
      default:
        return [planInstitutions(body)];
    }
  };
}
