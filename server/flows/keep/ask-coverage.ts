import { type CoverageVerdict, coverageAt } from "../../domain/adjudication/coverage.ts";
import type { InsuranceType } from "../../domain/adjudication/rule-words.ts";
import type { InsuredRow } from "../../domain/claims/claim-records.ts";
import type { RegionCode } from "../../domain/ids.ts";
import type { PersonName } from "../../domain/ports.ts";
import type { KeepPorts } from "./keep-ports.ts";
import { requireBureauHere } from "./require-bureau-here.ts";

export type CoverageAsked = { readonly region: RegionCode; readonly person: PersonName; readonly on: string };

/** How a person stood on a day, and what that was told from. */
export type InsuranceStanding = InsuredRow["insurances"][number] & { readonly verdict: CoverageVerdict };

/** All that the region's fund knows of the person; empty for somebody it does not know. */
export async function askCoverage(
  ports: KeepPorts,
  { region, person, on }: CoverageAsked,
): Promise<readonly InsuranceStanding[]> {
  await requireBureauHere(ports, region);
  const number = await ports.vault.knownPersonNumber(person);
  const row = number === null ? null : await ports.claimRecords.insured(region, number);
  return (row?.insurances ?? []).map((insurance) => {
    return { ...insurance, verdict: coverageAt(insurance.records, on) };
  });
}

/** What a provider of care is told: one verdict about one insurance, and nothing else. */
export async function askCoverageVerdict(
  ports: KeepPorts,
  asked: CoverageAsked & { readonly insuranceType: InsuranceType },
): Promise<CoverageVerdict> {
  const standings = await askCoverage(ports, asked);
  const standing = standings.find(({ insuranceType }) => insuranceType === asked.insuranceType);
  return standing?.verdict ?? coverageAt([], asked.on);
}
