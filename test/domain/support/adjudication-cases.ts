import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { noUse, yearOf } from "../../../server/domain/adjudication/accumulators.ts";
import { adjudicate } from "../../../server/domain/adjudication/adjudicate.ts";
import type {
  AdjudicatedClaim,
  AdjudicationInput,
  Approval,
  ClaimLine,
} from "../../../server/domain/adjudication/adjudication-input.ts";
import type { Catalogue } from "../../../server/domain/adjudication/catalogue.ts";
import type { Awarded } from "../../../server/domain/adjudication/outcome.ts";
import type { Policy } from "../../../server/domain/adjudication/policy.ts";
import { catalogueRuleSet, policyRuleSet } from "../../../server/http/schemas/rule-sets.ts";

/** The rule sets that are shipped, as the schemas read them. */
export function shippedCatalogue(region: number): Catalogue {
  return catalogueRuleSet.parse(readRuleSet(`${region}-catalogue-2026.json`));
}

export function shippedPolicy(region: number): Policy {
  return policyRuleSet.parse(readRuleSet(`${region}-policy-2026.json`));
}

export function readRuleSet(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../rule-sets/${name}`, import.meta.url), "utf8"));
}

export const CATALOGUE = shippedCatalogue(330500);
export const POLICY = shippedPolicy(330500);

/** Items of the shipped catalogue that tests name. */
export const ITEMS = {
  /** 乙, 5 % first, ceiling 18.50 yuan. */
  metformin: "XA10BAE046A001010100001",
  /** 甲, ceiling 12.80 yuan. */
  amoxicillin: "XJ01CAA913E001020399901",
  /** 丙. */
  coughSyrup: "XR05DAA907K002090399901",
  /** 乙, only within its restriction, ceiling 21.40 yuan. */
  clopidogrel: "XB01ACA915A001090299901",
  /** 特药, 10 % first, ceiling 8,600 yuan. */
  trastuzumab: "XL01FDA938B001010399902",
  /** 甲, a service without the level "pharmacy": 35, 45, 55 yuan a day. */
  bed: "001109000010200",
  /** 乙, 5 % first: 1,680, 1,900, 2,150 yuan. */
  surgery: "003109050100200",
  unknown: "X-NOT-LISTED",
} as const;

export function line(given: Partial<ClaimLine> & Pick<ClaimLine, "itemCode" | "amountFen">): ClaimLine {
  return {
    lineNumber: 1,
    quantityE4: 10_000n,
    kind: "drug",
    hospitalMark: "unmarked",
    approval: null,
    diagnosisCode: null,
    doctorCode: null,
    ...given,
  };
}

/** A line of class 甲 that is in scope to its last fen. */
export function plainLine(amountFen: bigint, lineNumber = 1): ClaimLine {
  // The count is high enough that the ceiling of 12.80 yuan a pack is never reached.
  const quantityE4 = (amountFen / 1280n + 1n) * 10_000n;
  return line({ itemCode: ITEMS.amoxicillin, amountFen, lineNumber, quantityE4 });
}

export function claim(given: Partial<AdjudicatedClaim> & Pick<AdjudicatedClaim, "lines">): AdjudicatedClaim {
  return {
    insuranceType: "310",
    careType: "41",
    institutionLevel: "pharmacy",
    providerKind: "pharmacy",
    siteCode: "P33052200999",
    occurredOn: "2026-11-22",
    diagnosisCode: null,
    channel: "direct",
    useAccount: "none",
    requestedFen: null,
    ...given,
  };
}

/** A stay in a hospital of the third level. */
export function stay(given: Partial<AdjudicatedClaim> & Pick<AdjudicatedClaim, "lines">): AdjudicatedClaim {
  const hospital = { careType: "21", institutionLevel: "3", providerKind: "hospital" } as const;
  return claim({ siteCode: "H33050000001", ...hospital, ...given });
}

export type Given = Partial<Omit<AdjudicationInput, "claim">> & Pick<AdjudicationInput, "claim">;

export function inputOf(given: Given): AdjudicationInput {
  const { insuranceType, occurredOn } = given.claim;
  return {
    catalogue: CATALOGUE,
    policy: POLICY,
    coverage: { status: "insured", since: "2020-01-01" },
    approvals: [],
    accumulators: noUse({ insuranceType, year: yearOf(occurredOn) }),
    accountBalanceFen: null,
    familyBalanceFen: null,
    filing: "local",
    ...given,
  };
}

export function awardOf(given: Given): Awarded {
  const outcome = adjudicate(inputOf(given));
  if (outcome.result !== "awarded") throw new Error(`refused: ${outcome.code}`);
  return outcome;
}

/** What a group of care and the funds have used before, in an employee's year of 2026. */
export function usedBefore(used: {
  readonly groupId?: string;
  readonly deductibleUsedFen?: bigint;
  readonly ratedFen?: bigint;
  readonly groupPaidFen?: bigint;
  readonly admissionCount?: number;
  readonly poolPaidFen?: bigint;
  readonly largePaidFen?: bigint;
}): AdjudicationInput["accumulators"] {
  const group = {
    deductibleUsedFen: used.deductibleUsedFen ?? 0n,
    ratedFen: used.ratedFen ?? 0n,
    poolPaidFen: used.groupPaidFen ?? 0n,
    admissionCount: used.admissionCount ?? 0,
  };
  return {
    insuranceType: "310",
    year: 2026,
    groups: { [used.groupId ?? "outpatient"]: group },
    funds: {
      "310101": { paidFen: used.poolPaidFen ?? 0n, baseFen: 0n },
      "330100": { paidFen: used.largePaidFen ?? 0n, baseFen: 0n },
    },
  };
}

export const APPROVAL: Extract<Approval, { kind: "special-drug" }> = {
  kind: "special-drug",
  id: "SP-2026-001",
  itemCode: ITEMS.trastuzumab,
  indications: ["C50"],
  doctorCodes: ["D330500000001"],
  siteCodes: ["H33050000001"],
  validFrom: "2026-01-01",
  validUntil: "2026-11-22",
};

export const APPROVED_LINE = line({
  itemCode: ITEMS.trastuzumab,
  amountFen: 860_000n,
  diagnosisCode: "C50.900",
  doctorCode: "D330500000001",
});

/** What is expected of an award; what is not named is not looked at. */
export type ExpectedAward = {
  readonly deductible?: bigint;
  /** Fen by fund_pay_type; all of them. */
  readonly funds: Readonly<Record<string, bigint>>;
  readonly account?: bigint;
  readonly family?: bigint;
  readonly hospital?: bigint;
  readonly cash: bigint;
};
export function checkAward(given: Given, expected: ExpectedAward): void {
  const award = awardOf(given);
  const found = {
    deductible: award.deductibleFen,
    funds: Object.fromEntries(award.fundParts.map(({ fundPayType, fen }) => [fundPayType, fen])),
    account: award.accountFen,
    family: award.familyAccountFen,
    hospital: award.hospitalFen,
    cash: award.cashFen,
  };
  expect(found).toMatchObject(expected);
  // toMatchObject lets further funds pass.
  expect(Object.keys(found.funds)).toEqual(Object.keys(expected.funds));
}

/** At a pharmacy, 300 yuan a year deductible, 70 %, at most 10,000 yuan a year. */
export const sale = (amountFen: bigint): Given["claim"] => claim({ lines: [plainLine(amountFen)] });
export const paidUp = usedBefore({ deductibleUsedFen: 30_000n });

/** A second stay of the year at level 3: deductible 500 yuan; 80, 85, 90 % by bands of 20,000 yuan. */
export const stayOf = (ratedFen: bigint): Given["claim"] => stay({ lines: [plainLine(50_000n + ratedFen)] });
export const inpatient = (used: Parameters<typeof usedBefore>[0]): ReturnType<typeof usedBefore> =>
  usedBefore({ groupId: "inpatient", admissionCount: 1, ...used });
