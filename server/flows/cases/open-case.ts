import { businessDayOf } from "../../domain/business-day.ts";
import type { CaseFinding, CaseHead, CaseStep } from "../../domain/cases/audit-case.ts";
import type { CaseId } from "../../domain/cases/case-number.ts";
import { caseNumber } from "../../domain/cases/case-number.ts";
import { standingAtOpening } from "../../domain/cases/case-standing.ts";
import { fail } from "../../domain/failure.ts";
import type { RegionCode } from "../../domain/ids.ts";
import type { ReconciliationRow } from "../../domain/reconcile/reconciliation-store.ts";
import { actorOf } from "./actor.ts";
import type { CaseAsked, CasePorts } from "./case-ports.ts";
import { NO_WORDS, sealWords } from "./case-words.ts";
import { nameRequest } from "./once.ts";

export type OpeningAsked = CaseAsked & {
  readonly reconciliation: string;
  /** Findings by their ordinals. */
  readonly findings: readonly number[];
  readonly reason: string;
  /** Whose bureau handles it, where an auditor of the whole country opens it; others' is their own. */
  readonly region: RegionCode | null;
};

/** Opens a case about findings of one reconciliation and one institution; in turn with every other step. */
export async function openCase(ports: CasePorts, asked: OpeningAsked): Promise<CaseId> {
  const { principal, reason } = asked;
  const { clock, records, vault, zone } = ports;
  const run = await ports.reconciliations.read(principal, asked.reconciliation);
  const ordinals = [...new Set(asked.findings)].sort((one, other) => one - other);
  const { request, done } = await nameRequest(ports, asked, {
    act: "open",
    reconciliation: run.id,
    findings: ordinals,
    reason,
    region: asked.region,
  });
  if (done !== null) return done;
  if (run.stage !== "done" || run.asOf === null)
    return fail("audit-case-findings-not-final", { stage: run.stage });
  const findings = await findingsOf(ports, asked, ordinals);
  const institution = await institutionOf(ports, findings);
  const region = regionOf(asked, run, institution.region);
  const atMs = clock.nowMs();
  const year = Number(businessDayOf(Math.floor(atMs / 1000), zone).slice(0, 4));
  const id = { region, year, ordinal: await records.nextOrdinal(region, year) };
  const head: CaseHead = {
    ...id,
    institution,
    fundRegion: run.payerRegion,
    reconciliation: run.id,
    asOf: run.asOf,
    findingsDigest: run.digests?.findings ?? null,
    findingCount: findings.length,
    disallowedFen: disallowedBy(findings),
    openedAtMs: atMs,
  };
  const by = actorOf(principal);
  const step: CaseStep = {
    act: "open",
    atMs,
    by,
    fen: null,
    dueOn: null,
    isLate: false,
    claims: [],
    referenceKey: null,
    attachmentCount: 0,
    sealed: sealWords(vault, { ...NO_WORDS, note: reason }),
  };
  await records.commit({ auditCase: { head, standing: standingAtOpening(step) }, step, findings, request });
  return id;
}

async function findingsOf(
  { reconciliations, records }: CasePorts,
  { principal, reconciliation }: OpeningAsked,
  ordinals: readonly number[],
): Promise<readonly CaseFinding[]> {
  const found: CaseFinding[] = [];
  for (const ordinal of ordinals) {
    const finding = await reconciliations.finding(principal, reconciliation, ordinal);
    if (finding === null) return fail("not-found", { reconciliation, finding: ordinal });
    if (finding.claim === null) fail("audit-case-finding-of-none", { finding: ordinal });
    const taken = await records.caseOfFinding(reconciliation, ordinal);
    // Who may see the reconciliation may see every case about it.
    if (taken !== null) fail("audit-case-finding-taken", { finding: ordinal, auditCase: caseNumber(taken) });
    found.push(finding);
  }
  return found;
}

async function institutionOf(
  { reader }: CasePorts,
  findings: readonly CaseFinding[],
): Promise<CaseHead["institution"]> {
  const codes = [...new Set(findings.map(({ claim }) => claim?.institutionCode ?? ""))];
  const [code = ""] = codes;
  if (codes.length > 1) fail("audit-case-findings-mixed", { institutions: codes.sort() });
  const row = await reader.view((view) => view.institutionByCode(code));
  return { code, id: row?.id ?? null, region: row?.region ?? null };
}

function regionOf(
  { principal, region }: OpeningAsked,
  run: ReconciliationRow,
  ofInstitution: RegionCode | null,
): RegionCode {
  if (principal.region !== 0) {
    if (region !== null && region !== principal.region) {
      fail("institution-outside-region", { region, own: principal.region });
    }
    return principal.region;
  }
  return region ?? run.payerRegion ?? ofInstitution ?? fail("audit-case-region-missing", {});
}

/** Two reasons against one claim do not make it twice as much. */
function disallowedBy(findings: readonly CaseFinding[]): bigint {
  const mostByRow = new Map<number, bigint>();
  for (const { row, disallowedFen } of findings) {
    const before = mostByRow.get(row) ?? 0n;
    mostByRow.set(row, disallowedFen > before ? disallowedFen : before);
  }
  return [...mostByRow.values()].reduce((sum, fen) => sum + fen, 0n);
}
