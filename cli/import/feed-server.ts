import type { ImportEntry } from "../../server/domain/import/entry.ts";
import type { ImportClient, ImportState } from "./import-client.ts";
import { mergeEntries } from "./merge-entries.ts";
import type { FeedFile } from "./read-folder.ts";
import { readLines } from "./read-lines.ts";

/** However many lines a page may have, all of one is in memory. */
const BYTES_PER_PAGE = 6_000_000;

/**
 * Sends everything that the server has not seen to its end, one page ahead of its answers; says how many
 * there are.
 */
export async function feedServer(
  client: ImportClient,
  begun: {
    readonly state: ImportState;
    readonly files: readonly FeedFile[];
    /** A page is a window of the server's: the lines of a large one share their blocks. */
    readonly entriesPerPage: number;
  },
  onPage: (state: ImportState) => void,
): Promise<{ readonly state: ImportState; readonly entryCount: number }> {
  let { state } = begun;
  let entryCount = 0;
  let underWay: Promise<ImportState> | null = null;
  const next = state.next;
  for await (const page of pagesOf(begun.files, begun.entriesPerPage)) {
    const from = entryCount;
    entryCount += page.length;
    if (entryCount <= next) continue;
    const sent = client.send(state.id, from, page);
    // Its failure is thrown where it is awaited; until then nobody listens.
    void Promise.allSettled([sent]);
    if (underWay !== null) {
      state = await underWay;
      onPage(state);
    }
    underWay = sent;
  }
  if (underWay !== null) {
    state = await underWay;
    onPage(state);
  }
  return { state, entryCount };
}

/** How many entries the files hold: the progress bar's end. */
export async function countEntries(files: readonly FeedFile[]): Promise<number> {
  let count = 0;
  for (const file of files) for await (const _ of readLines(file)) count += 1;
  return count;
}

async function* pagesOf(
  files: readonly FeedFile[],
  entriesPerPage: number,
): AsyncGenerator<readonly ImportEntry[]> {
  let page: ImportEntry[] = [];
  let bytes = 0;
  for await (const entry of entriesOf(files)) {
    const size = "text" in entry ? Buffer.byteLength(entry.text) : 0;
    const isOtherPhase = page.length > 0 && isSetUp(page[0]) !== isSetUp(entry);
    const isFull = page.length === entriesPerPage || (page.length > 0 && bytes + size > BYTES_PER_PAGE);
    if (isFull || isOtherPhase) {
      yield page;
      page = [];
      bytes = 0;
    }
    page.push(entry);
    bytes += size;
  }
  if (page.length > 0) yield page;
}

/** Institutions, then products, then everything else by its time. */
async function* entriesOf(files: readonly FeedFile[]): AsyncGenerator<ImportEntry> {
  const setUp = files.filter(isSetUp);
  for (const file of setUp) yield* readLines(file);
  yield* mergeEntries(files.filter((file) => !isSetUp(file)).map(readLines));
}

function isSetUp(one: { readonly kind: ImportEntry["kind"] } | undefined): boolean {
  return one?.kind === "institution" || one?.kind === "product";
}
