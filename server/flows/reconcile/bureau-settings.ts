import type { InstitutionId, RegionCode } from "../../domain/ids.ts";
import type { SiteFactsRow } from "../../domain/reconcile/site-facts.ts";
import { regionsThatSet, type ThresholdsRow } from "../../domain/reconcile/thresholds.ts";
import type { ReconcilePorts } from "./reconcile-ports.ts";

/** What bureaus set, as it stood when it was first asked for: one reconciling is judged by one setting. */
export class BureauSettings {
  readonly #records: ReconcilePorts["records"];
  readonly #thresholds = new Map<RegionCode, readonly ThresholdsRow[]>();
  readonly #siteFacts = new Map<InstitutionId, readonly SiteFactsRow[]>();

  constructor(records: ReconcilePorts["records"]) {
    this.#records = records;
  }

  /** Of the first region that set anything: the fund's own, then those that it lies in. */
  async thresholds(of: Parameters<typeof regionsThatSet>[0]): Promise<readonly ThresholdsRow[]> {
    for (const region of regionsThatSet(of)) {
      const rows = this.#thresholds.get(region) ?? (await this.#records.thresholds(region));
      this.#thresholds.set(region, rows);
      if (rows.length > 0) return rows;
    }
    return [];
  }

  async siteFacts(institution: InstitutionId): Promise<readonly SiteFactsRow[]> {
    const rows = this.#siteFacts.get(institution) ?? (await this.#records.siteFacts(institution));
    this.#siteFacts.set(institution, rows);
    return rows;
  }
}
