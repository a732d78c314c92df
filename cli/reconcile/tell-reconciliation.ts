import { ANCHOR_WORDS, samenessWords } from "../../server/domain/reconcile/report/anchor-words.ts";
import {
  KIND_WORDS,
  LACKING_WORDS,
  STATEMENT_WORDS,
} from "../../server/domain/reconcile/report/finding-words.ts";
import { countText, yuanText } from "../../server/domain/reconcile/report/report-text.ts";
import type {
  ToldFigures,
  ToldOther,
  ToldReconciliation,
  ToldStatement,
  ToldSummary,
} from "./reconcile-client.ts";

export const EXIT_CLEAN = 0;
export const EXIT_FINDINGS = 1;
export const EXIT_COULD_NOT_LOOK = 2;

/** Clean is only what was wholly looked at and where nothing was found. */
export function exitCodeOf(state: ToldReconciliation): number {
  const { findingCount, judgedCount, faultCount, summary } = state;
  if (state.stage !== "done" || (judgedCount === 0 && faultCount > 0)) return EXIT_COULD_NOT_LOOK;
  if (findingCount > 0) return EXIT_FINDINGS;
  const isWhole = faultCount === 0 && Object.keys(summary.couldNotLook).length === 0;
  return isWhole ? EXIT_CLEAN : EXIT_COULD_NOT_LOOK;
}

/** What whoever is on duty reads at the end. */
export function wordsOf(
  state: ToldReconciliation,
  told: { readonly name: string; readonly directory: string; readonly seconds: number },
): readonly string[] {
  const { summary, asOf } = state;
  const at = asOf === null ? "" : ` at block ${asOf.block} ${asOf.blockHash.slice(0, 10)}…`;
  const speed = told.seconds >= 1 ? ` in ${Math.round(told.seconds)} s` : "";
  return [
    `${told.name} 对账完成 · reconciled${at}${speed}`,
    `  ${countText(state.judgedCount)} looked at, of ${countText(summary.institutionCount)} institutions; ` +
      `${yuanText(BigInt(summary.askedFen))} yuan asked for, ` +
      `${yuanText(BigInt(summary.questionedFen))} in question`,
    `  ${countText(summary.violatingCount)} with a violation, ` +
      `${countText(summary.suspectCount)} only suspect, ${countText(summary.cleanCount)} clean`,
    ...summary.statements.flatMap(statementLines),
    ...linesOf(summary, "violation", "  违规 violations: the facts decide them"),
    ...linesOf(summary, "suspect", "  可疑 suspects: somebody has to look; they accuse nobody"),
    ...limitsOf(state),
    ...anchorLines(state),
    "",
    `  Report for people:   ${told.directory}/report.html`,
    `  Tables:              ${told.directory}/findings.xlsx, findings.csv, findings.json, summary.json`,
    ...nextOf(state),
  ];
}

/** What two parties compare, and whether others who read the same found the same. */
function anchorLines({ digest, anchor, others, asOf }: ToldReconciliation): readonly string[] {
  if (digest === null || anchor === null || asOf === null) return [];
  const place = anchor.block === null ? "" : ` in block ${anchor.block}`;
  const why = anchor.reason === null ? "" : `: ${anchor.reason.title} [${anchor.reason.code}]`;
  return [
    "",
    `  Digest of the findings at block ${asOf.block}: ${digest.findings}`,
    `     on the ledger: ${ANCHOR_WORDS[anchor.state]}${place}${why}`,
    ...others.map(otherLine),
  ];
}

function otherLine(other: ToldOther): string {
  const scope = other.scopeRegion === 0 ? "every fund" : `fund ${other.scopeRegion}`;
  const sameness = [
    `findings ${samenessWords(other.isSameFindings)}`,
    `rules ${samenessWords(other.isSameRules)}`,
    `refused attempts ${samenessWords(other.isSameAttempts)}`,
  ];
  return `     ${other.name} ${other.code}, ${scope}, block ${other.block}: ${sameness.join(", ")}`;
}

function statementLines({ institutionCode, fromDay, toDay, result, told, ledger }: ToldStatement): string[] {
  return [
    "",
    `  ${institutionCode} ${fromDay} – ${toDay}: ${result} ${STATEMENT_WORDS[result]}`,
    `     told    ${figuresOf(told)}`,
    `     ledger  ${figuresOf(ledger)}`,
  ];
}

function figuresOf({ settlementCount, totalFen, fundFen, accountFen }: ToldFigures): string {
  const yuan = (fen: string | null): string => (fen === null ? "–" : yuanText(BigInt(fen)));
  const count = countText(settlementCount);
  return `${count} settlements, ${yuan(totalFen)} yuan, fund ${yuan(fundFen)}, account ${yuan(accountFen)}`;
}

function linesOf({ kinds }: ToldSummary, verdict: string, head: string): readonly string[] {
  const own = kinds.filter((each) => each.verdict === verdict);
  if (own.length === 0) return [];
  const rows = own.map(({ kind, count, disallowedFen }) => {
    const { chinese, english } = KIND_WORDS[kind];
    const amount = disallowedFen === "0" ? "" : `  ${yuanText(BigInt(disallowedFen))} yuan disallowed`;
    return `  ${countText(count).padStart(9)}  ${chinese} ${english}${amount}`;
  });
  return ["", head, ...rows];
}

function limitsOf({ faultCount, passedOverCount, summary }: ToldReconciliation): readonly string[] {
  const lines: string[] = [];
  if (faultCount > 0)
    lines.push(`  ${countText(faultCount)} faults: rows that could not be read were not judged`);
  if (passedOverCount > 0)
    lines.push(`  ${countText(passedOverCount)} lines are no claims and were passed over`);
  for (const [what, count] of Object.entries(summary.couldNotLook))
    lines.push(`  ${countText(count)} could not be looked at wholly: ${LACKING_WORDS[what] ?? what}`);
  return lines.length === 0 ? [] : ["", ...lines];
}

function nextOf(state: ToldReconciliation): readonly string[] {
  switch (exitCodeOf(state)) {
    case EXIT_CLEAN:
      return ["  Nothing was found, and everything was looked at. Keep the summary."];
    case EXIT_FINDINGS:
      return [
        "  Next: open the report, begin with the violations, and look at a pack by",
        "        npm run caretrail -- trace CODE",
      ];
    default:
      return [
        "  This is no clean result: not everything could be looked at.",
        state.faultCount > 0
          ? `  Next: mend the rows that /v1/reconciliations/${state.id}/faults tells; send it again.`
          : "  Next: reconcile on the server that holds what is lacking, or take it up by hand.",
      ];
  }
}
