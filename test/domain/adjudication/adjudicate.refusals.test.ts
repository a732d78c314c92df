import { describe, expect, test } from "vitest";
import { noUse } from "../../../server/domain/adjudication/accumulators.ts";
import { adjudicate } from "../../../server/domain/adjudication/adjudicate.ts";
import type { AdjudicationInput } from "../../../server/domain/adjudication/adjudication-input.ts";
import type { Policy } from "../../../server/domain/adjudication/policy.ts";
import {
  REJECTION_REASONS,
  type RejectionReason,
} from "../../../server/domain/adjudication/rejection-reasons.ts";
import {
  APPROVED_LINE,
  CATALOGUE,
  claim,
  ITEMS,
  inputOf,
  line,
  POLICY,
  plainLine,
  shippedPolicy,
  stay,
} from "../support/adjudication-cases.ts";

const SALE = claim({ lines: [plainLine(100n)] });
const CHRONIC = stay({ careType: "14", diagnosisCode: "E11.900", lines: [plainLine(100n)] });

/** The shipped policy with one thing of its employees' insurance changed. */
function policyWith(change: (insurance: NonNullable<ReturnType<typeof employee>>) => object): Policy {
  const insurance = employee();
  if (insurance === undefined) throw new Error("the sample has no employees");
  return { ...POLICY, insurances: new Map([["310", { ...insurance, ...change(insurance) }]]) };
}

function employee() {
  return POLICY.insurances.get("310");
}

const ROWS: readonly (readonly [
  code: RejectionReason,
  input: AdjudicationInput,
  facts: Record<string, unknown>,
])[] = [
  [
    "not-insured",
    inputOf({ claim: SALE, coverage: { status: "not-insured", endedOn: "2026-10-31" } }),
    { endedOn: "2026-10-31" },
  ],
  [
    "coverage-suspended",
    inputOf({ claim: SALE, coverage: { status: "suspended", since: "2026-11-01" } }),
    { since: "2026-11-01" },
  ],
  [
    "contributions-unpaid",
    inputOf({ claim: SALE, coverage: { status: "unpaid", paidUntil: "2026-09-30" } }),
    { paidUntil: "2026-09-30" },
  ],
  [
    "waiting-period",
    inputOf({ claim: SALE, coverage: { status: "waiting", until: "2026-12-31" } }),
    { until: "2026-12-31" },
  ],
  [
    "catalogue-not-in-force",
    inputOf({ claim: SALE, catalogue: { ...CATALOGUE, effectiveFrom: "2026-11-23" } }),
    { occurredOn: "2026-11-22" },
  ],
  [
    "policy-not-in-force",
    inputOf({ claim: SALE, policy: { ...POLICY, effectiveUntil: "2026-11-21" } }),
    { occurredOn: "2026-11-22" },
  ],
  [
    "insurance-not-in-policy",
    inputOf({ claim: { ...SALE, insuranceType: "390" }, policy: policyWith(() => ({})) }),
    { insuranceType: "390" },
  ],
  [
    "care-not-covered",
    inputOf({ claim: SALE, policy: policyWith(() => ({ groups: new Map() })) }),
    { careType: "41" },
  ],
  [
    "level-not-covered",
    inputOf({ claim: { ...SALE, careType: "21" } }),
    { careType: "21", institutionLevel: "pharmacy" },
  ],
  [
    "level-of-other-kind",
    inputOf({ claim: { ...SALE, institutionLevel: "3" } }),
    { institutionLevel: "3", providerKind: "pharmacy" },
  ],
  [
    "filing-missing",
    inputOf({ claim: SALE, policy: shippedPolicy(420100), filing: "unfiled" }),
    { filing: "unfiled" },
  ],
  ["chronic-disease-not-approved", inputOf({ claim: CHRONIC }), { diagnosisCode: "E11.900" }],
  ["channel-not-by-rules", inputOf({ claim: { ...SALE, channel: "secondary" } }), { channel: "secondary" }],
  ["no-lines", inputOf({ claim: { ...SALE, lines: [] } }), {}],
  [
    "line-malformed",
    inputOf({ claim: { ...SALE, lines: [{ ...plainLine(100n, 7), quantityE4: 0n }] } }),
    { lineNumber: 7 },
  ],
  [
    "line-malformed",
    inputOf({ claim: { ...SALE, lines: [{ ...plainLine(100n, 7), amountFen: -1n }] } }),
    { lineNumber: 7 },
  ],
  [
    "line-repeated",
    inputOf({ claim: { ...SALE, lines: [plainLine(100n, 2), plainLine(50n, 2)] } }),
    { lineNumber: 2 },
  ],
  [
    "item-unknown",
    inputOf({
      claim: { ...SALE, lines: [line({ itemCode: ITEMS.unknown, amountFen: 1n })] },
      catalogue: { ...CATALOGUE, unknownItem: "refuse" },
    }),
    { lineNumber: 1, itemCode: ITEMS.unknown },
  ],
  [
    "item-of-other-kind",
    inputOf({ claim: { ...SALE, lines: [{ ...plainLine(100n), kind: "service" }] } }),
    { lineNumber: 1, itemCode: ITEMS.amoxicillin, stated: "service", actual: "drug" },
  ],
  [
    "special-drug-not-approved",
    inputOf({
      claim: stay({ lines: [APPROVED_LINE] }),
      policy: policyWith(({ special }) => ({ special: { ...special, withoutApproval: "refuse" } })),
    }),
    { lineNumber: 1, itemCode: ITEMS.trastuzumab, fault: "approval-missing" },
  ],
];

