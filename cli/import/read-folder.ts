import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { EntryKind } from "../../server/domain/import/entry.ts";
import { Complaint } from "../complaint.ts";

/** A file of a feed: what its lines are is told by its name. */
export type FeedFile = {
  readonly path: string;
  readonly name: string;
  readonly kind: EntryKind;
  readonly sha256: string;
};

const KINDS: readonly (readonly [pattern: RegExp, kind: EntryKind])[] = [
  [/^institutions.*\.csv(\.gz)?$/, "institution"],
  [/^products.*\.csv(\.gz)?$/, "product"],
  [/^shipments.*\.ndjson(\.gz)?$/, "shipment"],
  [/^sales-3505.*\.ndjson(\.gz)?$/, "sale"],
  [/^returns-3506.*\.ndjson(\.gz)?$/, "return"],
];

/**
 * The files of a feed that can be imported, institutions first; claims and notes beside them are left alone.
 */
export async function readFolder(path: string): Promise<readonly FeedFile[]> {
  const names = await namesIn(path);
  const files: FeedFile[] = [];
  for (const [pattern, kind] of KINDS) {
    const own = names.filter((each) => pattern.test(basename(each))).sort();
    requireOneForm(own);
    for (const each of own)
      files.push({ path: each, name: basename(each), kind, sha256: await hashOf(each) });
  }
  if (files.length > 0) return files;
  throw new Complaint(
    `nothing in ${path} can be imported`,
    "name a folder or a file: institutions.csv, products.csv, shipments.ndjson, sales-3505.ndjson or " +
      "returns-3506.ndjson, .gz too",
  );
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    return (await readdir(path)).map((name) => join(path, name));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new Complaint(`${path} can not be read (${reason})`, "check the path, and who may read it");
  }
}

/** The same lines plain and packed would be imported twice over. */
function requireOneForm(paths: readonly string[]): void {
  const plain = new Set(paths);
  const twice = paths.find((path) => path.endsWith(".gz") && plain.has(path.slice(0, -3)));
  if (twice !== undefined) throw new Complaint(`${twice} is there unpacked too`, "take one of the two away");
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
