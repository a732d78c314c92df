import { z } from "zod";
import { ENTRY_KINDS, LINE_DAMAGES } from "../../domain/import/entry.ts";
import { count, instant, text } from "./primitives.ts";

const kind = z.enum(ENTRY_KINDS);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const fileName = text(200);
const line = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

const importFile = z.strictObject({ name: fileName, kind, sha256 }).meta({ id: "ImportFile" });

export const importRequest = z
  .strictObject({ files: z.array(importFile).min(1).max(100) })
  .meta({ id: "ImportRequest", description: "The files of a feed. The same files are the same import." });

const ENTRIES_PER_PAGE_MAX = 5_000;
const LINE_LENGTH_MAX = 4_000_000;

const entryPlace = { file: fileName, line, kind };

export const entriesRequest = z
  .strictObject({
    from: count.describe("The number of the first entry of this page, from 0."),
    entries: z
      .array(
        z.union([
          z.strictObject({ ...entryPlace, text: z.string().max(LINE_LENGTH_MAX) }),
          z.strictObject({ ...entryPlace, fault: z.enum(LINE_DAMAGES), bytes: count }),
        ]),
      )
      .min(1)
      .max(ENTRIES_PER_PAGE_MAX),
  })
  .meta({
    id: "ImportEntriesRequest",
    description: "Lines as they stand in the feed, in the order in which they happened.",
  });

export const importEndRequest = z
  .strictObject({ entryCount: count.describe("How many entries the feed has.") })
  .meta({ id: "ImportEndRequest" });

const entryCounts = z
  .strictObject({ taken: count, standing: count, refused: count })
  .meta({ id: "EntryCounts" });

export const importAnswer = z
  .strictObject({
    id: z.string(),
    files: z.array(importFile),
    startedAt: instant,
    endedAt: instant.nullable(),
    next: count.describe("The next entry to send: all before it were seen to their end."),
    refusedCount: count,
    counts: z.strictObject({
      institution: entryCounts,
      product: entryCounts,
      shipment: entryCounts,
      sale: entryCounts,
      return: entryCounts,
    }),
  })
  .meta({ id: "Import" });

export const importEndAnswer = importAnswer
  .extend({
    credentials: z.string().nullable().describe("The file with keys to read with; null when it stood."),
  })
  .meta({ id: "ImportEnd" });

export const importRefusalList = z
  .strictObject({
    rows: z.array(
      z
        .strictObject({
          entry: count,
          file: z.string(),
          line,
          kind,
          code: z.string(),
          reason: z.string(),
          facts: z.record(z.string(), z.unknown()),
        })
        .meta({
          id: "ImportRefusal",
          description: "A line that was not taken, and the values that decided it.",
        }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: "ImportRefusalList" });
