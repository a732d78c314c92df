import { canonicalJson } from "../../domain/canonical-json.ts";
import type { InstitutionId, RegionCode } from "../../domain/ids.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import type { SiteFactsRow } from "../../domain/reconcile/site-facts.ts";
import { regionsThatSet, type ThresholdsRow } from "../../domain/reconcile/thresholds.ts";
import type { ReconcilePorts } from "./reconcile-ports.ts";

/** What bureaus set, as it stood when reconciling began: one reconciling is judged by one setting. */
export class BureauSettings {
  readonly #records: ReconcilePorts["records"];
  readonly #thresholds = new Map<RegionCode, readonly ThresholdsRow[]>();
  readonly #siteFacts = new Map<InstitutionId, readonly SiteFactsRow[]>();
  #text = "";

  constructor(records: ReconcilePorts["records"]) {
    this.#records = records;
  }

  /** Reads what was set of every region and site of the ledger. */
  async readAll(institutions: AsyncIterable<InstitutionRow>): Promise<void> {
    for await (const { id, region } of institutions) {
      await this.siteFacts(id);
      for (const fund of regionsThatSet({ insuredRegion: region, institutionRegion: null })) {
        await this.#thresholdsOf(fund);
      }
    }
    this.#text = canonicalJson({
      thresholds: textOf(this.#thresholds, ({ fromDay, values }) => ({ fromDay, values: worded(values) })),
      siteFacts: textOf(this.#siteFacts, ({ fromDay, facts }) => ({
        fromDay,
        counterCount: facts.counterCount,
        pharmacistCount: facts.pharmacistCount,
        hours: facts.hours.map(({ weekday, opensAtMin, closesAtMin }) => [weekday, opensAtMin, closesAtMin]),
      })),
    });
  }

  /** What was set, without who set it when: two servers that were told the same have the same text. */
  text(): string {
    return this.#text;
  }

  /** Of the first region that set anything: the fund's own, then those that it lies in. */
  async thresholds(of: Parameters<typeof regionsThatSet>[0]): Promise<readonly ThresholdsRow[]> {
    for (const region of regionsThatSet(of)) {
      const rows = await this.#thresholdsOf(region);
      if (rows.length > 0) return rows;
    }
    return [];
  }

  async siteFacts(institution: InstitutionId): Promise<readonly SiteFactsRow[]> {
    const rows = this.#siteFacts.get(institution) ?? (await this.#records.siteFacts(institution));
    this.#siteFacts.set(institution, rows);
    return rows;
  }

  async #thresholdsOf(region: RegionCode): Promise<readonly ThresholdsRow[]> {
    const rows = this.#thresholds.get(region) ?? (await this.#records.thresholds(region));
    this.#thresholds.set(region, rows);
    return rows;
  }
}

type Text = Parameters<typeof canonicalJson>[0];

function textOf<Row>(byId: ReadonlyMap<number, readonly Row[]>, tell: (row: Row) => Text): Text {
  const set = [...byId].filter(([, rows]) => rows.length > 0).sort(([a], [b]) => a - b);
  return set.map(([id, rows]) => [id, rows.map(tell)]);
}

function worded(values: object): Text {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
