/** What a generator hid in a feed: claim id → the kinds of anomaly that it has. */
export type Planted = {
  readonly claims_total: number;
  readonly kinds: Readonly<Record<string, { readonly zh?: string; readonly claims: number }>>;
  readonly claims: Readonly<Record<string, readonly string[]>>;
};

/** A row of findings.json. */
export type FoundRow = { readonly claimId: string; readonly kind: string; readonly verdict: string };

export type KindScore = {
  readonly kind: string;
  readonly planted: number;
  /** Planted claims that have a violation of the kind. */
  readonly found: number;
  /** Violations of the kind, wherever they are. */
  readonly told: number;
};

export type Score = {
  readonly kinds: readonly KindScore[];
  readonly cleanCount: number;
  readonly cleanWithViolation: readonly string[];
  readonly cleanWithFinding: readonly string[];
  readonly plantedCount: number;
  /** Kinds found on planted claims beyond those planted there, each once a claim. */
  readonly beyondCount: number;
  /** Findings that belong to no claim of the feed. */
  readonly ofNoClaimCount: number;
};

/** What is promised of any feed of the generator. */
export const REACHES = { cleanWithViolation: 0.0005, cleanWithFinding: 0.01, beyondOwn: 0.05 } as const;

/** Findings about the feed as a whole: what they name is no claim of it. */
const OF_NO_CLAIM: ReadonlySet<string> = new Set([
  "missing_from_feed",
  "index_differs",
  "invoiced_below_sold",
]);

export function scoreFindings(planted: Planted, rows: readonly FoundRow[]): Score {
  const own = rows.filter(({ kind }) => !OF_NO_CLAIM.has(kind));
  const isPlanted = ({ claimId }: FoundRow): boolean => claimId in planted.claims;
  const clean = own.filter((row) => !isPlanted(row));
  const beyond = own.filter((row) => isPlanted(row) && !planted.claims[row.claimId]?.includes(row.kind));
  const plantedCount = Object.keys(planted.claims).length;
  return {
    kinds: Object.keys(planted.kinds).map((kind) => scoreKind(kind, planted, own)),
    cleanCount: planted.claims_total - plantedCount,
    cleanWithViolation: idsOf(clean.filter(({ verdict }) => verdict === "violation")),
    cleanWithFinding: idsOf(clean),
    plantedCount,
    beyondCount: new Set(beyond.map(({ claimId, kind }) => `${claimId} ${kind}`)).size,
    ofNoClaimCount: rows.length - own.length,
  };
}

function scoreKind(kind: string, { claims }: Planted, rows: readonly FoundRow[]): KindScore {
  const told = new Set(idsOf(rows.filter((row) => row.kind === kind && row.verdict === "violation")));
  const wanted = Object.keys(claims).filter((id) => claims[id]?.includes(kind));
  return {
    kind,
    planted: wanted.length,
    found: wanted.filter((id) => told.has(id)).length,
    told: told.size,
  };
}

function idsOf(rows: readonly FoundRow[]): readonly string[] {
  return [...new Set(rows.map(({ claimId }) => claimId))].sort();
}

/** What was promised and not reached, in words; empty where all was. */
export function missedReaches(score: Score): readonly string[] {
  const { cleanCount, plantedCount } = score;
  const missed = score.kinds
    .filter(({ planted, found }) => found < planted)
    .map(({ kind, planted, found }) => `${kind}: ${found} of ${planted} found as a violation`);
  const over = (what: string, count: number, of: number, reach: number): void => {
    if (count > reach * of) missed.push(`${what}: ${count} of ${of}, at most ${reach * 100} %`);
  };
  over(
    "clean claims with a violation",
    score.cleanWithViolation.length,
    cleanCount,
    REACHES.cleanWithViolation,
  );
  over("clean claims with any finding", score.cleanWithFinding.length, cleanCount, REACHES.cleanWithFinding);
  if (score.beyondCount > REACHES.beyondOwn * plantedCount) {
    missed.push(`kinds beyond a planted claim's own: ${score.beyondCount} on ${plantedCount} claims`);
  }
  return missed;
}

export function wordsOfScore(score: Score, planted: Planted): readonly string[] {
  const { cleanCount, plantedCount, beyondCount } = score;
  const head = "kind                     planted  found   told  precision   recall";
  const rows = score.kinds.map(({ kind, planted: wanted, found, told }) =>
    [
      `${kind}`.padEnd(24),
      String(wanted).padStart(8),
      String(found).padStart(7),
      String(told).padStart(7),
      share(found, told).padStart(11),
      share(found, wanted).padStart(9),
      `  ${planted.kinds[kind]?.zh ?? ""}`,
    ].join(""),
  );
  const clean = (what: string, ids: readonly string[]): string =>
    `clean claims with ${what}: ${ids.length} of ${cleanCount} ` +
    `(${share(ids.length, cleanCount)})${samples(ids)}`;
  const mean = plantedCount === 0 ? 0 : Math.round((beyondCount / plantedCount) * 10_000) / 10_000;
  return [
    head,
    ...rows,
    clean("a violation", score.cleanWithViolation),
    clean("any finding", score.cleanWithFinding),
    `kinds beyond its own for each planted claim: ${mean} (${beyondCount} on ${plantedCount})`,
    ...(score.ofNoClaimCount === 0 ? [] : [`findings of no claim of the feed: ${score.ofNoClaimCount}`]),
  ];
}

const SAMPLES_MAX = 5;

function samples(ids: readonly string[]): string {
  return ids.length === 0
    ? ""
    : `: ${ids.slice(0, SAMPLES_MAX).join(", ")}${ids.length > SAMPLES_MAX ? " …" : ""}`;
}

function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  return `${Math.round((part / whole) * 100_000) / 1_000} %`;
}
