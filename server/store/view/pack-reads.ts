import type { DecommissionRow, PackRow } from "../../domain/drug-rows.ts";
import type { PackRef } from "../../domain/ids.ts";
import { type PackPage, pageOf as pageOfPack } from "../codecs/pack-rows.ts";
import { decommissionCodec } from "../codecs/record-rows.ts";
import * as keys from "../index-keys.ts";
import { UNTOUCHED } from "../stored-rows.ts";
import { hexOf, pageOf, pointed, type Reads, type Source } from "./source.ts";

/**
 * Pages of packs that stay decoded: packs are asked for with their neighbours, and a page holds 32 of them.
 */
const PAGES_MAX = 256;

export function packReads(source: Source): Reads<"pack" | "spentBy" | "decommission" | "decommissionsOf"> {
  const { get, rows } = source;
  const decommission = (id: DecommissionRow["id"]): DecommissionRow | null => {
    const bytes = get(keys.decommissionKey(id));
    return bytes === undefined ? null : decommissionCodec.decode(bytes);
  };
  const pages = new Map<string, PackPage>();
  const packAt = ({ batch, index }: PackRef): PackRow => {
    const page = pageOfPack(index);
    const name = `${batch} ${page}`;
    const read = pages.get(name) ?? rows.packPage(batch, page);
    if (pages.size === PAGES_MAX) pages.clear();
    pages.set(name, read);
    return read.get(index) ?? UNTOUCHED;
  };
  return {
    pack: async (pack) => packAt(pack),
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
