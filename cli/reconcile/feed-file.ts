import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { FEED_FORMATS, type FeedFormat } from "../../server/domain/reconcile/feeds/feed-format.ts";
import { Complaint } from "../complaint.ts";

/** A file that is sent to be reconciled; `.gz` is unpacked on the way. */
export type FeedFile = {
  readonly path: string;
  readonly name: string;
  readonly format: FeedFormat;
  readonly contentType: string;
};

const PATTERNS: readonly (readonly [pattern: RegExp, format: FeedFormat])[] = [
  [/3505.*\.(nd)?json$/, "nhsa-3505"],
  [/3506.*\.(nd)?json$/, "nhsa-3506"],
  [/2102.*\.(nd)?json$/, "nhsa-2102"],
  [/3201.*\.(nd)?json$/, "nhsa-3201"],
  [/3202.*\.(tsv|txt)$/, "nhsa-3202"],
  [/\.csv$/, "claims-csv"],
  [/^claims.*\.ndjson$/, "claims-ndjson"],
];

export async function findFeed(path: string, format: string | null): Promise<FeedFile> {
  try {
    if ((await stat(path)).isDirectory())
      throw new Complaint(`${path} is a folder`, "name the file with the claims in it");
  } catch (error) {
    if (error instanceof Complaint) throw error;
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new Complaint(`${path} can not be read (${reason})`, "check the path, and who may read it");
  }
  const name = basename(path).replace(/\.gz$/, "");
  const known = formatOf(name, format);
  return { path, name, format: known, contentType: contentTypeOf(name, known) };
}

function formatOf(name: string, given: string | null): FeedFormat {
  const known =
    given === null
      ? PATTERNS.find(([pattern]) => pattern.test(name))?.[1]
      : FEED_FORMATS.find((each) => each === given);
  if (known !== undefined) return known;
  const what = given === null ? `${name} does not say what it is` : `there is no format ${given}`;
  throw new Complaint(what, `name one by --format: ${FEED_FORMATS.join(", ")}`);
}

/** One message printed over many lines is a `.json`; many, one a line, are a `.ndjson`. */
function contentTypeOf(name: string, format: FeedFormat): string {
  if (format === "claims-csv") return "text/csv";
  if (format === "nhsa-3202") return "text/tab-separated-values";
  const isOneMessage = name.endsWith(".json") && format !== "claims-ndjson";
  return isOneMessage ? "application/json" : "application/x-ndjson";
}

export function openFeed({ path }: FeedFile): Readable {
  const plain = createReadStream(path);
  if (!path.endsWith(".gz")) return plain;
  const packed = createGunzip();
  plain.on("error", (error) => packed.destroy(error));
  return plain.pipe(packed);
}
