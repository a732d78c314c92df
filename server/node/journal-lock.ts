import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NodeRefusal } from "./node-failure.ts";

/**
 * One process a journal. The lock file names its holder by process id *and* start time, because ids are used
 * again, in containers within seconds; a lock whose holder is gone is taken over.
 */
export function lockJournal(directory: string): { readonly release: () => void } {
  makeDirectory(directory);
  const path = join(directory, "node.lock");
  const mine = describeProcess(process.pid);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    if (!tryLink(draft, path)) {
      takeOver(path, draft);
      if (!tryLink(draft, path)) throw lockedBy(readLock(path));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release: () => {
      if (readLock(path) === mine) rmSync(path, { force: true });
    },
  };
}

/**
 * Moves a dead holder's lock away. Between our look and our move another process may have taken the lock
 * over; then what we moved is not what we saw, and it is put back.
 */
function takeOver(path: string, draft: string): void {
  const seen = readLock(path);
  if (seen === null) return;
  if (isAlive(seen)) throw lockedBy(seen);
  const aside = `${draft}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const moved = readLock(aside);
  if (moved !== seen) tryLink(aside, path);
  rmSync(aside, { force: true });
  if (moved !== seen) throw lockedBy(moved);
}

/** A link appears with its content or not at all, unlike a file that is created and then written. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw new NodeRefusal("journal-unwritable", { reason: codeOf(error) });
  }
}

/** Whoever has this id now is the holder only if it started when the holder did. */
function isAlive(lock: string): boolean {
  const pid = Number.parseInt(lock, 10);
  if (!Number.isSafeInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
  }
  return describeProcess(pid) === lock;
}

/** On systems without /proc the id alone must do. */
function describeProcess(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Field 22, counted behind the command's closing bracket because a command may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie runs no more, it only waits for its parent to look.
    if (fields[0] === "Z" || fields[0] === "X") return `${pid} dead\n`;
    const startTicks = fields[19] ?? "unknown";
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${pid} ${startTicks} ${boot}\n`;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return `${pid}\n`;
  }
}

function readLock(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new NodeRefusal("journal-unwritable", { reason: codeOf(error) });
  }
}

function lockedBy(lock: string | null): NodeRefusal {
  return new NodeRefusal("journal-locked", { holder: lock === null ? null : Number.parseInt(lock, 10) });
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ESRCH";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
