import type { Address, InstitutionId, RegionCode } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Origin } from "../../domain/read-model.ts";
import { limitsOf } from "../../domain/region-limits.ts";
import type { Naming } from "./naming.ts";

/** How a record came to the ledger: later than its region allows, or brought in by the bureau. */
export type Marks = { readonly isLate: boolean; readonly isImported: boolean };

type Recorded = {
  readonly by: InstitutionId;
  readonly occurredAtSec: number;
  readonly operator: Address | null;
  readonly origin: Origin;
};

/** Tells the marks of records, asking a view once for each operator and region. */
export type MarkReader = (record: Recorded) => Promise<Marks>;

export function createMarkReader(view: LedgerView, naming: Naming): MarkReader {
  const reader = readers.get(view) ?? makeMarkReader(view, naming);
  readers.set(view, reader);
  return reader;
}

const readers = new WeakMap<LedgerView, MarkReader>();
const SIGNERS_KEPT_MAX = 4_096;

function makeMarkReader(view: LedgerView, naming: Naming): MarkReader {
  const signers = new Map<Address, InstitutionId | null>();
  const lateAfterSec = new Map<RegionCode, number>();
  return async ({ by, occurredAtSec, operator, origin }) => {
    const isImported = operator !== null && (await isOfOther(operator, by));
    const { region } = await naming.institution(by);
    const limit = lateAfterSec.get(region) ?? limitsOf(await view.regionRules(region)).lateAfterSec;
    lateAfterSec.set(region, limit);
    return { isImported, isLate: !isImported && origin.recordedAtSec - occurredAtSec > limit };
  };

  async function isOfOther(operator: Address, by: InstitutionId): Promise<boolean> {
    const known = signers.get(operator);
    const signer = known === undefined ? ((await view.operator(operator))?.institution ?? null) : known;
    if (signers.size >= SIGNERS_KEPT_MAX) signers.clear();
    signers.set(operator, signer);
    return signer !== null && signer !== by;
  }
}
