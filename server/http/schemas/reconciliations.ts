import { z } from "zod";
import { FAILURES, type FailureCode } from "../../domain/failure-catalogue.ts";
import { FEED_FORMATS } from "../../domain/reconcile/feeds/feed-format.ts";
import { FINDING_KINDS } from "../../domain/reconcile/finding.ts";
import { RECONCILIATION_STAGES } from "../../domain/reconcile/reconciliation-store.ts";
import { STATEMENT_RESULTS } from "../../domain/reconcile/summary.ts";
import { ANCHOR_STATES } from "../../domain/reconcile/told-anchors.ts";
import {
  block,
  blockInQuery,
  blockRef,
  count,
  hex32,
  instant,
  institutionId,
  region,
  regionInQuery,
  text,
} from "./primitives.ts";

const verdict = z
  .enum(["violation", "suspect"])
  .describe("violation 违规: the facts decide it. suspect 可疑: somebody has to look.");
const kind = z.enum(FINDING_KINDS);
/** A sum may be wider than any amount. */
export const sumFen = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,39})$/)
  .describe("Whole fen, a decimal string.");
// Object.keys widens to string; these are the catalogue's own names.
const failureCode = z.enum(Object.keys(FAILURES) as [FailureCode, ...FailureCode[]]);

export const reconciliationQuery = z.strictObject({
  format: z.enum(FEED_FORMATS).describe("What the body is; docs/feeds.md tells each one's columns."),
  name: text(200).optional().describe("What the feed is called, e.g. its file's name."),
  block: blockInQuery
    .optional()
    .describe("Read the ledger at this block, as another party did; left out: where it stands."),
  region: regionInQuery
    .optional()
    .describe("Of an auditor: only what this region's fund was asked for, as its bureau is told."),
  institution: text(32).optional().describe("nhsa-3202: whose settlements these are, by its code."),
});

export const findingsQuery = {
  kind: kind.optional().describe("Only findings of this kind; violations first."),
  verdict: verdict.optional(),
};

const institutionTally = z
  .strictObject({
    institutionCode: z.string(),
    claimCount: count,
    askedFen: sumFen,
    questionedFen: sumFen,
    violatingCount: count,
    suspectCount: count,
  })
  .meta({ id: "InstitutionTally" });

const figures = z.strictObject({
  settlementCount: count,
  totalFen: sumFen,
  fundFen: sumFen.nullable(),
  accountFen: sumFen.nullable(),
});

const statement = z
  .strictObject({
    row: count,
    institutionCode: z.string(),
    fromDay: z.string(),
    toDay: z.string(),
    isRefund: z.boolean(),
    result: z
      .enum(STATEMENT_RESULTS)
      .describe(
        "000000 equal, 000101 the ledger has more, 000102 the institution has more, 000103 they differ.",
      ),
    told: figures,
    ledger: figures,
  })
  .meta({ id: "Statement", description: "Sums of a period (3201), the institution's and the ledger's." });

const summary = z
  .strictObject({
    askedFen: sumFen.describe("What the fund was asked for by what was looked at."),
    fundFen: sumFen.describe("The fund's own part of it, as far as the feed says."),
    questionedFen: sumFen.describe("Of each claim the most that one finding disallows."),
    violatingCount: count.describe("Claims with a violation."),
    suspectCount: count.describe("Claims with a suspect and no violation."),
    cleanCount: count,
    institutionCount: count,
    kinds: z.array(z.strictObject({ kind, verdict, count, disallowedFen: sumFen })),
    couldNotLook: z
      .record(z.string(), count)
      .describe("Claims of which something could not be looked at, by what was lacking."),
    statements: z.array(statement).describe("Of nhsa-3201, equal ones too; at most 200."),
  })
  .meta({ id: "ReconciliationSummary" });

export const reconciliationAnswer = z
  .strictObject({
    id: z.string(),
    run: count.describe("The same feed again after the ledger has grown is another run."),
    name: z.string(),
    format: z.enum(FEED_FORMATS),
    sha256: z.string().describe("Of the feed's bytes."),
    institutionCode: z.string().nullable().describe("nhsa-3202: whose settlements these are."),
    requestedBy: institutionId,
    payerRegion: region.nullable().describe("Whose fund's claims were looked at; null: every fund's."),
    stage: z.enum(RECONCILIATION_STAGES),
    rowCount: count.describe("Rows that the feed has."),
    itemCount: count.describe("Claims, returns or settlements in them."),
    faultCount: count.describe("What is wrong with rows that could not be read."),
    passedOverCount: count.describe("Lines that are no claim, e.g. cash sales."),
    judgedRow: count.describe("Everything up to this row is judged."),
    judgedCount: count,
    findingCount: count,
    block: count.nullable().describe("The block that was asked for; null: where the ledger stood."),
    asOf: blockRef
      .nullable()
      .describe("The block whose ledger the feed was held against; null before the end."),
    startedAt: instant,
    endedAt: instant.nullable(),
    failure: z
      .strictObject({
        code: failureCode,
        title: z.string(),
        facts: z.record(z.string(), z.unknown()),
      })
      .nullable()
      .describe("Why it could not be reconciled; sending the feed again tries again."),
    summary,
  })
  .meta({ id: "Reconciliation" });

