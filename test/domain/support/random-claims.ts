import fc from "fast-check";
import type { WrittenPolicy } from "../../../bench/reference/naive-adjudication.ts";
import type {
  AdjudicatedClaim,
  AdjudicationInput,
  ClaimLine,
} from "../../../server/domain/adjudication/adjudication-input.ts";
import { ROUNDINGS } from "../../../server/domain/adjudication/rounding.ts";
import { policyRuleSet } from "../../../server/http/schemas/rule-sets.ts";
import { APPROVAL, claim, ITEMS, line, readRuleSet } from "./adjudication-cases.ts";

// The shipped file has this form: its schema reads it in other tests.
const SHIPPED = readRuleSet("330500-policy-2026.json") as WrittenPolicy;
const [EMPLOYEE] = SHIPPED.insurances;

const fenText = (max: number): fc.Arbitrary<string> => fc.nat(max).map(String);
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 3 });
const ratio = fc.oneof(fc.constantFrom(0, 3333, 7000, 10_000), fc.nat(10_000));
const bands = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 4_000 }), { maxLength: 3 }),
    fc.array(ratio, { minLength: 4 }),
  )
  .map(([ends, ratios]) =>
    [...ends.sort((a, b) => a - b).map(String), null].map((uptoFen, at) => ({
      uptoFen,
      bps: ratios[at] ?? 0,
    })),
  );
const level = fc.record({ deductibleFen: fenText(400), bands });

const furtherFund = fc.record({
  over: fc.constantFrom("pool-cap", "self-pay"),
  thresholdFen: fenText(800),
  bands,
  capFen: orNull(fenText(1_500)),
});

/**
 * Policies as a region may write them, with limits so low that a few claims of some yuan reach all of them:
 * one group of care for pharmacies and outpatients, one for stays.
 */
export const tightPolicies = fc
  .record({
    rounding: fc.constantFrom(...ROUNDINGS),
    hospital: fc.constantFrom("person", "provider"),
    poolCapFen: orNull(fenText(4_000)),
    groupCapFen: orNull(fenText(3_000)),
    further: fc.array(furtherFund, { maxLength: 2 }),
    level,
    stay: level,
    laterAdmissionBps: ratio,
    bandsOver: fc.constantFrom("year", "claim"),
    special: orNull(fc.record({ bps: ratio, deductible: fc.constantFrom("applies", "none") })),
    transferBps: ratio,
    covers: fc.subarray(["in-scope", "pre-self-pay", "over-ceiling", "own-pay"]),
  })
  .map((given) => {
    if (EMPLOYEE === undefined) throw new Error("the shipped policy has employees first");
    const group = { requires: "nothing", laterAdmissionBps: given.laterAdmissionBps };
    const everywhere = { "1": given.level, "2": given.level, "3": given.level, pharmacy: given.level };
    return {
      ...SHIPPED,
      rounding: given.rounding,
      overCeiling: { hospital: given.hospital, pharmacy: "person" },
      filing: {
        local: 10_000,
        filed: 10_000,
        transfer: given.transferBps,
        emergency: 10_000,
        unfiled: 5_000,
      },
      insurances: [
        {
          ...EMPLOYEE,
          pool: { ...EMPLOYEE.pool, capFen: given.poolCapFen },
          further: given.further.map((fund, at) => ({
            ...fund,
            fundPayType: `33010${at}`,
            name: "further",
            word: "hifob_pay",
          })),
          account: { own: "allowed", family: "allowed", careTypes: ["11", "41", "21"], covers: given.covers },
          special: given.special === null ? null : { ...given.special, withoutApproval: "own-pay" },
          groups: [
            {
              ...group,
              id: "outpatient",
              careTypes: ["11", "41"],
              deductiblePer: "year",
              bandsOver: given.bandsOver,
              capFen: given.groupCapFen,
              levels: everywhere,
            },
            {
              ...group,
              id: "inpatient",
              careTypes: ["21"],
              deductiblePer: "admission",
              bandsOver: given.bandsOver,
              capFen: null,
              levels: { "1": given.stay, "2": given.stay, "3": given.stay },
            },
          ],
        },
      ],
    };
  })
  .map((written) => ({ written, policy: policyRuleSet.parse(written) }));

const itemCode = fc.constantFrom(
  ITEMS.amoxicillin,
  ITEMS.amoxicillin,
  ITEMS.metformin,
  ITEMS.coughSyrup,
  ITEMS.clopidogrel,
  ITEMS.trastuzumab,
  ITEMS.unknown,
  null,
);
const claimLine: fc.Arbitrary<ClaimLine> = fc
  .record({
    itemCode,
    amountFen: fc.oneof(fc.bigInt(0n, 60n), fc.bigInt(0n, 5_000n)),
    quantityE4: fc.bigInt(1n, 40_000n),
    hospitalMark: fc.constantFrom("within", "unmarked", "outside"),
    kind: fc.constantFrom("drug", "uncoded"),
    doctorCode: fc.constantFrom("D330500000001", null),
  })
  .map((given) => line({ ...given, diagnosisCode: "C50.900" }));

const place = fc.constantFrom<Pick<AdjudicatedClaim, "careType" | "institutionLevel" | "providerKind">>(
  { careType: "41", institutionLevel: "pharmacy", providerKind: "pharmacy" },
  { careType: "11", institutionLevel: "2", providerKind: "hospital" },
  { careType: "21", institutionLevel: "3", providerKind: "hospital" },
);

/** What decides a claim but the rule set and accumulators. */
export type ClaimParts = Omit<AdjudicationInput, "catalogue" | "policy" | "accumulators">;

export const claimParts: fc.Arbitrary<ClaimParts> = fc
  .record({
    place,
    lines: fc.array(claimLine, { minLength: 1, maxLength: 5 }),
    useAccount: fc.constantFrom("none", "own", "family"),
    requestedFen: fc.option(fc.bigInt(0n, 2_000n), { freq: 1 }),
    occurredDay: fc.integer({ min: 1, max: 28 }),
    accountBalanceFen: orNull(fc.bigInt(0n, 3_000n)),
    familyBalanceFen: orNull(fc.bigInt(0n, 3_000n)),
    filing: fc.constantFrom("local", "local", "transfer", "unfiled"),
  })
  .map(({ place: where, lines, occurredDay, useAccount, requestedFen, ...rest }) => ({
    claim: claim({
      ...where,
      siteCode: "H33050000001",
      lines: lines.map((it, at) => ({ ...it, lineNumber: at + 1 })),
      occurredOn: `2026-06-${String(occurredDay).padStart(2, "0")}`,
      useAccount,
      requestedFen,
    }),
    coverage: { status: "insured", since: "2020-01-01" },
    approvals: [APPROVAL],
    ...rest,
  }));
