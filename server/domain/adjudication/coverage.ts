/** What a bureau keeps about a person's insurance of one type; days are included at both ends. */
export type CoverageRecord =
  | {
      readonly kind: "enrolled";
      readonly from: string;
      readonly until: string | null;
      /** 待遇等待期: no benefit before the day after; null: none. */
      readonly waitingUntil: string | null;
    }
  | { readonly kind: "paid"; readonly from: string; readonly until: string }
  | { readonly kind: "suspended"; readonly from: string; readonly until: string | null };

/** How a person stood on a day, with the date that decided. */
export type CoverageVerdict =
  | { readonly status: "insured"; readonly since: string }
  | { readonly status: "unpaid"; readonly paidUntil: string | null }
  | { readonly status: "waiting"; readonly until: string }
  | { readonly status: "suspended"; readonly since: string }
  | { readonly status: "not-insured"; readonly endedOn: string | null };

/**
 * Asked in this order: enrolled at all, suspended 暂停, still waiting, paid up. Payments that meet or overlap
 * need not: any that covers the day will do.
 */
export function coverageAt(records: readonly CoverageRecord[], day: string): CoverageVerdict {
  const enrolled = latest(records, "enrolled", day);
  if (enrolled === undefined) return { status: "not-insured", endedOn: endBefore(records, "enrolled", day) };
  const suspended = latest(records, "suspended", day);
  if (suspended !== undefined) return { status: "suspended", since: suspended.from };
  const { waitingUntil } = enrolled;
  if (waitingUntil !== null && day <= waitingUntil) return { status: "waiting", until: waitingUntil };
  if (latest(records, "paid", day) === undefined)
    return { status: "unpaid", paidUntil: endBefore(records, "paid", day) };
  return { status: "insured", since: enrolled.from };
}

/** Of the records of a kind that hold on the day, the one that began last. */
function latest<Kind extends CoverageRecord["kind"]>(
  records: readonly CoverageRecord[],
  kind: Kind,
  day: string,
): Extract<CoverageRecord, { kind: Kind }> | undefined {
  let found: Extract<CoverageRecord, { kind: Kind }> | undefined;
  for (const record of records) {
    if (!isOfKind(record, kind)) continue;
    const holds = record.from <= day && (record.until === null || day <= record.until);
    if (holds && (found === undefined || record.from > found.from)) found = record;
  }
  return found;
}

function isOfKind<Kind extends CoverageRecord["kind"]>(
  record: CoverageRecord,
  kind: Kind,
): record is Extract<CoverageRecord, { kind: Kind }> {
  return record.kind === kind;
}

/** The last day before `day` on which a record of the kind ended. */
function endBefore(
  records: readonly CoverageRecord[],
  kind: CoverageRecord["kind"],
  day: string,
): string | null {
  let last: string | null = null;
  for (const record of records) {
    const { until } = record;
    if (record.kind !== kind || until === null || until >= day) continue;
    if (last === null || until > last) last = until;
  }
  return last;
}
