import type { RegionCode } from "../ids.ts";
import type { Principal } from "../principal.ts";

/** Where an audit case 稽核案件 stands; what the catalogue of failures calls `case-…` is a case of packs. */
export const CASE_STATES = [
  "opened",
  "hearing",
  "stated",
  "explained",
  "upheld",
  "dismissed",
  "ordered",
  "recovered",
  "closed",
] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** What is done in a case; each is a step that stays. */
export const CASE_ACTS = [
  "open",
  "hearing",
  "statement",
  "explanation",
  "upholding",
  "dismissal",
  "claw-back",
  "recovery",
  "closing",
  "reopening",
] as const;
export type CaseAct = (typeof CASE_ACTS)[number];
/** What is done in a case that is there. */
export type CaseStepAct = Exclude<CaseAct, "open">;

/**
 * From where an act may be done. Two need more: `closing` leaves nothing owed, so that what is upheld at more
 * than nothing is ordered first; `upholding` from `hearing` waits until the institution's day is over.
 */
export const STATES_OF_ACT: Readonly<Record<CaseStepAct, readonly CaseState[]>> = {
  hearing: ["opened"],
  statement: ["hearing", "stated"],
  explanation: ["stated"],
  upholding: ["hearing", "stated"],
  dismissal: ["opened", "hearing", "stated"],
  "claw-back": ["upheld"],
  recovery: ["ordered"],
  closing: ["explained", "dismissed", "upheld", "recovered"],
  reopening: ["closed"],
};

/** Who somebody is to a case. The bureau that handles it decides; one that only may look is an observer. */
export const CASE_PARTIES = ["bureau", "observer", "auditor", "institution"] as const;
export type CaseParty = (typeof CASE_PARTIES)[number];

/** Whoever audits may begin; what becomes of money is decided by the fund's bureau alone. */
export const PARTIES_OF_ACT: Readonly<Record<CaseStepAct, readonly CaseParty[]>> = {
  hearing: ["bureau", "auditor"],
  statement: ["institution"],
  explanation: ["bureau"],
  upholding: ["bureau"],
  dismissal: ["bureau"],
  "claw-back": ["bureau"],
  recovery: ["bureau"],
  closing: ["bureau"],
  reopening: ["bureau", "auditor"],
};

/** Acts that nobody does in a case that they themselves opened, or opened again. */
export const FOUR_EYES_ACTS: ReadonlySet<CaseStepAct> = new Set<CaseStepAct>(["upholding", "claw-back"]);

/** Whose eyes a case is for. */
export type CaseScope = {
  readonly region: RegionCode;
  readonly fundRegion: RegionCode | null;
  readonly institution: { readonly id: number | null; readonly region: RegionCode | null };
  /** Whether the institution has been given notice: before, it does not learn that there is a case. */
  readonly isNotified: boolean;
};

/** Null: for this principal there is no such case. An auditor of region 0 is one of the whole country. */
export function partyOf(scope: CaseScope, principal: Principal): CaseParty | null {
  const { role, region } = principal;
  const isHere = [scope.region, scope.fundRegion, scope.institution.region].includes(region);
  if (role === "auditor") return region === 0 || isHere ? "auditor" : null;
  if (role === "bureau") return region === scope.region ? "bureau" : isHere ? "observer" : null;
  const isOwn = scope.institution.id !== null && principal.institution === scope.institution.id;
  return isOwn && scope.isNotified ? "institution" : null;
}

/** How a state and an act are called by people. */
export const STATE_WORDS: Readonly<Record<CaseState, string>> = {
  opened: "已立案",
  hearing: "听取陈述申辩",
  stated: "已陈述申辩",
  explained: "说明成立",
  upheld: "属实",
  dismissed: "不予认定",
  ordered: "已决定追回",
  recovered: "已追回",
  closed: "已结案",
};

export const ACT_WORDS: Readonly<Record<CaseAct, { readonly chinese: string; readonly english: string }>> = {
  open: { chinese: "立案", english: "opened" },
  hearing: { chinese: "告知并听取陈述申辩", english: "notice of hearing" },
  statement: { chinese: "陈述申辩", english: "statement of the institution" },
  explanation: { chinese: "说明成立", english: "explained" },
  upholding: { chinese: "属实", english: "upheld" },
  dismissal: { chinese: "不予认定", english: "dismissed" },
  "claw-back": { chinese: "追回决定", english: "claw-back ordered" },
  recovery: { chinese: "追回入账", english: "money came back" },
  closing: { chinese: "结案", english: "closed" },
  reopening: { chinese: "重新立案", english: "opened again" },
};
