import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lockJournal } from "../../server/node/journal-lock.ts";
import { newDirectory } from "./support/test-node.ts";

test("one holder at a time, and free again after it is let go", () => {
  const directory = newDirectory();
  const lock = lockJournal(directory);
  expect(() => lockJournal(directory)).toThrow(expect.objectContaining({ code: "journal-locked" }));
  lock.release();
  lockJournal(directory).release();
  expect(readdirSync(directory)).toEqual([]);
});

test("the lock of a living process is respected, that of a dead one is taken over", async () => {
  const directory = newDirectory();
  const holder = fork(new URL("support/hold-lock.ts", import.meta.url), [directory]);
  onTestFinished(() => void holder.kill("SIGKILL"));
  await once(holder, "message");
  expect(() => lockJournal(directory)).toThrow(
    expect.objectContaining({ code: "journal-locked", facts: { holder: holder.pid } }),
  );
  holder.kill("SIGKILL");
  await once(holder, "exit");
  lockJournal(directory).release();
  expect(existsSync(join(directory, "node.lock"))).toBe(false);
});

test("a process id used again by another process does not hold the lock", () => {
  const directory = newDirectory();
  const path = join(directory, "node.lock");
  lockJournal(directory);
  // The same id, another start time: what a container leaves where every start gets the same ids.
  writeFileSync(path, readFileSync(path, "utf8").replace(/ \d+ /, " 1 "));
  lockJournal(directory).release();
});

test("a lock file that says nothing holds nobody off", () => {
  const directory = newDirectory();
  writeFileSync(join(directory, "node.lock"), "");
  lockJournal(directory).release();
});
