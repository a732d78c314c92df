import type { AccumulatorKey, Accumulators, YearUse } from "../../domain/adjudication/accumulators.ts";
import { addUse, NO_GROUP_USE, noUse, yearOf } from "../../domain/adjudication/accumulators.ts";
import { adjudicate } from "../../domain/adjudication/adjudicate.ts";
import type { Awarded, Outcome } from "../../domain/adjudication/outcome.ts";
import type { StandingClaim } from "../../domain/adjudication/readjudicate.ts";
import { awaitsSecondApproval, isAwarded } from "../../domain/claims/claim-life.ts";
import type { Award, ClaimRow, ClaimStep } from "../../domain/claims/claim-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, RegionCode } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import { inputOf, openBasis } from "./decision-basis.ts";
import type { RuleSetShelf } from "./rule-set-shelf.ts";

/** What a person's live awards with one region's fund have used up. */
export type PersonYear = {
  readonly accumulators: Accumulators;
  readonly accountUsedFen: bigint;
  readonly familyUsedFen: bigint;
  /** Each with what decided it, or as a person stated it; in the order of the chain. */
  readonly history: readonly StandingClaim[];
  /** A claim that one of two persons approved upon this year as it stands; null when there is none. */
  readonly halfApproved: Hex32 | null;
};

type Ports = Pick<ClaimPorts, "claimRecords" | "openings" | "vault">;

export async function readPersonYear(
  ports: Ports,
  shelf: RuleSetShelf,
  view: LedgerView,
  of: {
    readonly region: RegionCode;
    readonly person: Hex32;
    readonly key: AccumulatorKey;
    /** A claim that is looked at itself: it used nothing up before. */
    readonly without: Hex32 | null;
  },
): Promise<PersonYear> {
  let accumulators = noUse(of.key);
  let accountUsedFen = 0n;
  let familyUsedFen = 0n;
  const history: StandingClaim[] = [];
  const others = (await claimsOf(ports, view, of)).filter(({ id }) => id !== of.without);
  for (const { row, step } of awardsAmong(others)) {
    const opened = await openBasis(ports, step.award.basis);
    const { insuranceType, occurredOn } = opened.inputs.claim;
    if (insuranceType !== of.key.insuranceType) continue;
    accountUsedFen += step.award.accountFen;
    familyUsedFen += step.award.familyAccountFen;
    if (yearOf(occurredOn) !== of.key.year) continue;
    const place = { id: row.id, sequence: history.length };
    if (opened.inputs.stated !== null) {
      const use = useOfStated(step.award);
      accumulators = addUse(accumulators, use);
      history.push({ ...place, care: { insuranceType, occurredOn }, use });
      continue;
    }
    const input = await inputOf(shelf, row.content, opened);
    const outcome = requireSame(row, step, adjudicate(input));
    accumulators = addUse(accumulators, outcome.use);
    const { accumulators: _, ...basis } = input;
    history.push({ ...place, basis, award: outcome });
  }
  const halfApproved = others.find(awaitsSecondApproval)?.id ?? null;
  return { accumulators, accountUsedFen, familyUsedFen, history, halfApproved };
}

type Approved = Extract<ClaimStep, { readonly kind: "approved" }>;
type AwardedClaim = { readonly row: ClaimRow; readonly step: Approved };

async function claimsOf(
  ports: Ports,
  view: LedgerView,
  { region, person }: { readonly region: RegionCode; readonly person: Hex32 },
): Promise<readonly ClaimRow[]> {
  const found: ClaimRow[] = [];
  for (const { filer, documentKey } of await ports.claimRecords.personClaims(region, person)) {
    const row = await view.claimByDocument(filer, documentKey);
    if (row !== null) found.push(row);
  }
  return found;
}

/** Those whose award counts, as they were decided. */
function awardsAmong(rows: readonly ClaimRow[]): readonly AwardedClaim[] {
  const found: AwardedClaim[] = [];
  for (const row of rows.filter(({ state }) => isAwarded(state))) {
    const step = row.steps.findLast((each): each is Approved => each.kind === "approved");
    if (step !== undefined) found.push({ row, step });
  }
  return found.sort((a, b) => placeOf(a.step) - placeOf(b.step));
}

/** Blocks hold at most some 160,000 logs, and 2^31 of them stay exact. */
function placeOf({ origin }: Approved): number {
  return origin.block * 1_048_576 + origin.logIndex;
}

/** A past claim that does not come to its fen again means that something here is not what it was. */
function requireSame(row: ClaimRow, { approvedFen }: Approved, outcome: Outcome): Awarded {
  const replayedFen = outcome.result === "awarded" ? outcome.approvedFen : 0n;
  if (outcome.result === "awarded" && replayedFen === approvedFen) return outcome;
  return fail("could-not-look", {
    missing: "award that the rules give again",
    claim: row.id,
    approvedFen: approvedFen.toString(),
    replayedFen: replayedFen.toString(),
  });
}

/** What a person awarded uses up the funds it names, and no deductible. */
function useOfStated(award: Award): YearUse {
  const funds = Object.fromEntries(
    award.fundParts.map(({ fundPayType, fen }) => [String(fundPayType), { paidFen: fen, baseFen: fen }]),
  );
  return { groupId: "stated", group: NO_GROUP_USE, funds };
}
