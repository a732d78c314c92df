import type { DecommissionRow } from "../../domain/drug-rows.ts";
import { decommissionCodec } from "../codecs/record-rows.ts";
import * as keys from "../index-keys.ts";
import { hexOf, pageOf, pointed, type Reads, type Source } from "./source.ts";

export function packReads(source: Source): Reads<"pack" | "spentBy" | "decommission" | "decommissionsOf"> {
  const { get, rows } = source;
  const decommission = (id: DecommissionRow["id"]): DecommissionRow | null => {
    const bytes = get(keys.decommissionKey(id));
    return bytes === undefined ? null : decommissionCodec.decode(bytes);
  };
  return {
    pack: async ({ batch, index }) => rows.pack(batch, index),
    spentBy: async (key) => rows.spentBy(key),
    decommission: async (id) => decommission(id),
    decommissionsOf: (institution, request) => {
      const prefix = keys.institutionPrefix("decommissionsOf", institution);
      const rowOf = (_: Buffer, value: Buffer): DecommissionRow =>
        pointed(decommission(hexOf(value)), "decommissions");
      return pageOf(source, prefix, request, rowOf, "newest-first");
    },
  };
}
