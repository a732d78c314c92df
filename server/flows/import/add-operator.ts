import type { Act } from "../../domain/acts.ts";
import type { Command } from "../../domain/command.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import { type Asking, ask } from "./set-up.ts";

/** Operators whom an import adds; their institution's admin key can take it from them at any time. */
const OPERATOR_UNTIL_SEC = 4_102_444_800;

/** None when this server holds an operator's key of the institution already. */
export async function addOperator(
  asking: Asking,
  row: InstitutionRow,
  acts: readonly Act[],
): Promise<readonly Command[]> {
  const { ports } = asking;
  const standing = await ports.take.reader.view((view) => view.operatorsOf(row.id));
  const key = await ports.keepKey(row.code, "operator");
  await ports.bindKeys(row.code, row.id);
  if (standing.some((each) => each.key === key && !each.revoked)) return [];
  const command = await ask(asking, principalOf(row), `operator:${row.code}`, {
    kind: "add-operator",
    institution: row.id,
    key,
    acts,
    validUntilSec: OPERATOR_UNTIL_SEC,
  });
  return [command];
}

export function principalOf({ id, kind, region }: InstitutionRow) {
  if (kind === "none") throw new Error("an institution of no kind");
  return { name: "import", institution: id, role: kind, region };
}