const digest = z
  .strictObject({
    findings: hex32.describe("SHA-256 over feed, block, scope and every finding; docs/reconciliation.md."),
    feedSalt: hex32.describe("What it is made with: members alone know it."),
    rules: hex32.describe("SHA-256 over rules, their versions and the thresholds in force."),
    attempts: hex32.describe("SHA-256 over the refused attempts of this server that were looked at."),
    attemptCount: count,
  })
  .meta({ id: "FindingsDigest" });

const anchor = z
  .strictObject({
    state: z.enum(ANCHOR_STATES).describe("none: this server has no key that speaks for who asked."),
    block: count.nullable(),
    transactionHash: hex32.nullable(),
    findingsDigest: hex32.nullable().describe("As the ledger has it."),
    reason: z
      .strictObject({ code: failureCode, title: z.string(), facts: z.record(z.string(), z.unknown()) })
      .nullable(),
  })
  .meta({ id: "Anchor", description: "What became of one's own word on the ledger." });

const otherAnchor = z
  .strictObject({
    institution: institutionId,
    code: z.string(),
    name: z.string(),
    block: count.describe("In which it was said."),
    anchoredAt: instant,
    scopeRegion: region.describe("0: every fund's claims."),
    isSameBlock: z.boolean().describe("Of the same chain: the hash of the block read is the same."),
    isSameScope: z.boolean(),
    isSameRules: z.boolean(),
    isSameAttempts: z.boolean().describe("Refused attempts are each server's own."),
    isSameFindings: z
      .boolean()
      .nullable()
      .describe("Null: of another block or scope, or under another key epoch, so that it can not be told."),
    findingCount: count,
    violationCount: count,
    questionedFen: sumFen,
  })
  .meta({ id: "OtherAnchor", description: "What another found in the same feed at the same block." });

export const reconciliationDetail = reconciliationAnswer
  .extend({
    digest: digest.nullable().describe("What two parties compare; null before the end."),
    anchor: anchor.nullable(),
    others: z.array(otherAnchor),
    institutions: z.array(institutionTally).describe("Those of which the most is in question, at most 200."),
  })
  .meta({ id: "ReconciliationDetail" });

/** In a body and not in an address: the hash of a small feed is not for logs. */
export const anchorsQuery = z.strictObject({
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("Of the feed's bytes."),
  format: z.enum(FEED_FORMATS),
  institution: text(32).nullable().describe("nhsa-3202: whose settlements these are."),
  block: count.describe("The block that was read."),
});

export const anchorList = z
  .strictObject({
    rows: z.array(
      z
        .strictObject({
          institution: institutionId,
          code: z.string(),
          name: z.string(),
          block: count.describe("In which it was said."),
          anchoredAt: instant,
          asOfBlockHash: hex32,
          scopeRegion: region.describe("0: every fund's claims."),
          rulesHash: hex32,
          attemptsDigest: hex32,
          findingsDigest: hex32,
          findingCount: count,
          violationCount: count,
          questionedFen: sumFen,
        })
        .meta({ id: "Anchored", description: "What an institution said it found." }),
    ),
  })
  .meta({ id: "AnchorList" });

export const reconciliationList = z
  .strictObject({ rows: z.array(reconciliationAnswer), next: z.string().nullable() })
  .meta({ id: "ReconciliationList" });

const findingRow = {
  claimId: z.string(),
  row: count.describe("Where the claim stands in the feed; 0: of the feed as a whole."),
  kind,
  verdict,
  disallowedFen: sumFen,
  because: z.record(z.string(), z.unknown()).describe("The values that decided it."),
};

const placedRow = {
  ...findingRow,
  ordinal: count.describe("Its place in the reconciliation, which names it when a case is opened."),
  row: count.describe("Where the claim stands in the feed; 0: of the feed as a whole."),
  claim: z
    .strictObject({
      institutionCode: z.string(),
      claimedOn: z.string(),
      totalFen: sumFen,
      traceCode: z.string().nullable(),
    })
    .nullable(),
};

/** As a case has it. */
export const findingWithPlace = z.strictObject(placedRow).meta({ id: "PlacedFinding" });

const caseNumber = z.string().nullable().describe("The case that is about it, e.g. `AJ-330100-2026-000001`.");

const finding = z.strictObject({ ...placedRow, caseNumber }).meta({ id: "Finding" });

const provenance = {
  asOf: blockRef.nullable().describe("The block whose ledger the feed was held against."),
  findingsDigest: hex32.nullable(),
};

export const findingList = z
  .strictObject({ rows: z.array(finding), next: z.string().nullable(), ...provenance })
  .meta({ id: "FindingList" });

export const findingsDocument = z
  .array(
    z.strictObject({
      ...findingRow,
      caseNumber,
      block: block.nullable().describe("Of the ledger that the feed was held against."),
      findingsDigest: hex32.nullable().describe("Of all findings."),
    }),
  )
  .meta({ id: "Findings", description: "Every finding, in the order of the feed." });

export const feedFaultList = z
  .strictObject({
    rows: z.array(
      z
        .strictObject({ row: count, path: z.string(), problem: z.string() })
        .meta({ id: "FeedFault", description: "A row that is no claim: where, and what is wrong." }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: "FeedFaultList" });
