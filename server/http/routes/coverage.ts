import { z } from "zod";
import type { CoverageVerdict } from "../../domain/adjudication/coverage.ts";
import { fail } from "../../domain/failure.ts";
import { ROLES } from "../../domain/principal.ts";
import { askCoverage, askCoverageVerdict } from "../../flows/keep/ask-coverage.ts";
import { approvalsOf, keepApproval } from "../../flows/keep/keep-approval.ts";
import { keepInsured } from "../../flows/keep/keep-insured.ts";
import { keepSite, siteOf } from "../../flows/keep/keep-site.ts";
import type { Doors } from "../doors.ts";
import { type Call, guardedRoute, type Reply, type Route } from "../route.ts";
import {
  approvalPutAnswer,
  approvalQuery,
  approvalRequest,
  approvalsAnswer,
  coverageAnswer,
  coveragePutAnswer,
  coverageQuery,
  coverageRequest,
  siteAnswer,
  siteRequest,
} from "../schemas/coverage.ts";
import { institutionInPath } from "../schemas/primitives.ts";
import { wireOf } from "../wire.ts";
import { ok } from "./replies.ts";

const subject = "Insured persons";

/** A person stands in the body and never in a URL, so what is read is asked for by POST. */
const put = guardedRoute({
  method: "PUT",
  path: "/v1/coverage",
  operation: "putCoverage",
  summary: "Keep what one's fund knows of a person's insurance 参保; stays with this server",
  subject,
  access: ["bureau"],
  writes: "no",
  body: coverageRequest,
  answers: [ok(coveragePutAnswer, "Kept, in the place of what was known before.")],
  failures: [],
  async handle({ principal, body: { person, insurances } }, doors) {
    const row = {
      insurances: insurances.map((each) => ({
        ...each,
        accountCreditFen: each.accountCreditFen === null ? null : BigInt(each.accountCreditFen),
        familyCreditFen: each.familyCreditFen === null ? null : BigInt(each.familyCreditFen),
      })),
    };
    await keepInsured(doors.take, { principal, person, row });
    return { status: 200, body: { insuranceCount: insurances.length } };
  },
});

const query = guardedRoute({
  method: "POST",
  path: "/v1/coverage/query",
  operation: "queryCoverage",
  summary: "How a person was insured on a day: a bureau sees its records, a provider of care one verdict",
  subject,
  access: ["bureau", "pharmacy", "hospital", "care-agency"],
  writes: "no",
  body: coverageQuery,
  answers: [ok(coverageAnswer, "The verdict; for the bureau with the records that it was told from.")],
  failures: ["institution-outside-region", "region-has-no-bureau", "could-not-look"],
  handle: (call, doors) => (call.principal.role === "bureau" ? tellBureau : tellProvider)(call, doors),
});

type Query = Pick<Call<unknown, unknown, z.output<typeof coverageQuery>>, "principal" | "body">;

async function tellBureau({ principal, body }: Query, doors: Doors): Promise<Reply> {
  const { person, on, insuranceType, region = principal.region } = body;
  if (region !== principal.region) fail("institution-outside-region", { region, own: principal.region });
  const standings = await askCoverage(doors.take, { region, person, on });
  const insurances = standings
    .filter((each) => insuranceType === undefined || each.insuranceType === insuranceType)
    .map(({ verdict, ...known }) => ({ ...wireOf(known), status: verdict.status, date: dateOf(verdict) }));
  return { status: 200, body: { region, on, insurances } };
}

/** That somebody asked goes into the log with what they were told; whom they asked about does not. */
async function tellProvider({ principal, body }: Query, doors: Doors): Promise<Reply> {
  const { person, on, insuranceType, region = principal.region } = body;
  if (insuranceType === undefined) {
    return fail("malformed-request", { issues: [{ path: "body.insuranceType", problem: "required" }] });
  }
  const verdict = await askCoverageVerdict(doors.take, { region, person, on, insuranceType });
  const { status } = verdict;
  return {
    status: 200,
    body: { insuranceType, on, status, date: dateOf(verdict) },
    audited: { asked: "coverage", region: String(region), insuranceType, on, told: status },
  };
}

/** The date that decided. */
function dateOf(verdict: CoverageVerdict): string | null {
  switch (verdict.status) {
    case "insured":
    case "suspended":
      return verdict.since;
    case "unpaid":
      return verdict.paidUntil;
    case "waiting":
      return verdict.until;
    case "not-insured":
      return verdict.endedOn;
  }
}

const approve = guardedRoute({
  method: "POST",
  path: "/v1/approvals",
  operation: "putApproval",
  summary: "Keep an approval: a special drug 特药备案, or a chronic disease 门慢特; stays with this server",
  subject,
  access: ["bureau"],
  writes: "no",
  body: approvalRequest,
  answers: [ok(approvalPutAnswer, "Kept.")],
  failures: [],
  async handle({ principal, body: { person, approval } }, doors) {
    await keepApproval(doors.take, { principal, person, approval });
    return { status: 200, body: { id: approval.id } };
  },
});

const queryApprovals = guardedRoute({
  method: "POST",
  path: "/v1/approvals/query",
  operation: "queryApprovals",
  summary: "What one's bureau approved for a person, whether still valid or not",
  subject,
  access: ["bureau"],
  writes: "no",
  body: approvalQuery,
  answers: [
    ok(approvalsAnswer, "In the order of their ids; none for somebody whom nobody approved anything."),
  ],
  failures: [],
  handle: async ({ principal, body: { person } }, doors) => ({
    status: 200,
    body: { approvals: await approvalsOf(doors.take, { principal, person }) },
  }),
});

const params = z.strictObject({ id: institutionInPath });

const readSite = guardedRoute({
  method: "GET",
  path: "/v1/institutions/{id}/site",
  operation: "readSite",
  summary: "The level of a place of care, as its bureau stated it to this server",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(siteAnswer, "The level, or that none was stated.")],
  failures: ["not-found"],
  handle: async ({ params: { id } }, doors) => ({
    status: 200,
    body: { institution: id, level: await siteOf(doors.take, id) },
  }),
});

const putSite = guardedRoute({
  method: "PUT",
  path: "/v1/institutions/{id}/site",
  operation: "putSite",
  summary: "State the level of a place of care of one's region; stays with this server",
  subject,
  access: ["bureau"],
  writes: "no",
  params,
  body: siteRequest,
  answers: [ok(siteAnswer, "Kept.")],
  failures: ["not-found", "institution-outside-region"],
  async handle({ principal, params: { id }, body: site }, doors) {
    await keepSite(doors.take, { principal, institution: id, site });
    return { status: 200, body: { institution: id, level: site.level } };
  },
});

export const COVERAGE_ROUTES: readonly Route[] = [put, query, approve, queryApprovals, readSite, putSite];
