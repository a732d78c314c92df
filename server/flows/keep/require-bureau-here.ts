import { fail, isFailure } from "../../domain/failure.ts";
import type { RegionCode } from "../../domain/ids.ts";
import type { KeepPorts } from "./keep-ports.ts";

/**
 * A server that does not sign for a region's bureau keeps nothing of its insured: it could not look, and must
 * not say that nobody is insured.
 */
export async function requireBureauHere(
  { reader, keyring }: Pick<KeepPorts, "reader" | "keyring">,
  region: RegionCode,
): Promise<void> {
  const bureau = await reader.view((view) => view.bureauOf(region));
  if (bureau === null) return fail("region-has-no-bureau", { region });
  try {
    keyring.keyFor(bureau.id, "operator");
  } catch (error) {
    if (!isFailure(error) || error.code !== "operator-unknown") throw error;
    fail("could-not-look", { missing: [`records of the bureau of ${region}`] });
  }
}
