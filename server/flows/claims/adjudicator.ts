import type { Approval, RejectionBody } from "../../domain/claims/claim-body.ts";
import { claimLimitsOf } from "../../domain/claims/claim-limits.ts";
import type { ClaimRow } from "../../domain/claims/claim-rows.ts";
import { isFailure } from "../../domain/failure.ts";
import type { Hex32, InstitutionId, RegionCode } from "../../domain/ids.ts";
import type { NewCommand } from "../../domain/ports.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import type { LeftClaims } from "./left-claims.ts";
import { openClaim } from "./open-claim.ts";
import {
  approvalByRules,
  numberOfReason,
  reasonAgainst,
  rejection,
  type Weighed,
  weighClaim,
} from "./prepare-decision.ts";
import { claimToApproveFirst } from "./second-approval.ts";
import { waitForBlock } from "./take-decision.ts";

/** The bureau whose key decides, and the region whose fund pays. */
export type AdjudicatedRegion = { readonly bureau: InstitutionId; readonly region: RegionCode };

export type AdjudicatorLimits = { readonly decisionsPerCallMax: number; readonly queuePageMax: number };

type Parts = {
  readonly ports: ClaimPorts;
  readonly left: LeftClaims;
  readonly limits: AdjudicatorLimits;
  readonly newId: () => string;
};

/**
 * Decides by rule alone what waits in a region's queue: direct claims within the automatic limit that nothing
 * speaks of doubt about. Everything else is left to persons. Goes over the queue once, so that what is left
 * never stands in the way of what comes behind it. Returns how many it decided.
 */
export async function adjudicateQueue(parts: Parts, of: AdjudicatedRegion): Promise<number> {
  const tried: Tried = { claims: new Set(), persons: new Set() };
  let decidedCount = 0;
  for (let isMore = true; isMore; ) {
    const picked = await pickClaims(parts, of, tried);
    decidedCount += await decideBeside(parts, of, picked);
    isMore = picked.length === pickedMax(parts.limits);
  }
  parts.left.keepOnly(of.region, tried.claims);
  return decidedCount;
}

/**
 * Calls that wait for the same block: one after the other would decide no more than one call's claims a
 * block.
 */
const CALLS_AT_ONCE_MAX = 10;