describe("a claim is refused with its number and the facts that decided", () => {
  test.each(ROWS)("%s", (code, input, facts) => {
    const reason = REJECTION_REASONS[code].number;
    expect(adjudicate(input)).toEqual({ result: "refused", reason, code, facts });
  });

  test("every reason that the rules can give stands in the table above", () => {
    const ofRules = Object.entries(REJECTION_REASONS).flatMap(([code, { source }]) =>
      source === "rules" ? [code] : [],
    );
    expect([...new Set(ROWS.map(([code]) => code))].sort()).toEqual(ofRules.sort());
  });

  test("the rule sets are asked before the person, the person before the lines", () => {
    const everything = inputOf({
      claim: { ...SALE, lines: [] },
      coverage: { status: "not-insured", endedOn: null },
      policy: { ...POLICY, effectiveFrom: "2027-01-01" },
    });
    expect(adjudicate(everything)).toMatchObject({ code: "policy-not-in-force" });
    expect(adjudicate({ ...everything, policy: POLICY })).toMatchObject({ code: "not-insured" });
  });
});

describe("what opens a door", () => {
  const chronic = {
    kind: "chronic",
    id: "CH-1",
    indications: ["E11"],
    validFrom: "2026-01-01",
    validUntil: "2026-11-22",
  } as const;

  test("an approved chronic disease, to its last day", () => {
    expect(adjudicate(inputOf({ claim: CHRONIC, approvals: [chronic] }))).toMatchObject({ approvedFen: 80n });
    const late = { ...CHRONIC, occurredOn: "2026-11-23" };
    expect(adjudicate(inputOf({ claim: late, approvals: [chronic] }))).toMatchObject({ result: "refused" });
    const other = { ...CHRONIC, diagnosisCode: "I10" };
    expect(adjudicate(inputOf({ claim: other, approvals: [chronic] }))).toMatchObject({ result: "refused" });
  });

  test("the first and the last day of a rule set", () => {
    const policy = { ...POLICY, effectiveFrom: "2026-11-22", effectiveUntil: "2026-11-22" };
    expect(adjudicate(inputOf({ claim: SALE, policy }))).toMatchObject({ result: "awarded" });
  });

  test("an uncoded line may be of any kind, and of no item", () => {
    const lines = [
      { ...plainLine(100n, 1), kind: "uncoded" as const },
      line({ itemCode: null, amountFen: 70n, lineNumber: 2, kind: "uncoded" }),
    ];
    expect(adjudicate(inputOf({ claim: { ...SALE, lines } }))).toMatchObject({
      totals: { fulamtOwnpayFen: 70n, inscpScpFen: 100n },
    });
  });
});

test("accumulators of another year are a fault of the caller and no refusal", () => {
  const accumulators = noUse({ insuranceType: "310", year: 2025 });
  expect(() => adjudicate(inputOf({ claim: SALE, accumulators }))).toThrow();
});
