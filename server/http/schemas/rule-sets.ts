import { z } from "zod";
import {
  type Catalogue,
  type Ceilings,
  ITEM_CLASSES,
  ITEM_KINDS,
  indexCatalogue,
  UNKNOWN_ITEM_RULES,
} from "../../domain/adjudication/catalogue.ts";
import {
  ACCOUNT_SHARES,
  type CareGroup,
  FURTHER_BASES,
  indexPolicy,
  type LevelRule,
  type Policy,
} from "../../domain/adjudication/policy.ts";
import { ROUNDINGS } from "../../domain/adjudication/rounding.ts";
import {
  CARE_TYPES,
  INSURANCE_TYPES,
  PLACE_LEVELS,
  type PlaceLevel,
  SETLINFO_WORDS,
} from "../../domain/adjudication/rule-words.ts";
import { decimalOf } from "../../domain/money.ts";
import { day, fen, text } from "./primitives.ts";

/** Nothing here has a name among the API's schemas: these are documents of their own. */
const PRICE_PLACES = 6;
const ITEMS_MAX = 200_000;

const money = fen.transform(BigInt);
const bps = z
  .int()
  .min(0)
  .max(10_000)
  .transform(BigInt)
  .describe("Hundredths of a percent; 10000 is all of it.");
const price = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$/)
  .transform((yuan) => decimalOf(yuan, PRICE_PLACES) ?? 0n)
  .describe("Yuan for one unit of count, up to 6 decimals.");
const itemCode = text(50).describe("`med_list_codg`.");
const careType = z
  .enum(CARE_TYPES)
  .describe("`med_type`: 11 outpatient, 41 pharmacy, 14 chronic, 21 inpatient.");

const head = {
  region: z.int().min(100_000).max(999_999).describe("Six digits of GB/T 2260."),
  version: text(32).describe("The region's own name for this version."),
  title: z.strictObject({ chinese: text(200), english: text(200) }),
  effectiveFrom: day.describe("First day of care it is for."),
  effectiveUntil: day.nullable().describe("Last day of care it is for; null: until another one."),
};

const exclusion = z.strictObject({
  codes: z.array(itemCode).min(1),
  careTypes: z.array(careType).default([]).describe("Of these kinds of care only; none: of all."),
  reason: text(200),
});

const byLevel = z
  .partialRecord(z.enum(PLACE_LEVELS), price)
  .describe("Ceilings that differ by the level of the place of care.");

const item = z
  .strictObject({
    code: itemCode,
    name: text(200),
    kind: z.enum(ITEM_KINDS).describe("A drug, or a service, facility or consumable."),
    class: z.enum(ITEM_CLASSES).describe("甲 A, 乙 B, 丙 C."),
    preSelfPayBps: bps.prefault(0).describe("What the person bears first of an item of class B."),
    ceilingYuan: price.nullable().default(null).describe("Most that is in scope for one unit."),
    ceilingYuanByLevel: byLevel.default({}),
    restriction: text(400).nullable().default(null).describe("限定支付范围; asks for the hospital's mark."),
    special: z.boolean().default(false).describe("特药: only under an approval."),
  })
  .refine((it) => it.class === "B" || it.preSelfPayBps === 0n, "only class B has a ratio paid first")
  .refine((it) => it.class !== "C" || !it.special, "what is own pay is no special drug");

/** The catalogue of a place of care; what comes out is what adjudication reads. */
export const catalogueRuleSet = z
  .strictObject({
    kind: z.literal("catalogue"),
    format: z.literal(1),
    ...head,
    unknownItem: z.enum(UNKNOWN_ITEM_RULES).describe("What becomes of a line whose item is not listed."),
    items: z.array(item).min(1).max(ITEMS_MAX),
    exclusions: z.array(exclusion),
  })
  .refine(isTimeOrdered, "effectiveUntil lies before effectiveFrom")
  .refine(({ items }) => areDistinct(items.map(({ code }) => code)), "an item stands twice")
  .transform(({ items, ...rest }): Catalogue => {
    const { kind: _kind, format: _format, title: _title, ...document } = rest;
    const indexed = items.map(({ class: itemClass, special, ceilingYuan, ceilingYuanByLevel, ...it }) => ({
      ...it,
      itemClass,
      isSpecial: special,
      ceilingMicros: ceilings(ceilingYuan, ceilingYuanByLevel),
    }));
    return indexCatalogue({ ...document, items: indexed });
  });

const bands = z
  .array(z.strictObject({ uptoFen: money.nullable(), bps }))
  .min(1)
  .refine(areBandsOrdered, "bands rise, and only the last has no end")
  .describe("Ratios of amounts up to `uptoFen`, each from the end of the one before; the last: null.");

const fund = {
  fundPayType: z
    .string()
    .regex(/^[1-9][0-9]{5}$/)
    .describe("`fund_pay_type`."),
  name: text(100),
  word: z.enum(SETLINFO_WORDS).describe("The member of `setlinfo` it is told in."),
  capFen: money.nullable().describe("Most that it pays for a person in a year; null: no limit."),
};

