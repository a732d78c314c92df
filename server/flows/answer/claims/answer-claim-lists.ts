import type { ListAnswer } from "../../../domain/answers.ts";
import type { ClaimAnswer } from "../../../domain/claims/claim-answers.ts";
import { QUEUED_STATES, type QueuedState } from "../../../domain/claims/claim-queue.ts";
import type { ClaimRow } from "../../../domain/claims/claim-rows.ts";
import { fail } from "../../../domain/failure.ts";
import type { RegionCode } from "../../../domain/ids.ts";
import type { LedgerView, Page, PageRequest } from "../../../domain/ledger-view.ts";
import type { Principal } from "../../../domain/principal.ts";
import type { AnswerPorts } from "../answer-ports.ts";
import { scopedPage } from "../scoped-page.ts";
import { tellClaim } from "./answer-claim.ts";

export type ClaimsAsked = {
  readonly principal: Principal;
  readonly page: PageRequest;
  /** The queue of one's region; null: every claim. */
  readonly queue: QueuedState | null;
  /** "payer": what one's region was asked to pay; "provider": what was claimed for care in it. */
  readonly as: "payer" | "provider";
  readonly nowSec: number;
};

/** Claims of an institution, newest first; of a bureau its region's, or its queue by deadline. */
export function answerClaims(ports: AnswerPorts, asked: ClaimsAsked): Promise<ListAnswer<ClaimAnswer>> {
  return ports.reader.view(async (view) => {
    const { principal, nowSec } = asked;
    const { rows, next } = await pageOf(view, asked);
    const told = await Promise.all(rows.map((row) => tellClaim(ports, { view, principal, row, nowSec })));
    return { rows: told, next, asOf: view.asOf };
  });
}

async function pageOf(
  view: LedgerView,
  { principal, page, queue, as }: ClaimsAsked,
): Promise<Page<ClaimRow>> {
  const { role, region } = principal;
  const isPayer = role === "bureau" || (role === "auditor" && region !== 0);
  if (queue !== null) {
    if (!isPayer) return fail("role-not-permitted", { roles: ["bureau", "auditor"] });
    return view.claimQueue(region, queue, page);
  }
  if (isPayer && as === "payer") return view.claimsOfPayer(region, page);
  return scopedPage(view, { principal, page }, (institution, of) => view.claimsOf(institution, of));
}

export type QueueCounts = {
  readonly region: RegionCode;
  readonly counts: readonly { readonly state: QueuedState; readonly count: number }[];
};

/** How much waits in each queue of one's region. */
export function answerQueueCounts(
  ports: AnswerPorts,
  { region }: Principal,
): Promise<QueueCounts & { readonly asOf: LedgerView["asOf"] }> {
  return ports.reader.view(async (view) => {
    const found = await view.claimQueueCounts(region);
    const counts = QUEUED_STATES.map((state) => ({ state, count: found[state] ?? 0 }));
    return { region, counts, asOf: view.asOf };
  });
}
