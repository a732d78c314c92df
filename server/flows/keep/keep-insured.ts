import type { InsuredRow } from "../../domain/claims/claim-records.ts";
import { fail } from "../../domain/failure.ts";
import type { PersonName } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import type { KeepPorts } from "./keep-ports.ts";

/** Puts what a bureau knows of a person's insurance with its fund in the place of what it knew. */
export async function keepInsured(
  ports: KeepPorts,
  asked: { readonly principal: Principal; readonly person: PersonName; readonly row: InsuredRow },
): Promise<void> {
  const types = asked.row.insurances.map(({ insuranceType }) => insuranceType);
  const twice = types.findIndex((type, at) => types.indexOf(type) !== at);
  if (twice !== -1) {
    fail("malformed-request", {
      issues: [{ path: `body.insurances.${twice}.insuranceType`, problem: "stands twice" }],
    });
  }
  const number = await ports.vault.personNumber(asked.person);
  await ports.claimRecords.putInsured(asked.principal.region, number, asked.row);
}
