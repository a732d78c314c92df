import type { InstitutionId } from "../../domain/ids.ts";
import type { InstitutionRow, OperatorRow } from "../../domain/read-model.ts";
import { afterPrefix } from "../bytes.ts";
import * as keys from "../index-keys.ts";
import { hexOf, isUint32, pageOf, pointed, type Reads, type Source, tablePrefix } from "./source.ts";

export function institutionReads(
  source: Source,
): Reads<
  | "institution"
  | "institutionByCode"
  | "institutions"
  | "bureauOf"
  | "operator"
  | "operatorsOf"
  | "regionRules"
> {
  const { get, rows } = source;
  const byPointer = (bytes: Buffer | undefined): InstitutionRow | null =>
    bytes === undefined ? null : pointed(rows.institution(bytes.readUInt32BE(0)), "institutions");
  return {
    institution: async (id) => (isUint32(id) ? rows.institution(id) : null),
    institutionByCode: async (code) =>
      keys.fitsCode(code) ? byPointer(get(keys.institutionCodeKey(code))) : null,
    institutions: (request) =>
      pageOf(source, tablePrefix("institutions"), request, (key) =>
        pointed(rows.institution(key.readUInt32BE(1)), "institutions"),
      ),
    bureauOf: async (region) => byPointer(get(keys.bureauKey(region))),
    operator: async (key) => rows.operator(key),
    operatorsOf: (institution) => operatorsOf(source, institution),
    regionRules: async (region) => rows.regionRules(region) ?? { region, limits: null, modes: [] },
  };
}

async function operatorsOf(source: Source, institution: InstitutionId): Promise<readonly OperatorRow[]> {
  const prefix = keys.institutionPrefix("operatorsOf", institution);
  const found: OperatorRow[] = [];
  const range = { gte: prefix, lt: afterPrefix(prefix), snapshot: source.snapshot };
  for await (const key of source.database.keys(range)) {
    found.push(pointed(source.rows.operator(hexOf(key.subarray(5))), "operators"));
  }
  return found;
}
