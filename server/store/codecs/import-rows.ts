import { ENTRY_KINDS, type EntryCounts, type ImportRefusal } from "../../domain/import/entry.ts";
import type { ImportFile, ImportPlan, ImportRow } from "../../domain/import/import-store.ts";
import { codes, facts } from "./intent-rows.ts";
import { jsonRow, list, nullable, objectOf, oneOf, record, type Shape, text, whole } from "./shape.ts";

const kind = oneOf(ENTRY_KINDS);
const counts = record<EntryCounts>({ taken: whole, standing: whole, refused: whole });

export const importCodec = jsonRow<ImportRow>(
  "imports",
  record<ImportRow>({
    id: text,
    files: list(record<ImportFile>({ name: text, kind, sha256: text })),
    startedAtMs: whole,
    endedAtMs: nullable(whole),
    next: whole,
    refusedCount: whole,
    counts: record<ImportRow["counts"]>({
      institution: counts,
      product: counts,
      shipment: counts,
      sale: counts,
      return: counts,
    }),
  }),
);

const plan: Shape<ImportPlan> = {
  encode: (value) => value,
  decode: (json) => {
    const given = objectOf(json);
    whole.decode(given["from"]);
    whole.decode(given["to"]);
    // Only plans are written here, plain JSON as a whole, and the row's version changes with their form.
    return given as ImportPlan;
  },
};

export const importPlanCodec = jsonRow<ImportPlan>("importPlans", plan);

export const importRefusalCodec = jsonRow<ImportRefusal>(
  "importRefusals",
  record<ImportRefusal>({ entry: whole, file: text, line: whole, kind, code: oneOf(codes), facts }),
);
