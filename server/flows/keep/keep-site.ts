import type { SiteRow } from "../../domain/claims/claim-records.ts";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { Principal } from "../../domain/principal.ts";
import type { KeepPorts } from "./keep-ports.ts";

/** A bureau states the level of a place of care of its own region. */
export async function keepSite(
  ports: KeepPorts,
  asked: { readonly principal: Principal; readonly institution: InstitutionId; readonly site: SiteRow },
): Promise<void> {
  const { principal, institution: id, site } = asked;
  const institution = await ports.reader.view((view) => view.institution(id));
  if (institution === null) return fail("not-found", { institution: id });
  const { region, kind } = institution;
  if (region !== principal.region) fail("institution-outside-region", { region, own: principal.region });
  const isOfKind = site.level === "pharmacy" ? kind === "pharmacy" : kind === "hospital";
  if (!isOfKind) {
    const problem = `an institution of kind ${kind} has no such level`;
    fail("malformed-request", { issues: [{ path: "body.level", problem }] });
  }
  await ports.claimRecords.putSite(id, site);
}

/** Null where its bureau stated nothing here. */
export async function siteOf(ports: KeepPorts, institution: InstitutionId): Promise<SiteRow["level"] | null> {
  const row = await ports.reader.view((view) => view.institution(institution));
  if (row === null) return fail("not-found", { institution });
  return (await ports.claimRecords.site(institution))?.level ?? null;
}
