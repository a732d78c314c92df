import { describe, expect, it } from "vitest";
import { createInTurn } from "../../../server/flows/claims/in-turn.ts";

/** Work that says when it began and ends when it is let go. */
function work(name: string, told: string[]) {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const run = async (): Promise<string> => {
    told.push(`${name} began`);
    await held;
    told.push(`${name} ended`);
    return name;
  };
  return { run, letGo: () => letGo() };
}

/** Everything that is ready to go on has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("work in turn", () => {
  it("with one name follows one another, in the order in which it was given", async () => {
    const turns = createInTurn();
    const told: string[] = [];
    const [one, two, three] = [work("1", told), work("2", told), work("3", told)];
    const ended = Promise.all([one, two, three].map(({ run }) => turns.run(["a"], run)));
    await settled();
    expect(told).toEqual(["1 began"]);
    two.letGo();
    three.letGo();
    await settled();
    expect(told).toEqual(["1 began"]);
    one.letGo();
    expect(await ended).toEqual(["1", "2", "3"]);
    expect(told).toEqual(["1 began", "1 ended", "2 began", "2 ended", "3 began", "3 ended"]);
  });

  it("with other names goes on beside it", async () => {
    const turns = createInTurn();
    const told: string[] = [];
    const [one, two] = [work("1", told), work("2", told)];
    const first = turns.run(["a"], one.run);
    two.letGo();
    expect(await turns.run(["b"], two.run)).toBe("2");
    expect(told).toEqual(["1 began", "2 began", "2 ended"]);
    one.letGo();
    await first;
  });

  it("with several names waits for each of them and holds them all", async () => {
    const turns = createInTurn();
    const told: string[] = [];
    const [a, b, both, after] = [work("a", told), work("b", told), work("both", told), work("after", told)];
    const ended = [
      turns.run(["a"], a.run),
      turns.run(["b"], b.run),
      turns.run(["a", "b", "a"], both.run),
      turns.run(["b"], after.run),
    ];
    a.letGo();
    await settled();
    expect(told).toEqual(["a began", "b began", "a ended"]);
    b.letGo();
    await settled();
    expect(told.slice(3)).toEqual(["b ended", "both began"]);
    both.letGo();
    after.letGo();
    await Promise.all(ended);
    expect(told.slice(-2)).toEqual(["after began", "after ended"]);
  });

  it("that crosses never waits for each other", async () => {
    const turns = createInTurn();
    const done = (name: string) => async () => name;
    const ended = await Promise.all([
      turns.run(["a", "b"], done("1")),
      turns.run(["b", "a"], done("2")),
      turns.run(["b", "c"], done("3")),
      turns.run(["c", "a"], done("4")),
    ]);
    expect(ended).toEqual(["1", "2", "3", "4"]);
  });

  it("that fails lets the next one go, and says so itself", async () => {
    const turns = createInTurn();
    const failing = turns.run(["a"], async () => {
      throw new Error("it broke");
    });
    const next = turns.run(["a"], async () => "went on");
    await expect(failing).rejects.toThrow("it broke");
    expect(await next).toBe("went on");
    expect(await turns.run(["a"], async () => "again")).toBe("again");
  });
});
