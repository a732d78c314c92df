import type { ListAnswer } from "../../domain/answers.ts";
import { businessDayOf, ZONES } from "../../domain/business-day.ts";
import { claimLimitsOf } from "../../domain/claims/claim-limits.ts";
import type { RuleSetDocument } from "../../domain/claims/claim-records.ts";
import type { ClaimRulesRow } from "../../domain/claims/claim-rows.ts";
import type {
  BusinessDaysAnswer,
  ClaimLimitsAnswer,
  RuleSetAnswer,
} from "../../domain/claims/encounter-answers.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, RegionCode } from "../../domain/ids.ts";
import type { LedgerView, PageRequest } from "../../domain/ledger-view.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { nameOf, proofOf } from "./naming.ts";

const DAY_SEC = 86_400;

/** What holds for claims in a region is every member's: what it claims and pays is judged by it. */
export function answerClaimLimits(
  { reader }: Pick<AnswerPorts, "reader">,
  region: RegionCode,
): Promise<ClaimLimitsAnswer> {
  return reader.view(async (view) => {
    const { bureau, rules } = await rulesIn(view, region);
    const limits = claimLimitsOf(rules);
    return { region, bureau: nameOf(bureau), isDefault: rules.limits === null, limits, asOf: view.asOf };
  });
}

export function answerBusinessDays(
  { reader }: Pick<AnswerPorts, "reader">,
  region: RegionCode,
): Promise<BusinessDaysAnswer> {
  return reader.view(async (view) => {
    const { bureau, rules } = await rulesIn(view, region);
    // The number of a day on the ledger is its place in the calendar, whatever the zone.
    const turnedDays = rules.turnedDays.map((day) => businessDayOf(day * DAY_SEC, ZONES.UTC));
    return { region, bureau: nameOf(bureau), turnedDays, asOf: view.asOf };
  });
}

/** The rule sets that a region has published, in the order of the chain. */
export function answerRuleSets(
  ports: AnswerPorts,
  { region, page }: { readonly region: RegionCode; readonly page: PageRequest },
): Promise<ListAnswer<RuleSetAnswer>> {
  return ports.reader.view(async (view) => {
    const { ruleSets } = (await rulesIn(view, region)).rules;
    const from = page.after === null ? 0 : ruleSets.findIndex(({ hash }) => hash === page.after) + 1;
    if (page.after !== null && from === 0) {
      fail("malformed-request", { issues: [{ path: "query.cursor", problem: "not one of ours" }] });
    }
    const shown = ruleSets.slice(from, from + page.limit);
    const rows = await Promise.all(shown.map((each) => tellRuleSet(ports, { view, region, each })));
    const isLast = from + shown.length >= ruleSets.length;
    return { rows, next: isLast ? null : (shown.at(-1)?.hash ?? null), asOf: view.asOf };
  });
}

/** One that the region has published. */
export function answerRuleSet(
  ports: AnswerPorts,
  { region, hash }: { readonly region: RegionCode; readonly hash: Hex32 },
): Promise<RuleSetAnswer> {
  return ports.reader.view(async (view) => {
    const { ruleSets } = await view.claimRules(region);
    const each = ruleSets.find((published) => published.hash === hash);
    return each === undefined
      ? fail("rule-set-unknown", { ruleSet: hash })
      : tellRuleSet(ports, { view, region, each });
  });
}

/** A rule set as its bureau wrote it; they are public. */
export async function ruleSetDocument(
  { claimRecords }: Pick<AnswerPorts, "claimRecords">,
  hash: Hex32,
): Promise<RuleSetDocument> {
  return (await claimRecords.ruleSet(hash)) ?? fail("rule-set-unknown", { ruleSet: hash });
}

async function tellRuleSet(
  { claimRecords }: Pick<AnswerPorts, "claimRecords">,
  about: {
    readonly view: LedgerView;
    readonly region: RegionCode;
    readonly each: ClaimRulesRow["ruleSets"][number];
  },
): Promise<RuleSetAnswer> {
  const { hash, kind, fromSec, origin } = about.each;
  const isKeptHere = (await claimRecords.ruleSet(hash)) !== null;
  const { region, view } = about;
  return { hash, kind, region, fromSec, isKeptHere, proof: proofOf(origin), asOf: view.asOf };
}

async function rulesIn(
  view: LedgerView,
  region: RegionCode,
): Promise<{ readonly bureau: InstitutionRow; readonly rules: ClaimRulesRow }> {
  const bureau = (await view.bureauOf(region)) ?? fail("not-found", { region });
  return { bureau, rules: await view.claimRules(region) };
}
