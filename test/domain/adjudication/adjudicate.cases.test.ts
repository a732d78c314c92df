import { describe, expect, test } from "vitest";
import {
  APPROVAL,
  APPROVED_LINE,
  awardOf,
  checkAward,
  claim,
  type ExpectedAward,
  type Given,
  ITEMS,
  inpatient,
  line,
  paidUp,
  plainLine,
  sale,
  shippedPolicy,
  stay,
  stayOf,
} from "../support/adjudication-cases.ts";

type Row = readonly [title: string, given: Given, expected: ExpectedAward];

describe("classes of items", () => {
  test.each<readonly [title: string, item: string, fen: bigint, own: bigint, first: bigint, scope: bigint]>([
    ["甲: all in scope", ITEMS.amoxicillin, 1000n, 0n, 0n, 1000n],
    ["乙: 5 % first", ITEMS.metformin, 1000n, 0n, 50n, 950n],
    ["乙: half a fen is left to the fund's side", ITEMS.metformin, 10n, 0n, 0n, 10n],
    ["乙: one and a half", ITEMS.metformin, 30n, 0n, 1n, 29n],
    ["乙: just above the half", ITEMS.metformin, 31n, 0n, 2n, 29n],
    ["丙: own pay", ITEMS.coughSyrup, 1000n, 1000n, 0n, 0n],
    ["not listed: own pay", ITEMS.unknown, 1000n, 1000n, 0n, 0n],
    ["restricted and not marked: own pay", ITEMS.clopidogrel, 1000n, 1000n, 0n, 0n],
    ["free of charge", ITEMS.amoxicillin, 0n, 0n, 0n, 0n],
  ])("%s", (_, itemCode, amountFen, own, first, scope) => {
    const [cut] = awardOf({ claim: claim({ lines: [line({ itemCode, amountFen })] }) }).lines;
    expect([cut?.fulamtOwnpayFen, cut?.preselfpayFen, cut?.inscpScpFen]).toEqual([own, first, scope]);
  });

  test("the hospital's mark opens a restriction, and closes what has none", () => {
    const marked = (itemCode: string, hospitalMark: "within" | "outside"): bigint | undefined =>
      awardOf({ claim: claim({ lines: [line({ itemCode, amountFen: 1000n, hospitalMark })] }) }).lines[0]
        ?.inscpScpFen;
    expect(marked(ITEMS.clopidogrel, "within")).toBe(950n);
    expect(marked(ITEMS.clopidogrel, "outside")).toBe(0n);
    expect(marked(ITEMS.amoxicillin, "outside")).toBe(0n);
  });

  test("excluded for this kind of care only", () => {
    const bed = line({ itemCode: ITEMS.bed, kind: "service", amountFen: 5_500n });
    const causeAt = (careType: "11" | "21"): string | null | undefined =>
      awardOf({ claim: stay({ careType, lines: [bed] }) }).lines[0]?.cause;
    expect([causeAt("11"), causeAt("21")]).toEqual(["item-excluded", null]);
  });
});

describe("special drugs", () => {
  const bought = (given: Partial<typeof APPROVED_LINE>): Given["claim"] =>
    stay({ lines: [{ ...APPROVED_LINE, ...given }] });

  test("under an approval: 10 % first, then 80 % without deductible", () => {
    const given = { claim: bought({}), approvals: [APPROVAL] };
    checkAward(given, { deductible: 0n, funds: { 310101: 619_200n }, cash: 240_800n });
  });

  test.each<readonly [cause: string, given: Given]>([
    ["approval-missing", { claim: bought({}), approvals: [] }],
    ["approval-missing", { claim: bought({ approval: "SP-OTHER" }) }],
    ["approval-missing", { claim: bought({}), approvals: [{ ...APPROVAL, itemCode: "X-OTHER" }] }],
    ["approval-not-in-force", { claim: { ...bought({}), occurredOn: "2026-11-23" } }],
    ["approval-not-in-force", { claim: bought({}), approvals: [{ ...APPROVAL, validFrom: "2026-11-23" }] }],
    ["approval-of-other-indication", { claim: bought({ diagnosisCode: "C16.900" }) }],
    ["approval-of-other-indication", { claim: bought({ diagnosisCode: null }) }],
    ["approval-of-other-doctor", { claim: bought({ doctorCode: "D330500000002" }) }],
    ["approval-of-other-doctor", { claim: bought({ doctorCode: null }) }],
    ["approval-of-other-site", { claim: { ...bought({}), siteCode: "H33050000002" } }],
  ])("%s: own pay", (cause, given) => {
    const award = awardOf({ approvals: [APPROVAL], ...given });
    expect(award.lines[0]).toMatchObject({ cause, fulamtOwnpayFen: 860_000n, inscpScpFen: 0n });
    expect(award.approvedFen).toBe(0n);
  });

  test("a newer approval that fits counts, whatever an older one lacks", () => {
    const approvals = [{ ...APPROVAL, id: "SP-OLD", validUntil: "2026-06-30" }, APPROVAL];
    expect(awardOf({ claim: bought({ approval: APPROVAL.id }), approvals }).approvedFen).toBe(619_200n);
  });

  test("where the policy has no rule for them they are own pay", () => {
    const insurances = new Map(
      [...shippedPolicy(330500).insurances].map(([type, it]) => [type, { ...it, special: null }] as const),
    );
    const policy = { ...shippedPolicy(330500), insurances };
    expect(awardOf({ claim: bought({}), approvals: [APPROVAL], policy }).lines[0]?.cause).toBe(
      "special-drug-not-in-policy",
    );
  });
});

