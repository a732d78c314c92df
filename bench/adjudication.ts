import { readFileSync } from "node:fs";
import path from "node:path";
import { type Accumulators, noUse, yearOf } from "../server/domain/adjudication/accumulators.ts";
import { adjudicate } from "../server/domain/adjudication/adjudicate.ts";
import type { AdjudicationInput, ClaimLine } from "../server/domain/adjudication/adjudication-input.ts";
import type { Catalogue } from "../server/domain/adjudication/catalogue.ts";
import { type CoverageRecord, coverageAt } from "../server/domain/adjudication/coverage.ts";
import type { Policy } from "../server/domain/adjudication/policy.ts";
import { catalogueRuleSet, policyRuleSet } from "../server/http/schemas/rule-sets.ts";
import { type BenchResult, runAlone, toFigure } from "./bench.ts";
import {
  adjudicateNaively,
  type WrittenCatalogue,
  type WrittenClaim,
  type WrittenPolicy,
} from "./reference/naive-adjudication.ts";
import { inTurn, median, timed } from "./timing.ts";

const PERSON_COUNT = 4_000;
const CLAIMS_PER_PERSON = 5;
const CLAIM_COUNT = PERSON_COUNT * CLAIMS_PER_PERSON;
const ROUNDS = 7;
const RULE_SETS = path.join(import.meta.dirname, "..", "rule-sets");

const RECORDS: readonly CoverageRecord[] = [
  { kind: "enrolled", from: "2020-01-01", until: null, waitingUntil: null },
  { kind: "paid", from: "2026-01-01", until: "2026-12-31" },
];

/**
 * Deciding claims of one to six lines, five a person in a row, on one core: coverage, lines, funds, accounts,
 * the explanation and the check of the identities, each on the accumulators that the ones before it left.
 */
export async function run(): Promise<BenchResult> {
  // The schemas below read the same files: they have the form.
  const catalogueText = readRuleSet("330500-catalogue-2026.json") as WrittenCatalogue;
  // The same holds for the policy.
  const policyText = readRuleSet("330500-policy-2026.json") as WrittenPolicy;
  const written = { catalogue: catalogueText, policy: policyText };
  const catalogue = catalogueRuleSet.parse(written.catalogue);
  const policy = policyRuleSet.parse(written.policy);
  const inputs = claimsOf(catalogue, policy);
  const naive = checkEqual(inputs, written);
  const [ours = [], theirs = []] = await inTurn(
    [
      () =>
        timed(() => {
          for (const input of inputs) {
            adjudicate({ ...input, coverage: coverageAt(RECORDS, input.claim.occurredOn) });
          }
        }),
      () =>
        timed(() => {
          for (const claim of naive) adjudicateNaively(claim);
        }),
    ],
    ROUNDS,
  );
  const perSecond = (times: readonly number[]): number => Math.round((CLAIM_COUNT * 1000) / median(times));
  const lineCount = inputs.reduce((sum, { claim }) => sum + claim.lines.length, 0);
  console.log(`ours ${perSecond(ours)}, plainly written ${perSecond(theirs)} claims a second`);
  return {
    name: "adjudication",
    figures: [
      toFigure({
        figure: "adjudications-per-second",
        value: perSecond(ours),
        unit: "claims/s",
        target: 50_000,
        comparison: ">=",
      }),
      toFigure({
        figure: "adjudication-over-plain",
        value: median(theirs) / median(ours),
        unit: "x",
        target: 1,
        comparison: ">=",
      }),
    ],
    inputs: { claims: CLAIM_COUNT, lines: lineCount, items: catalogue.items.size, rounds: ROUNDS },
    raw: { oursMs: ours, plainMs: theirs },
  };
}

function readRuleSet(name: string): unknown {
  return JSON.parse(readFileSync(path.join(RULE_SETS, name), "utf8"));
}

