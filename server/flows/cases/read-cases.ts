import { businessDayOf, type Zone } from "../../domain/business-day.ts";
import type { AuditCase, CaseFinding, CaseStep, CaseWords } from "../../domain/cases/audit-case.ts";
import { type CaseId, caseIdOf, caseNumber } from "../../domain/cases/case-number.ts";
import { type CaseViewer, scopeOf } from "../../domain/cases/case-records.ts";
import { type CaseParty, type CaseState, partyOf } from "../../domain/cases/case-states.ts";
import { fail } from "../../domain/failure.ts";
import type { Page, PageRequest } from "../../domain/ledger-view.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import type { CasePorts } from "./case-ports.ts";
import { openWords } from "./case-words.ts";

export type CaseFilter = {
  readonly state: CaseState | null;
  /** By its code. */
  readonly institution: string | null;
  readonly overdue: boolean | null;
};

/** A case for a reader: what it comes to today, and the institution's name where the ledger has one. */
export type ToldCase = AuditCase & {
  readonly number: string;
  readonly institutionName: string | null;
  readonly isOverdue: boolean;
};

export type ToldStep = Omit<CaseStep, "sealed"> & { readonly words: CaseWords };

export type CaseStory = ToldCase & {
  readonly party: CaseParty;
  readonly findings: readonly CaseFinding[];
  readonly steps: readonly ToldStep[];
};

/** A case that the principal may see, as whom; else there is none. */
export async function visibleCase(
  { records }: Pick<CasePorts, "records">,
  principal: Principal,
  number: string,
): Promise<{ readonly auditCase: AuditCase; readonly party: CaseParty }> {
  const id = caseIdOf(number);
  const auditCase = id === null ? null : await records.auditCase(id);
  const party = auditCase === null ? null : partyOf(scopeOf(auditCase), principal);
  if (auditCase === null || party === null) return fail("not-found", { auditCase: number });
  return { auditCase, party };
}

/** Everything that happened in a case. */
export async function readCase(ports: CasePorts, principal: Principal, number: string): Promise<CaseStory> {
  const { records, vault } = ports;
  const { auditCase, party } = await visibleCase(ports, principal, number);
  const { region, year, ordinal } = auditCase.head;
  const id: CaseId = { region, year, ordinal };
  const steps = await records.steps(id);
  return {
    ...(await tellCase(ports, auditCase)),
    party,
    findings: await records.findings(id),
    steps: steps.map(({ sealed, ...step }) => tellStep(step, openWords(vault, sealed), party)),
  };
}

/** An institution is told which institution did a step, and not which of its people. */
function tellStep(step: Omit<CaseStep, "sealed">, words: CaseWords, party: CaseParty): ToldStep {
  const isOthers = party === "institution" && step.act !== "statement";
  return { ...step, words, by: isOthers ? { ...step.by, principal: "" } : step.by };
}

/** Rows that are looked at for one page, however few of them fit the filter. */
const LOOKED_PER_PAGE_MAX = 2_000;

/** Newest first; a filter may make a page shorter than asked for, while `next` goes on. */
export async function listCases(
  ports: CasePorts,
  principal: Principal,
  asked: { readonly filter: CaseFilter; readonly page: PageRequest },
): Promise<Page<ToldCase>> {
  const viewer = viewerOf(principal);
  const { limit } = asked.page;
  const found: AuditCase[] = [];
  let looked = 0;
  let after = asked.page.after;
  do {
    const page = await ports.records.cases(viewer, { limit: limit - found.length, after });
    looked += page.rows.length;
    found.push(...page.rows.filter((each) => fits(ports, each, asked.filter)));
    after = page.next;
  } while (after !== null && found.length < limit && looked < LOOKED_PER_PAGE_MAX);
  return { rows: await Promise.all(found.map((each) => tellCase(ports, each))), next: after };
}

function fits(ports: CasePorts, auditCase: AuditCase, { state, institution, overdue }: CaseFilter): boolean {
  return (
    (state === null || auditCase.standing.state === state) &&
    (institution === null || auditCase.head.institution.code === institution) &&
    (overdue === null || isOverdue(ports, auditCase) === overdue)
  );
}

function viewerOf(principal: Principal): CaseViewer {
  const { role, region, institution } = principal;
  if (role === "auditor" && region === 0) return { is: "all" };
  if (role === "auditor" || role === "bureau") return { is: "region", region };
  return { is: "institution", institution };
}

export async function tellCase(
  ports: Pick<CasePorts, "reader" | "clock" | "zone">,
  auditCase: AuditCase,
): Promise<ToldCase> {
  const { id } = auditCase.head.institution;
  const row = id === null ? null : await ports.reader.view((view) => view.institution(id));
  return {
    ...auditCase,
    number: caseNumber(auditCase.head),
    institutionName: row?.name ?? null,
    isOverdue: isOverdue(ports, auditCase),
  };
}

/** Nobody answered, or not everything came back, through the last day. */
export function isOverdue(
  { clock, zone }: { readonly clock: Clock; readonly zone: Zone },
  { standing }: AuditCase,
): boolean {
  const { state, dueOn } = standing;
  const isWaited = state === "hearing" || state === "ordered";
  return isWaited && dueOn !== null && businessDayOf(Math.floor(clock.nowMs() / 1000), zone) > dueOn;
}
