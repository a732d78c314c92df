import { FINDING_KINDS, type Finding, type FindingKind, type Verdict } from "./finding.ts";

/** What is told of a reconciliation in one look. Amounts in fen. */
export type ReconciliationSummary = {
  /**
   * What the fund was asked for by all that was looked at, and what of it the fund's own part was said to be.
   */
  readonly askedFen: bigint;
  readonly fundFen: bigint;
  /** Of each claim the most that one finding disallows: two reasons do not make it twice as much. */
  readonly questionedFen: bigint;
  readonly violatingCount: number;
  /** With a suspect and no violation. */
  readonly suspectCount: number;
  readonly cleanCount: number;
  readonly institutionCount: number;
  readonly kinds: readonly KindTally[];
  /** Claims of which something could not be looked at, by what was lacking. */
  readonly couldNotLook: Readonly<Record<string, number>>;
  /** Of a feed of totals: each beside the ledger's, equal ones too; the first STATEMENTS_MAX. */
  readonly statements: readonly Statement[];
};

export const STATEMENTS_MAX = 200;

/** Sums of one period, as told and as the ledger has them; null where the ledger can not say. */
export type Statement = {
  readonly row: number;
  readonly institutionCode: string;
  readonly fromDay: string;
  readonly toDay: string;
  readonly isRefund: boolean;
  /**
   * stmt_rslt: 000000 equal, 000101 the ledger has more, 000102 the institution has more, 000103 they differ.
   */
  readonly result: StatementResult;
  readonly told: StatementFigures;
  readonly ledger: StatementFigures;
};

export const STATEMENT_RESULTS = ["000000", "000101", "000102", "000103"] as const;

export type StatementResult = (typeof STATEMENT_RESULTS)[number];

export type StatementFigures = {
  readonly settlementCount: number;
  readonly totalFen: bigint;
  /** Null where not every settlement was awarded on this ledger: then nobody here knows. */
  readonly fundFen: bigint | null;
  readonly accountFen: bigint | null;
};

export type KindTally = {
  readonly kind: FindingKind;
  readonly verdict: Verdict;
  readonly count: number;
  readonly disallowedFen: bigint;
};

/** The same of one institution. */
export type InstitutionTally = {
  readonly institutionCode: string;
  readonly claimCount: number;
  readonly askedFen: bigint;
  readonly questionedFen: bigint;
  readonly violatingCount: number;
  readonly suspectCount: number;
};

/** What was judged, a claim or a line of another feed, as far as findings about it are told by. */
export type JudgedItem = {
  readonly row: number;
  readonly institutionCode: string;
  readonly claimedOn: string;
  readonly totalFen: bigint;
  readonly fundFen: bigint | null;
  /** A code of it that `caretrail trace` takes; null where it names none. */
  readonly traceCode: string | null;
};

export const NO_SUMMARY: ReconciliationSummary = {
  askedFen: 0n,
  fundFen: 0n,
  questionedFen: 0n,
  violatingCount: 0,
  suspectCount: 0,
  cleanCount: 0,
  institutionCount: 0,
  kinds: [],
  couldNotLook: {},
  statements: [],
};

/** The summary with what one more part brought. Institutions are counted by who keeps their tallies. */
export function sumUp(
  summary: ReconciliationSummary,
  items: readonly JudgedItem[],
  findings: readonly Finding[],
): ReconciliationSummary {
  const verdicts = verdictsByRow(findings);
  const rows = new Set(items.map(({ row }) => row));
  const counts = countsOf(items, verdicts);
  let askedFen = summary.askedFen;
  let fundFen = summary.fundFen;
  for (const item of items) {
    askedFen += item.totalFen;
    fundFen += item.fundFen ?? 0n;
  }
  let questionedFen = summary.questionedFen;
  for (const { mostFen } of verdicts.values()) questionedFen += mostFen;
  // What is found of the feed as a whole belongs to none of its claims.
  const ofNone = [...verdicts.keys()].filter((row) => !rows.has(row)).length;
  return {
    ...summary,
    askedFen,
    fundFen,
    questionedFen,
    violatingCount: summary.violatingCount + counts.violatingCount,
    suspectCount: summary.suspectCount + counts.suspectCount,
    cleanCount: summary.cleanCount + items.length - (verdicts.size - ofNone),
    kinds: tallyKinds(summary.kinds, findings),
  };
}

/** What one more part adds to the tallies of the institutions in it. */
export function tallyInstitutions(
  items: readonly JudgedItem[],
  findings: readonly Finding[],
  tallyOf: (institutionCode: string) => InstitutionTally,
): readonly InstitutionTally[] {
  const verdicts = verdictsByRow(findings);
  const byCode = Map.groupBy(items, ({ institutionCode }) => institutionCode);
  return [...byCode].map(([institutionCode, own]) => {
    const before = tallyOf(institutionCode);
    const counts = countsOf(own, verdicts);
    return {
      institutionCode,
      claimCount: before.claimCount + own.length,
      askedFen: own.reduce((sum, { totalFen }) => sum + totalFen, before.askedFen),
      questionedFen: own.reduce(
        (sum, { row }) => sum + (verdicts.get(row)?.mostFen ?? 0n),
        before.questionedFen,
      ),
      violatingCount: before.violatingCount + counts.violatingCount,
      suspectCount: before.suspectCount + counts.suspectCount,
    };
  });
}

export function noTally(institutionCode: string): InstitutionTally {
  return {
    institutionCode,
    claimCount: 0,
    askedFen: 0n,
    questionedFen: 0n,
    violatingCount: 0,
    suspectCount: 0,
  };
}

type RowVerdict = { readonly verdict: Verdict; readonly mostFen: bigint };

function verdictsByRow(findings: readonly Finding[]): ReadonlyMap<number, RowVerdict> {
  const verdicts = new Map<number, RowVerdict>();
  for (const { row, verdict, disallowedFen } of findings) {
    const before = verdicts.get(row);
    const isViolation = verdict === "violation" || before?.verdict === "violation";
    const mostFen = before !== undefined && before.mostFen > disallowedFen ? before.mostFen : disallowedFen;
    verdicts.set(row, { verdict: isViolation ? "violation" : "suspect", mostFen });
  }
  return verdicts;
}

function countsOf(
  items: readonly JudgedItem[],
  verdicts: ReadonlyMap<number, RowVerdict>,
): { readonly violatingCount: number; readonly suspectCount: number } {
  const own = items.map(({ row }) => verdicts.get(row)?.verdict);
  return {
    violatingCount: own.filter((verdict) => verdict === "violation").length,
    suspectCount: own.filter((verdict) => verdict === "suspect").length,
  };
}

function tallyKinds(before: readonly KindTally[], findings: readonly Finding[]): readonly KindTally[] {
  const tallies = new Map(before.map((tally) => [`${tally.kind} ${tally.verdict}`, tally]));
  for (const { kind, verdict, disallowedFen } of findings) {
    const name = `${kind} ${verdict}`;
    const known = tallies.get(name) ?? { kind, verdict, count: 0, disallowedFen: 0n };
    tallies.set(name, {
      ...known,
      count: known.count + 1,
      disallowedFen: known.disallowedFen + disallowedFen,
    });
  }
  const place = ({ kind, verdict }: KindTally): number =>
    FINDING_KINDS.indexOf(kind) * 2 + (verdict === "violation" ? 0 : 1);
  return [...tallies.values()].sort((a, b) => place(a) - place(b));
}
