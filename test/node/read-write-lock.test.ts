import fc from "fast-check";
import { expect, test } from "vitest";
import { ReadWriteLock } from "../../server/node/read-write-lock.ts";

test("readers share, a writer is alone, and nobody starves: any schedule", async () => {
  const schedule = fc.array(fc.constantFrom("read" as const, "write" as const), {
    minLength: 1,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(schedule, fc.scheduler(), async (kinds, scheduler) => {
      const lock = new ReadWriteLock();
      const inside = { readers: 0, writers: 0 };
      const enter = async (kind: "read" | "write"): Promise<void> => {
        const counted = kind === "read" ? "readers" : "writers";
        await lock[kind](async () => {
          inside[counted] += 1;
          expect(inside.writers <= 1 && (inside.writers === 0 || inside.readers === 0)).toBe(true);
          await scheduler.schedule(Promise.resolve());
          expect(inside.writers <= 1 && (inside.writers === 0 || inside.readers === 0)).toBe(true);
          inside[counted] -= 1;
        });
      };
      const all = kinds.map(enter);
      await scheduler.waitFor(Promise.all(all));
    }),
    { seed: 20_260_101, numRuns: 200 },
  );
});

test("a waiting writer goes before readers that come later", async () => {
  const lock = new ReadWriteLock();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = lock.read(() => gate.promise);
  const writer = lock.write(async () => void order.push("writer"));
  const late = lock.read(async () => void order.push("reader"));
  gate.resolve();
  await Promise.all([first, writer, late]);
  expect(order).toEqual(["writer", "reader"]);
});

test("a section that fails lets go", async () => {
  const lock = new ReadWriteLock();
  await expect(lock.write(() => Promise.reject(new Error("planned")))).rejects.toThrow();
  await expect(lock.read(() => Promise.reject(new Error("planned")))).rejects.toThrow();
  expect(await lock.write(async () => "in")).toBe("in");
});
