import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { Principal } from "../../domain/principal.ts";
import type { SiteFacts, SiteFactsRow } from "../../domain/reconcile/site-facts.ts";
import type { TakePorts } from "../take/take-ports.ts";
import type { KeepPorts } from "./keep-ports.ts";
import { requireDay } from "./keep-thresholds.ts";

/** A bureau states how much can be done at a place of care of its own region, from a day on. */
export async function keepSiteFacts(
  ports: KeepPorts & Pick<TakePorts, "clock">,
  asked: {
    readonly principal: Principal;
    readonly institution: InstitutionId;
    readonly fromDay: string;
    readonly facts: SiteFacts;
  },
): Promise<void> {
  const { principal, institution: id, fromDay, facts } = asked;
  const institution = await ports.reader.view((view) => view.institution(id));
  if (institution === null) return fail("not-found", { institution: id });
  const { region, kind } = institution;
  if (region !== principal.region) fail("institution-outside-region", { region, own: principal.region });
  if (kind !== "pharmacy" && kind !== "hospital")
    fail("institution-kind-not-allowed", { institution: id, kind });
  requireDay(fromDay);
  const wrong = facts.hours.findIndex(({ opensAtMin, closesAtMin }) => closesAtMin <= opensAtMin);
  if (wrong !== -1) {
    const issue = { path: `body.facts.hours.${wrong}.closesAtMin`, problem: "not after opensAtMin" };
    fail("malformed-request", { issues: [issue] });
  }
  const row = { fromDay, facts, setBy: principal.institution, setAtMs: ports.clock.nowMs() };
  await ports.claimRecords.putSiteFacts(id, row);
}

/** In the order of their days; none where its bureau stated nothing here. */
export async function siteFactsOf(
  ports: KeepPorts,
  institution: InstitutionId,
): Promise<readonly SiteFactsRow[]> {
  const row = await ports.reader.view((view) => view.institution(institution));
  if (row === null) return fail("not-found", { institution });
  return ports.claimRecords.siteFacts(institution);
}
