import type { CaseActor } from "../../domain/cases/audit-case.ts";
import type { Principal } from "../../domain/principal.ts";

/** The person behind a request, as a case keeps it. */
export function actorOf({ institution, name, role }: Principal): CaseActor {
  return { institution, principal: name, role };
}
