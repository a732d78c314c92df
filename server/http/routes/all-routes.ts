import type { Route } from "../route.ts";
import { API_KEY_ROUTES } from "./api-keys.ts";
import { CASE_ROUTES } from "./cases.ts";
import { CHECKPOINT_ROUTES } from "./checkpoints.ts";
import { CLAIM_RULE_ROUTES } from "./claim-rules.ts";
import { CLAIM_STEP_ROUTES } from "./claim-steps.ts";
import { CLAIM_ROUTES } from "./claims.ts";
import { COMMAND_ROUTES } from "./commands.ts";
import { COVERAGE_ROUTES } from "./coverage.ts";
import { CUSTODY_ROUTES } from "./custody.ts";
import { DISPENSE_ROUTES } from "./dispenses.ts";
import { DISPUTE_ROUTES } from "./disputes.ts";
import { DRUG_ROUTES } from "./drugs.ts";
import { ENCOUNTER_ROUTES } from "./encounters.ts";
import { IMPORT_ROUTES } from "./imports.ts";
import { INSTITUTION_ROUTES } from "./institutions.ts";
import { NHSA_ROUTES } from "./nhsa.ts";
import { PACK_ROUTES } from "./packs.ts";
import { RECALL_ROUTES } from "./recalls.ts";
import { RECONCILE_RULE_ROUTES } from "./reconcile-rules.ts";
import { RECONCILIATION_ROUTES } from "./reconciliations.ts";
import { REGION_ROUTES } from "./regions.ts";
import { RETURN_ROUTES } from "./returns.ts";
import { SCAN_ROUTES } from "./scans.ts";
import { SKU_ROUTES } from "./skus.ts";
import { STATUS_ROUTES } from "./status.ts";
import { STOCK_ROUTES } from "./stock.ts";

/** Everything this server answers to; openapi.yaml is made from the same list. */
export const ROUTES: readonly Route[] = [
  ...STATUS_ROUTES,
  ...INSTITUTION_ROUTES,
  ...SKU_ROUTES,
  ...REGION_ROUTES,
  ...CLAIM_RULE_ROUTES,
  ...COVERAGE_ROUTES,
  ...API_KEY_ROUTES,
  ...DRUG_ROUTES,
  ...RECALL_ROUTES,
  ...CUSTODY_ROUTES,
  ...DISPUTE_ROUTES,
  ...DISPENSE_ROUTES,
  ...RETURN_ROUTES,
  ...ENCOUNTER_ROUTES,
  ...CLAIM_STEP_ROUTES,
  ...CLAIM_ROUTES,
  ...STOCK_ROUTES,
  ...PACK_ROUTES,
  ...NHSA_ROUTES,
  ...SCAN_ROUTES,
  ...CHECKPOINT_ROUTES,
  ...IMPORT_ROUTES,
  ...RECONCILE_RULE_ROUTES,
  ...RECONCILIATION_ROUTES,
  ...CASE_ROUTES,
  ...COMMAND_ROUTES,
];