/** Claims that differ in item, place, amount and accumulators; the same ones at every run. */
function claimsOf(catalogue: Catalogue, policy: Policy): AdjudicationInput[] {
  const codes = [...catalogue.items.keys()];
  const inputs: AdjudicationInput[] = [];
  for (let person = 0; person < PERSON_COUNT; person += 1) {
    let accumulators = noUse({ insuranceType: "310", year: yearOf("2026-06-01") });
    for (let nth = 0; nth < CLAIMS_PER_PERSON; nth += 1) {
      const input = inputOf(person * CLAIMS_PER_PERSON + nth, { catalogue, policy, accumulators, codes });
      const outcome = adjudicate(input);
      if (outcome.result !== "awarded") throw new Error(`a claim of the bench was refused: ${outcome.code}`);
      inputs.push(input);
      accumulators = outcome.accumulatorsAfter;
    }
  }
  return inputs;
}

function inputOf(
  nth: number,
  on: {
    readonly catalogue: Catalogue;
    readonly policy: Policy;
    readonly accumulators: Accumulators;
    readonly codes: readonly string[];
  },
): AdjudicationInput {
  const { catalogue, policy, accumulators, codes } = on;
  const isStay = nth % 10 === 9;
  const place = isStay
    ? ({ careType: "21", institutionLevel: "3", providerKind: "hospital" } as const)
    : ({ careType: "41", institutionLevel: "pharmacy", providerKind: "pharmacy" } as const);
  const lines = Array.from({ length: 1 + (nth % 6) }, (_, at): ClaimLine => {
    const itemCode = codes[(nth * 7 + at * 13) % codes.length] ?? null;
    const amountFen = BigInt(((nth * 7919 + at * 104_729) % (isStay ? 3_000_000 : 20_000)) + 1);
    return {
      lineNumber: at + 1,
      itemCode,
      quantityE4: BigInt(10_000 * (1 + (at % 4))),
      amountFen,
      kind: "uncoded",
      hospitalMark: at % 2 === 0 ? "within" : "unmarked",
      approval: null,
      diagnosisCode: null,
      doctorCode: null,
    };
  });
  return {
    catalogue,
    policy,
    claim: {
      insuranceType: "310",
      ...place,
      siteCode: "H33050000001",
      occurredOn: `2026-06-${String(1 + (nth % 28)).padStart(2, "0")}`,
      diagnosisCode: "E11.900",
      lines,
      channel: "direct",
      useAccount: nth % 3 === 0 ? "own" : "none",
      requestedFen: null,
    },
    coverage: { status: "insured", since: "2020-01-01" },
    approvals: [],
    accumulators,
    accountBalanceFen: 50_000n,
    familyBalanceFen: null,
    filing: nth % 8 === 0 ? "transfer" : "local",
  };
}

/** Every award against the plain reading of the documents, before anything is timed. */
function checkEqual(
  inputs: readonly AdjudicationInput[],
  written: { readonly catalogue: WrittenCatalogue; readonly policy: WrittenPolicy },
): WrittenClaim[] {
  return inputs.map((input) => {
    const claim: WrittenClaim = {
      ...input,
      ...written,
      isApproved: input.claim.lines.map(() => false),
      used: input.accumulators,
    };
    const ours = adjudicate(input);
    const theirs = adjudicateNaively(claim);
    const isSame =
      ours.result === "awarded" &&
      ours.deductibleFen === theirs.deductibleFen &&
      ours.hospitalFen === theirs.hospitalFen &&
      ours.accountFen === theirs.accountFen &&
      ours.familyAccountFen === theirs.familyAccountFen &&
      ours.cashFen === theirs.cashFen &&
      ours.fundParts.length === Object.keys(theirs.funds).length &&
      ours.fundParts.every(({ fundPayType, fen }) => theirs.funds[fundPayType] === fen);
    if (!isSame) throw new Error("ours and the plain reading award the same claim differently");
    return claim;
  });
}

if (import.meta.main) await runAlone(run);
