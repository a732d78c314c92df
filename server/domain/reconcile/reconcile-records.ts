import type { InstitutionId, RegionCode } from "../ids.ts";
import type { SiteFactsRow } from "./site-facts.ts";
import type { ThresholdsRow } from "./thresholds.ts";

/**
 * What a bureau keeps beside the chain to reconcile claims, in rows by the day from which they hold: the same
 * day again takes the place of the one before. Every write is on the disk when it resolves.
 */
export type ReconcileRecords = {
  putThresholds(region: RegionCode, row: ThresholdsRow): Promise<void>;
  /** In the order of their days. */
  thresholds(region: RegionCode): Promise<readonly ThresholdsRow[]>;

  putSiteFacts(institution: InstitutionId, row: SiteFactsRow): Promise<void>;
  /** In the order of their days. */
  siteFacts(institution: InstitutionId): Promise<readonly SiteFactsRow[]>;
};