describe("filing", () => {
  test.each([
    ["local", 70n],
    ["filed", 70n],
    ["transfer", 63n],
    ["emergency", 70n],
    ["unfiled", 49n],
  ] as const)("%s", (filing, paid) => {
    checkAward(
      { claim: sale(100n), accumulators: paidUp, filing },
      { funds: { 310101: paid }, cash: 100n - paid },
    );
  });
});

describe("accounts", () => {
  const bought = (useAccount: "none" | "own" | "family"): Given["claim"] => ({ ...sale(100n), useAccount });
  const accumulators = paidUp;
  test.each<Row>([
    [
      "not used",
      { claim: bought("none"), accumulators, accountBalanceFen: 100n },
      { funds: { 310101: 70n }, account: 0n, cash: 30n },
    ],
    [
      "pays all of the person's part",
      { claim: bought("own"), accumulators, accountBalanceFen: 30n },
      { funds: { 310101: 70n }, account: 30n, cash: 0n },
    ],
    [
      "to its last fen",
      { claim: bought("own"), accumulators, accountBalanceFen: 29n },
      { funds: { 310101: 70n }, account: 29n, cash: 1n },
    ],
    [
      "there is none",
      { claim: bought("own"), accumulators },
      { funds: { 310101: 70n }, account: 0n, cash: 30n },
    ],
    [
      "family members' help after one's own",
      { claim: bought("family"), accumulators, accountBalanceFen: 10n, familyBalanceFen: 15n },
      { funds: { 310101: 70n }, account: 10n, family: 15n, cash: 5n },
    ],
    [
      "family members' are not asked without consent",
      { claim: bought("own"), accumulators, accountBalanceFen: 10n, familyBalanceFen: 15n },
      { funds: { 310101: 70n }, account: 10n, family: 0n, cash: 20n },
    ],
    [
      "a manual claim is paid out and touches none",
      { claim: { ...bought("own"), channel: "manual" }, accumulators, accountBalanceFen: 100n },
      { funds: { 310101: 70n }, account: 0n, cash: 30n },
    ],
  ])("%s", (_, given, expected) => checkAward(given, expected));

  test("pay only the shares that the policy names", () => {
    const own = claim({ useAccount: "own", lines: [line({ itemCode: ITEMS.coughSyrup, amountFen: 500n })] });
    checkAward({ claim: own, accountBalanceFen: 900n }, { funds: {}, account: 500n, cash: 0n });
    const elsewhere = { claim: own, accountBalanceFen: 900n, policy: shippedPolicy(420100) };
    checkAward(elsewhere, { funds: {}, account: 0n, cash: 500n });
  });
});

describe("other insurances", () => {
  test("a resident's critical-illness fund begins above its threshold", () => {
    const resident = stay({ insuranceType: "390", institutionLevel: "1", lines: [plainLine(10_100n)] });
    const accumulators = {
      insuranceType: "390",
      year: 2026,
      groups: {
        inpatient: { deductibleUsedFen: 20_000n, ratedFen: 0n, poolPaidFen: 0n, admissionCount: 1 },
      },
      funds: { "390200": { paidFen: 0n, baseFen: 1_999_900n } },
    } as const;
    // Half of 200 yuan deductible; 85 % of 100 fen; of 10,015 fen left 9,915 above the threshold at 60 %.
    checkAward(
      { claim: resident, accumulators },
      { deductible: 10_000n, funds: { 390100: 85n, 390200: 5_949n }, cash: 4_066n },
    );
  });

  test("a retired cadre pays nothing first and nothing of what is in scope", () => {
    const retired = claim({
      insuranceType: "340",
      lines: [line({ itemCode: ITEMS.metformin, amountFen: 1_850n })],
    });
    checkAward({ claim: retired }, { deductible: 0n, funds: { 420100: 1_850n }, cash: 0n });
  });
});

describe("what is asked of the fund", () => {
  const asked = (requestedFen: bigint): Given => ({
    claim: { ...stayOf(1000n), requestedFen },
    accumulators: inpatient({ poolPaidFen: 39_999_999n }),
  });
  test("more than the rules give changes nothing", () => {
    checkAward(asked(900n), { funds: { 310101: 1n, 330100: 899n }, cash: 50_100n });
  });

  test("less spares the last fund first, and uses up only what was paid", () => {
    checkAward(asked(800n), { funds: { 310101: 1n, 330100: 799n }, cash: 50_200n });
    checkAward(asked(0n), { funds: {}, cash: 51_000n });
    const { funds } = awardOf(asked(800n)).accumulatorsAfter;
    expect([funds["310101"]?.paidFen, funds["330100"]?.paidFen]).toEqual([40_000_000n, 799n]);
  });
});

test("the settlement of the platform's sample comes out to the fen", () => {
  const sample = claim({
    lines: [line({ itemCode: ITEMS.metformin, amountFen: 3_700n, quantityE4: 20_000n })],
    useAccount: "own",
  });
  const award = awardOf({ claim: sample, accumulators: paidUp, accountBalanceFen: 100_000n });
  expect(award.totals).toEqual({
    medfeeFen: 3_700n,
    fulamtOwnpayFen: 0n,
    overlmtFen: 0n,
    preselfpayFen: 185n,
    inscpScpFen: 3_515n,
  });
  expect([award.approvedFen, award.personFen, award.accountFen, award.cashFen]).toEqual([
    2_461n,
    1_239n,
    1_239n,
    0n,
  ]);
  expect(award.lines[0]).toMatchObject({ selfpayBps: 500n, ceilingMicros: 18_500_000n, itemClass: "B" });
});
