import { describe, expect, test } from "vitest";
import { runCommand } from "../../../scripts/stages/run-command.ts";

const node = (script: string): string[] => [process.execPath, "-e", script];

describe("a command", () => {
  test("answers its exit code", async () => {
    expect(await runCommand(node("process.exit(7)"), 60_000)).toBe(7);
    expect(await runCommand(node(""), 60_000)).toBe(0);
  });

  test("that takes too long is stopped, and has failed", async () => {
    expect(await runCommand(node("setInterval(() => {}, 1000)"), 300)).not.toBe(0);
  });

  test("that does not exist is told as such", async () => {
    await expect(runCommand(["./no-such-program"], 60_000)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
