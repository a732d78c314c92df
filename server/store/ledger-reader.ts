import { fail } from "../domain/failure.ts";
import type { IndexCursor } from "../domain/index-store.ts";
import type { LedgerView } from "../domain/ledger-view.ts";
import type { LedgerReader } from "../domain/ports.ts";
import type { Database, Snapshot } from "./database.ts";
import { readCursor } from "./index-store.ts";
import { makeLedgerView } from "./ledger-view.ts";

/** The reader, and the two calls its owner makes. */
export type OwnedReader = LedgerReader & {
  /** Tells that a commit is visible: reads from now on see it, and who waited for its block goes on. */
  moved(cursor: IndexCursor): void;
  close(): Promise<void>;
};

/**
 * Reads of the index. All reads between two commits share one snapshot; it is let go when the last of them
 * has ended and a newer one stands.
 */
export function makeLedgerReader(database: Database): OwnedReader {
  let pinned = pinAt(database, readCursor(database));
  const waiters = new Set<{ readonly block: number; readonly wake: (reached: boolean) => void }>();

  return {
    view: async (use) => {
      const pin = pinned;
      if (pin.view === null) return fail("not-ready", { missing: "index" });
      pin.readers += 1;
      try {
        return await use(pin.view);
      } finally {
        pin.readers -= 1;
        letGo(pin);
      }
    },
    head: () => pinned.view?.asOf ?? null,
    reached: (block, timeoutMs) => {
      const head = pinned.view?.asOf ?? null;
      if (head !== null && head.block >= block) return Promise.resolve(true);
      return new Promise((resolve) => {
        const waiter = {
          block,
          wake: (reached: boolean) => {
            clearTimeout(timer);
            waiters.delete(waiter);
            resolve(reached);
          },
        };
        const timer = setTimeout(() => waiter.wake(false), timeoutMs);
        waiters.add(waiter);
      });
    },
    moved: (cursor) => {
      const before = pinned;
      pinned = pinAt(database, cursor);
      before.isOld = true;
      letGo(before);
      for (const waiter of [...waiters]) if (waiter.block <= cursor.block) waiter.wake(true);
    },
    close: async () => {
      for (const waiter of [...waiters]) waiter.wake(false);
      pinned.isOld = true;
      letGo(pinned);
    },
  };
}

type Pin = {
  readonly view: LedgerView | null;
  readonly snapshot: Snapshot | null;
  readers: number;
  isOld: boolean;
};

function pinAt(database: Database, cursor: IndexCursor | null): Pin {
  if (cursor === null) return { view: null, snapshot: null, readers: 0, isOld: false };
  const snapshot = database.snapshot();
  return { view: makeLedgerView(database, snapshot, cursor), snapshot, readers: 0, isOld: false };
}

function letGo(pin: Pin): void {
  if (!pin.isOld || pin.readers > 0 || pin.snapshot === null) return;
  // Closing a snapshot only drops a reference in memory, so there is nothing to wait for and nothing to fail.
  void pin.snapshot.close();
}
