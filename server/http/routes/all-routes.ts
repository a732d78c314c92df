import type { Route } from "../route.ts";
import { API_KEY_ROUTES } from "./api-keys.ts";
import { COMMAND_ROUTES } from "./commands.ts";
import { CUSTODY_ROUTES } from "./custody.ts";
import { DISPENSE_ROUTES } from "./dispenses.ts";
import { DRUG_ROUTES } from "./drugs.ts";
import { INSTITUTION_ROUTES } from "./institutions.ts";
import { PACK_ROUTES } from "./packs.ts";
import { STATUS_ROUTES } from "./status.ts";

/** Everything this server answers to; openapi.yaml is made from the same list. */
export const ROUTES: readonly Route[] = [
  ...STATUS_ROUTES,
  ...INSTITUTION_ROUTES,
  ...API_KEY_ROUTES,
  ...DRUG_ROUTES,
  ...CUSTODY_ROUTES,
  ...DISPENSE_ROUTES,
  ...PACK_ROUTES,
  ...COMMAND_ROUTES,
];