const furtherFund = z.strictObject({
  ...fund,
  over: z
    .enum(FURTHER_BASES)
    .describe(
      "pool-cap: of what is in scope above the pool's cap; self-pay: of what the person is left with of it.",
    ),
  thresholdFen: money.describe("Of the year's base nothing is paid below it."),
  bands,
});

const account = z.strictObject({
  own: z.enum(["allowed", "none"]),
  family: z.enum(["allowed", "none"]),
  careTypes: z.array(careType),
  covers: z.array(z.enum(ACCOUNT_SHARES)).refine(areDistinct, "a share stands twice"),
});

const special = z.strictObject({
  bps,
  deductible: z.enum(["applies", "none"]),
  withoutApproval: z.enum(["own-pay", "refuse"]),
});

const group = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .describe("Accumulators are kept under it: never rename it."),
  careTypes: z.array(careType).min(1),
  requires: z.enum(["nothing", "chronic-approval"]),
  deductiblePer: z.enum(["year", "admission"]),
  laterAdmissionBps: bps.describe("What is left of the deductible from the second admission of a year."),
  bandsOver: z.enum(["year", "claim"]).describe("What the bands count."),
  capFen: money.nullable().describe("Most that the pool pays for this group in a year."),
  levels: z
    .partialRecord(z.enum(PLACE_LEVELS), z.strictObject({ deductibleFen: money, bands }))
    .describe("A level that is missing is not covered."),
});

const insurance = z
  .strictObject({
    insuranceType: z
      .enum(INSURANCE_TYPES)
      .describe("`insutype`: 310 employee, 390 resident, 340 retired cadre."),
    name: text(100),
    preSelfPay: z.enum(["charged", "waived"]),
    pool: z.strictObject(fund),
    further: z.array(furtherFund).max(10),
    account: account.nullable(),
    special: special.nullable(),
    groups: z.array(group).min(1),
  })
  .refine(({ groups }) => areDistinct(groups.map(({ id }) => id)), "a group stands twice")
  .refine(
    ({ groups }) => areDistinct(groups.flatMap(({ careTypes }) => careTypes)),
    "a kind of care stands in two groups",
  )
  .refine(
    ({ pool, further }) => areDistinct([pool, ...further].map(({ fundPayType }) => fundPayType)),
    "a fund stands twice",
  );

const filingRatio = bps.nullable();

/** The policy of an insured region; what comes out is what adjudication reads. */
export const policyRuleSet = z
  .strictObject({
    kind: z.literal("policy"),
    format: z.literal(1),
    ...head,
    rounding: z
      .enum(ROUNDINGS)
      .describe("In whose favour a fraction of a fen goes; `nearest-…`: only an exact half."),
    overCeiling: z
      .strictObject({ hospital: z.enum(["person", "provider"]), pharmacy: z.enum(["person", "provider"]) })
      .describe("Who bears what a price is above its ceiling."),
    filing: z
      .strictObject({
        local: filingRatio,
        filed: filingRatio,
        transfer: filingRatio,
        emergency: filingRatio,
        unfiled: filingRatio,
      })
      .describe("What every fund ratio is multiplied by; null: refused."),
    exclusions: z.array(exclusion),
    insurances: z.array(insurance).min(1),
  })
  .refine(isTimeOrdered, "effectiveUntil lies before effectiveFrom")
  .refine(
    ({ insurances }) => areDistinct(insurances.map(({ insuranceType }) => insuranceType)),
    "an insurance stands twice",
  )
  .transform(({ filing, insurances, ...rest }): Policy => {
    const { kind: _kind, format: _format, title: _title, ...document } = rest;
    const indexed = insurances.map((it) => ({ ...it, groups: it.groups.map(withLevels) }));
    return indexPolicy({ ...document, filingBps: filing, insurances: indexed });
  });

function withLevels(it: z.output<typeof group>): CareGroup {
  const levels = PLACE_LEVELS.flatMap((level): [PlaceLevel, LevelRule][] => {
    const rule = it.levels[level];
    return rule === undefined ? [] : [[level, rule]];
  });
  return { ...it, levels: new Map(levels) };
}

function ceilings(general: bigint | null, ofLevel: Partial<Record<PlaceLevel, bigint>>): Ceilings {
  const at = (level: PlaceLevel): bigint | null => ofLevel[level] ?? general;
  return { "1": at("1"), "2": at("2"), "3": at("3"), pharmacy: at("pharmacy") };
}

function isTimeOrdered(it: {
  readonly effectiveFrom: string;
  readonly effectiveUntil: string | null;
}): boolean {
  return it.effectiveUntil === null || it.effectiveFrom <= it.effectiveUntil;
}

function areDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

function areBandsOrdered(list: readonly { readonly uptoFen: bigint | null }[]): boolean {
  return list.every(({ uptoFen }, at) => {
    const before = list[at - 1]?.uptoFen ?? 0n;
    return at === list.length - 1 ? uptoFen === null : uptoFen !== null && uptoFen > before;
  });
}
