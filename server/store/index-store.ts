import type { BlockMark, IndexCommit, IndexCursor, IndexStore } from "../domain/index-store.ts";
import type { Change } from "../domain/project/current.ts";
import { cursorCodec } from "./codecs/cursor-row.ts";
import { CommitRows } from "./commit-rows.ts";
import type { Database, Writes } from "./database.ts";
import { cursorKey } from "./index-keys.ts";
import { type Stored, storedRows } from "./stored-rows.ts";
import { writeCommit, writeOnlyInto } from "./write-commit.ts";

/** What somebody else does when a commit has become visible. */
type AfterCommit = (cursor: IndexCursor) => void;

/** The index as its one writer sees it. Derived from the chain alone: it may be deleted and made again. */
export function makeIndexStore(database: Database, afterCommit: AfterCommit): IndexStore {
  const stored = storedRows((key) => database.getSync(key));
  let cursor = readCursor(database);
  // Rows that are on their way to the database; a commit that is filled meanwhile reads them here.
  let underWay: CommitRows | null = null;
  let broken = false;

  const write = async (
    writes: Writes,
    rows: CommitRows,
    marks: readonly BlockMark[],
    next: IndexCursor,
    durability: "checkpoint" | "later",
  ): Promise<void> => {
    if (underWay !== null) throw new Error("a commit was written before the one before it had ended");
    // A later commit may have been filled from rows that never landed, so nothing goes on after a failed
    // write.
    if (broken) throw new Error("the index could not be written before; open it again");
    underWay = rows;
    broken = true;
    try {
      rows.endCall();
      writeCommit(writes, rows, marks, next);
      await writes.write({ sync: durability === "checkpoint" });
      cursor = next;
      broken = false;
    } finally {
      underWay = null;
    }
    afterCommit(next);
  };

  return {
    cursor: () => cursor,
    begin: (): IndexCommit => {
      const writes = database.batch();
      const rows: CommitRows = new CommitRows(
        beneathOf(() => (underWay === null || underWay === rows ? stored : underWay)),
        writeOnlyInto(writes),
      );
      const marks: BlockMark[] = [];
      return {
        current: rows,
        apply: (changes: readonly Change[]) => {
          for (const change of changes) rows.apply(change);
        },
        markBlock: (mark) => {
          marks.push(mark);
        },
        write: (next, durability) => write(writes, rows, marks, next, durability),
      };
    },
  };
}

export function readCursor(database: Database): IndexCursor | null {
  const bytes = database.getSync(cursorKey());
  return bytes === undefined ? null : cursorCodec.decode(bytes);
}

/** Asks anew at each read, because the commit under way may have landed since. */
function beneathOf(rows: () => Stored): Stored {
  return {
    institution: (id) => rows().institution(id),
    operator: (key) => rows().operator(key),
    product: (id) => rows().product(id),
    batch: (id) => rows().batch(id),
    parcel: (batch, from) => rows().parcel(batch, from),
    consignment: (id) => rows().consignment(id),
    pack: (batch, index) => rows().pack(batch, index),
    packPage: (batch, page) => rows().packPage(batch, page),
    goneCount: (run) => rows().goneCount(run),
    packsByKey: (key) => rows().packsByKey(key),
    stock: (institution, batch) => rows().stock(institution, batch),
    aftermath: (dispense) => rows().aftermath(dispense),
    spentBy: (key) => rows().spentBy(key),
    regionRules: (region) => rows().regionRules(region),
    claim: (id) => rows().claim(id),
    payment: (id) => rows().payment(id),
    encounter: (id) => rows().encounter(id),
    claimRules: (region) => rows().claimRules(region),
    consortium: () => rows().consortium(),
  };
}
