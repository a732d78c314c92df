import { expect, test } from "vitest";
import { createInTurn } from "../../server/vault/in-turn.ts";

test("acts under one name go one after the other, also after one that failed", async () => {
  const inTurn = createInTurn();
  const told: string[] = [];
  const act = (name: string) => async (): Promise<string> => {
    told.push(`${name} begins`);
    await Promise.resolve();
    told.push(`${name} ends`);
    return name;
  };
  const failing = inTurn("one", async () => {
    await act("first")();
    throw new Error("first fails");
  });
  const second = inTurn("one", act("second"));
  const third = inTurn("one", act("third"));
  await expect(failing).rejects.toThrow();
  expect(await Promise.all([second, third])).toEqual(["second", "third"]);
  expect(told).toEqual(["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test("acts under different names do not wait for each other", async () => {
  const inTurn = createInTurn();
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = inTurn("one", () => promise);
  expect(await inTurn("another", async () => "went on")).toBe("went on");
  resolve();
  await held;
});
