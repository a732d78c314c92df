import { describe, expect, test } from "vitest";
import { listFiles } from "../../../scripts/sources/repository.ts";
import { STAGES } from "../../../scripts/stages/stages.ts";
import {
  PAGE_FOLDERS,
  PAPER_FOLDERS,
  ROOM_FOLDERS,
  WHOLE_FOLDERS,
} from "../../../scripts/stages/test-folders.ts";

const folders: readonly string[] = [...PAPER_FOLDERS, ...ROOM_FOLDERS, ...WHOLE_FOLDERS, ...PAGE_FOLDERS];
const projects = STAGES.flatMap((stage) =>
  stage.checks.flatMap((check) => (check.kind === "vitest" ? check.projects : [])),
);

describe("no test is left out", () => {
  test("every test file stands in a folder that is run", () => {
    const strays = listFiles(["test"], [".test.ts"]).filter((file) => {
      const [, folder = "", inside] = file.split("/");
      return !folders.includes(inside === undefined ? "server" : folder);
    });
    expect(strays).toEqual([]);
  });

  test("every folder belongs to exactly one stage", () => {
    expect([...projects].sort()).toEqual([...folders].sort());
  });

  test("every Solidity test stands where Hardhat looks", () => {
    const strays = listFiles(["."], [".t.sol"]).filter((file) => !file.startsWith("test/contracts/"));
    expect(strays).toEqual([]);
  });
});
