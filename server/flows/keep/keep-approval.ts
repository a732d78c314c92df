import type { Approval } from "../../domain/adjudication/adjudication-input.ts";
import { fail } from "../../domain/failure.ts";
import type { PersonName } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import type { KeepPorts } from "./keep-ports.ts";

/** Keeps what a bureau approved for a person; the same id again puts it in the place of the one before. */
export async function keepApproval(
  ports: KeepPorts,
  asked: { readonly principal: Principal; readonly person: PersonName; readonly approval: Approval },
): Promise<void> {
  const { validFrom, validUntil } = asked.approval;
  if (validUntil < validFrom) {
    fail("malformed-request", {
      issues: [{ path: "body.approval.validUntil", problem: "lies before validFrom" }],
    });
  }
  const number = await ports.vault.personNumber(asked.person);
  await ports.claimRecords.putApproval(asked.principal.region, number, asked.approval);
}

/** All that the bureau approved for the person, whether still valid or not. */
export async function approvalsOf(
  ports: KeepPorts,
  asked: { readonly principal: Principal; readonly person: PersonName },
): Promise<readonly Approval[]> {
  const number = await ports.vault.knownPersonNumber(asked.person);
  return number === null ? [] : ports.claimRecords.approvals(asked.principal.region, number);
}
