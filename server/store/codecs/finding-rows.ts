import type { BlockRef } from "../../domain/ids.ts";
import type { FeedFault } from "../../domain/reconcile/feed-claim.ts";
import { FEED_FORMATS } from "../../domain/reconcile/feeds/feed-format.ts";
import { FINDING_KINDS, type Verdict } from "../../domain/reconcile/finding.ts";
import {
  type Anchoring,
  type FeedRow,
  type FindingDigests,
  type KeptFinding,
  RECONCILIATION_STAGES,
  type ReconciliationRow,
} from "../../domain/reconcile/reconciliation-store.ts";
import {
  type InstitutionTally,
  type KindTally,
  type ReconciliationSummary,
  STATEMENT_RESULTS,
  type Statement,
  type StatementFigures,
} from "../../domain/reconcile/summary.ts";
import { codes, facts } from "./intent-rows.ts";
import {
  fen,
  flag,
  hex,
  jsonRow,
  list,
  misfit,
  nullable,
  objectOf,
  oneOf,
  record,
  type Shape,
  text,
  union,
  whole,
} from "./shape.ts";

/** A sum may be wider than any amount: a feed says what it likes. */
export const sumFen: Shape<bigint> = {
  encode: (value) => value.toString(),
  decode: (json) =>
    typeof json === "string" && /^(0|[1-9][0-9]{0,39})$/.test(json) ? BigInt(json) : misfit("fen", json),
};

const format = oneOf(FEED_FORMATS);
const kind = oneOf(FINDING_KINDS);
const verdict = oneOf<Verdict>(["violation", "suspect"]);
export const blockRef = record<BlockRef>({ block: whole, blockHash: hex(32) });

export const feedCodec = jsonRow<FeedRow>(
  "feeds",
  record<FeedRow>({
    id: text,
    name: text,
    format,
    sha256: text,
    institution: whole,
    stage: oneOf<FeedRow["stage"]>(["taking", "taken"]),
    rowCount: whole,
    itemCount: whole,
    faultCount: whole,
    passedOverCount: whole,
    startedAtMs: whole,
  }),
);

export const feedFaultCodec = jsonRow<FeedFault>(
  "feedFaults",
  record<FeedFault>({ row: whole, path: text, problem: text }),
);

const counts: Shape<Readonly<Record<string, number>>> = {
  encode: (value) => value,
  decode: (json) =>
    Object.fromEntries(Object.entries(objectOf(json)).map(([name, count]) => [name, whole.decode(count)])),
};

const figures = record<StatementFigures>({
  settlementCount: whole,
  totalFen: sumFen,
  fundFen: nullable(sumFen),
  accountFen: nullable(sumFen),
});

const statement = record<Statement>({
  row: whole,
  institutionCode: text,
  fromDay: text,
  toDay: text,
  isRefund: flag,
  result: oneOf(STATEMENT_RESULTS),
  told: figures,
  ledger: figures,
});

const summary = record<ReconciliationSummary>({
  askedFen: sumFen,
  fundFen: sumFen,
  questionedFen: sumFen,
  violatingCount: whole,
  suspectCount: whole,
  cleanCount: whole,
  institutionCount: whole,
  kinds: list(record<KindTally>({ kind, verdict, count: whole, disallowedFen: sumFen })),
  couldNotLook: counts,
  statements: list(statement),
});

const digests = record<FindingDigests>({
  findings: hex(32),
  keyEpoch: whole,
  rules: hex(32),
  attempts: hex(32),
  attemptCount: whole,
});

type AnchoringOf<Kind extends Anchoring["kind"]> = Extract<Anchoring, { readonly kind: Kind }>;

const anchoring = union<Anchoring>({
  due: record<AnchoringOf<"due">>({ kind: oneOf(["due"]) }),
  sent: record<AnchoringOf<"sent">>({ kind: oneOf(["sent"]), command: text }),
  unable: record<AnchoringOf<"unable">>({ kind: oneOf(["unable"]), code: oneOf(codes), facts }),
  refused: record<AnchoringOf<"refused">>({ kind: oneOf(["refused"]), code: oneOf(codes), facts }),
});

export const reconciliationCodec = jsonRow<ReconciliationRow>(
  "reconciliations",
  record<ReconciliationRow>({
    id: text,
    feed: text,
    run: whole,
    name: text,
    format,
    sha256: text,
    institutionCode: nullable(text),
    requestedBy: whole,
    payerRegion: nullable(whole),
    stage: oneOf(RECONCILIATION_STAGES),
    rowCount: whole,
    itemCount: whole,
    faultCount: whole,
    passedOverCount: whole,
    judgedRow: whole,
    judgedCount: whole,
    findingCount: whole,
    block: nullable(whole),
    begunAt: nullable(blockRef),
    begunAtMs: nullable(whole),
    asOf: nullable(blockRef),
    digests: nullable(digests),
    anchoring: nullable(anchoring),
    startedAtMs: whole,
    endedAtMs: nullable(whole),
    failure: nullable(record<NonNullable<ReconciliationRow["failure"]>>({ code: oneOf(codes), facts })),
    summary,
  }),
);

/** A finding; a case has the same of it. */
export const keptFindingFields = {
  claimId: text,
  row: whole,
  kind,
  verdict,
  disallowedFen: fen,
  because: facts,
  claim: nullable(
    record<NonNullable<KeptFinding["claim"]>>({
      institutionCode: text,
      claimedOn: text,
      totalFen: fen,
      traceCode: nullable(text),
    }),
  ),
};

export const keptFindingCodec = jsonRow<KeptFinding>("findings", record<KeptFinding>(keptFindingFields));

export const institutionTallyCodec = jsonRow<InstitutionTally>(
  "institutionTallies",
  record<InstitutionTally>({
    institutionCode: text,
    claimCount: whole,
    askedFen: sumFen,
    questionedFen: sumFen,
    violatingCount: whole,
    suspectCount: whole,
  }),
);