async function decideBeside(parts: Parts, of: AdjudicatedRegion, picked: readonly Picked[]): Promise<number> {
  const { decisionsPerCallMax } = parts.limits;
  const counts: Promise<number>[] = [];
  for (let from = 0; from < picked.length; from += decisionsPerCallMax) {
    const some = picked.slice(from, from + decisionsPerCallMax);
    const persons = some.map(({ person }) => person);
    counts.push(parts.ports.decisions.run(persons, () => decide(parts, of, some)));
  }
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

type Picked = { readonly claim: Hex32; readonly person: Hex32 };

/** What one walk over the queue has come past. */
type Tried = { readonly claims: Set<Hex32>; readonly persons: Set<Hex32> };

function pickedMax({ decisionsPerCallMax }: AdjudicatorLimits): number {
  return decisionsPerCallMax * CALLS_AT_ONCE_MAX;
}

/** One claim a person: the next of the same person starts from what this one uses up. */
async function pickClaims(
  { ports, limits, left }: Parts,
  { region }: AdjudicatedRegion,
  tried: Tried,
): Promise<readonly Picked[]> {
  const { automaticFenMax } = await limitsOfRegion(ports, region);
  const picked: Picked[] = [];
  await ports.reader.view(async (view) => {
    let after: string | null = null;
    do {
      const page = await view.claimQueue(region, "submitted", { limit: limits.queuePageMax, after });
      for (const row of page.rows) {
        if (!isForRules(row, automaticFenMax) || tried.claims.has(row.id)) continue;
        tried.claims.add(row.id);
        const person = await personOf(ports, row, left);
        if (person === null || tried.persons.has(person)) continue;
        tried.persons.add(person);
        picked.push({ claim: row.id, person });
        if (picked.length === pickedMax(limits)) return;
      }
      after = page.next;
    } while (after !== null);
  });
  return picked;
}

function isForRules({ content }: ClaimRow, automaticFenMax: bigint): boolean {
  return content.channel === "direct" && content.requestedFen <= automaticFenMax;
}

/** A claim that this server can not open is left to persons, who are told why. */
async function personOf(ports: ClaimPorts, row: ClaimRow, left: LeftClaims): Promise<Hex32 | null> {
  try {
    return (await openClaim(ports, row)).person;
  } catch (error) {
    if (!isFailure(error)) throw error;
    left.leave({ region: row.content.payerRegion, claim: row.id }, error);
    return null;
  }
}

async function limitsOfRegion(
  ports: ClaimPorts,
  region: RegionCode,
): Promise<ReturnType<typeof claimLimitsOf>> {
  return ports.reader.view(async (view) => claimLimitsOf(await view.claimRules(region)));
}

async function decide(parts: Parts, of: AdjudicatedRegion, picked: readonly Picked[]): Promise<number> {
  const { ports } = parts;
  const approvals: Approval[] = [];
  const rejections: RejectionBody[] = [];
  const approvalOpenings: Opening[] = [];
  const rejectionOpenings: Opening[] = [];
  await ports.reader.view(async (view) => {
    for (const { claim } of picked) {
      const row = await view.claim(claim);
      if (row === null || row.state !== "submitted") continue;
      const weighed = await weighOrLeave(parts, () => weighClaim(ports, view, row), row);
      if (weighed === null || weighed.suspicions.length > 0) continue;
      const against = reasonAgainst(weighed);
      if (against === null && claimToApproveFirst(weighed) !== null) continue;
      if (against === null) {
        const { body, openings } = approvalByRules(ports, weighed, null);
        approvals.push(body);
        approvalOpenings.push(...openings);
      } else {
        const { body, openings } = rejection(ports, weighed, { reason: numberOfReason(against), note: null });
        rejections.push(body);
        rejectionOpenings.push(...openings);
      }
    }
  });
  const { bureau } = of;
  const jobs: Promise<void>[] = [];
  if (approvals.length > 0) {
    const body = { kind: "approve-claims", approvals } as const;
    jobs.push(send(parts, { bureau, body, openings: approvalOpenings }));
  }
  if (rejections.length > 0) {
    const body = { kind: "reject-claims", rejections } as const;
    jobs.push(send(parts, { bureau, body, openings: rejectionOpenings }));
  }
  await Promise.all(jobs);
  return approvals.length + rejections.length;
}

type Opening = NonNullable<NewCommand["openings"]>[number];

async function weighOrLeave(
  { left }: Parts,
  weigh: () => Promise<Weighed>,
  row: ClaimRow,
): Promise<Weighed | null> {
  try {
    const weighed = await weigh();
    left.forget(row.id);
    return weighed;
  } catch (error) {
    if (!isFailure(error)) throw error;
    left.leave({ region: row.content.payerRegion, claim: row.id }, error);
    return null;
  }
}

/** A call that is refused as a whole is divided by the outbox; what stays refused waits for a person. */
async function send(
  { ports, newId }: Parts,
  job: {
    readonly bureau: InstitutionId;
    readonly body: Extract<NewCommand["body"], { kind: "approve-claims" | "reject-claims" }>;
    readonly openings: readonly Opening[];
  },
): Promise<void> {
  const { bureau, body, openings } = job;
  const idempotencyKey = `adjudicator:${newId()}`;
  const command = await ports.submitter.accept({
    institution: bureau,
    principal: "adjudicator",
    signer: "adjudicator",
    operation: body.kind,
    idempotencyKey,
    bodyHash: ports.vault.hashBody(bureau, idempotencyKey),
    body,
    echo: {},
    openings,
  });
  await waitForBlock(ports, command);
}
