import { type Failure, fail } from "../../../domain/failure.ts";
import type { NhsaFault } from "../../../domain/nhsa/message.ts";
import type { UploadedFeeLine, VisitSettlement } from "../../../domain/nhsa/settlement/message.ts";
import { pairVisitLines } from "../../../domain/nhsa/settlement/pair-packs.ts";
import { faultsFailure } from "../compose-answer.ts";
import { type OpenedVisit, onTheWay, openVisit, sealVisit, visitTurn } from "./kept-fees.ts";
import { personHash } from "./person-hash.ts";
import type { SettlementPorts } from "./settlement-ports.ts";
import type { VisitCall, VisitLine } from "./visit-line.ts";

/**
 * The open lines of the charge number with their packs, held for this message from here on: no 2205 takes
 * them away, no other 2207 settles them.
 */
export async function holdFees(call: VisitCall): Promise<readonly VisitLine[]> {
  const { ports, principal, message, request } = call;
  const name = { institution: principal.institution, visitId: message.body.visitId };
  const mark = onTheWay(request.msgid);
  return ports.turns.run([visitTurn(name)], async () => {
    const visit = await openVisit(ports, name);
    const lines = linesOf(visit, message.body, [null, mark]);
    const paired = pairLines(ports, { principal, body: message.body, visit, lines });
    const fees = (visit?.fees ?? []).map((fee) =>
      lines.includes(fee.line) ? { ...fee, settlementId: mark } : fee,
    );
    if (visit !== null) {
      await ports.records.commit({ requests: [], visits: [sealVisit(ports, name, { ...visit, fees })] });
    }
    return paired;
  });
}

/** Lines of the charge number that carry one of the marks. */
export function linesOf(
  visit: OpenedVisit | null,
  { chargeNumber }: VisitSettlement,
  marks: readonly (string | null)[],
): readonly UploadedFeeLine[] {
  return (visit?.fees ?? [])
    .filter(({ line, settlementId }) => line.chargeNumber === chargeNumber && marks.includes(settlementId))
    .map(({ line }) => line);
}

/** Refuses lines of another person, and packs and a total that are not those of the lines. */
export function pairLines(
  ports: SettlementPorts,
  of: {
    readonly principal: { readonly institution: number };
    readonly body: VisitSettlement;
    readonly visit: OpenedVisit | null;
    readonly lines: readonly UploadedFeeLine[];
  },
): readonly VisitLine[] {
  const { principal, body, visit, lines } = of;
  if (visit === null || lines.length === 0) return fail("evidence-missing", { visit: body.visitId });
  const person = personHash(ports, principal.institution, body.insured.person);
  if (visit.person !== person) throw disagreeing("input.data.psn_no");
  const { lines: paired, faults } = pairVisitLines(body, lines);
  if (faults.length > 0) throw faultsFailure(faults);
  return paired;
}

export function disagreeing(path: string): Failure {
  const fault: NhsaFault = { path, line: null, kind: "lines-disagree", facts: {} };
  return faultsFailure([fault]);
}
