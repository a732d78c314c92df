import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/**
 * A checkout with stand-ins for node, npm and hardhat on the PATH, which write down that they were called.
 */
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "caretrail-with-node-"));
  mkdirSync(path.join(folder, "contracts"), { recursive: true });
  mkdirSync(path.join(folder, "scripts"));
  cpSync("scripts/with-node.sh", path.join(folder, "scripts/with-node.sh"));
  for (const file of ["package-lock.json", "hardhat.config.ts", "contracts/A.sol"]) {
    writeFileSync(path.join(folder, file), "{}\n");
  }
  program("bin/node", 'case "$1" in -v) echo v24.9.0 ;; *) echo "ran $*" ;; esac');
  program(
    "bin/hardhat",
    `echo hardhat "$@" >>"$PWD/calls"; mkdir -p artifacts/contracts types/ethers-contracts`,
  );
  program(
    "bin/npm",
    `echo npm "$@" >>"$PWD/calls"
     rm -rf node_modules; mkdir -p node_modules/.bin
     cp bin/hardhat node_modules/.bin/hardhat
     [ ! -e cut-off ] || exit 1`,
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the first start", () => {
  test("installs, compiles and runs the task with its arguments, and the second only runs it", async () => {
    const first = await run("bench", "decode", "--all");
    expect(first).toMatchObject({ code: 0, stdout: "ran bench/run.ts decode --all\n" });
    expect(first.stderr).toContain("[2/4]");
    expect(first.stderr).toContain("[3/4]");
    expect(calls()).toEqual([expect.stringMatching(/^npm ci/), "hardhat build --no-tests"]);
    expect(await run("bench")).toEqual({ code: 0, stdout: "ran bench/run.ts\n", stderr: "" });
    expect(calls()).toHaveLength(2);
  });

  test("whose npm ci is cut off says so, and the next start repeats it", async () => {
    writeFileSync(path.join(folder, "cut-off"), "");
    expect((await run("bench")).code).toBe(1);
    rmSync(path.join(folder, "cut-off"));
    expect((await run("bench")).code).toBe(0);
    expect(calls().filter((call) => call.startsWith("npm ci"))).toHaveLength(2);
  });

  test("twice at once installs once", async () => {
    const both = await Promise.all([run("bench"), run("bench")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(calls()).toHaveLength(2);
  });

  test("does not wait for the lock of a process that is gone", async () => {
    mkdirSync(path.join(folder, ".toolchain/lock"), { recursive: true });
    writeFileSync(path.join(folder, ".toolchain/lock/pid"), "4194999\n");
    expect((await run("bench")).code).toBe(0);
    expect(existsSync(path.join(folder, ".toolchain/lock"))).toBe(false);
  });
});

describe("a change", () => {
  test("of the lock file installs again", async () => {
    await run("bench");
    writeFileSync(path.join(folder, "package-lock.json"), "{ }\n");
    await run("bench");
    expect(calls().filter((call) => call.startsWith("npm ci"))).toHaveLength(2);
  });

  test("of a contract compiles again, and installs nothing", async () => {
    await run("bench");
    writeFileSync(path.join(folder, "contracts/B.sol"), "library B {}\n");
    await run("bench");
    expect(calls().slice(2)).toEqual(["hardhat build --no-tests"]);
  });
});

describe("what is missing is named", () => {
  test("an unknown task", async () => {
    expect((await run("fly")).code).toBe(2);
    expect(calls()).toEqual([]);
  });

  test("npm", async () => {
    rmSync(path.join(folder, "bin/npm"));
    const { code, stderr } = await run("bench");
    expect(code).toBe(1);
    expect(stderr).toContain("npm is missing");
  });

  test("an old Node without a network is told that the registry could not be reached", async () => {
    program("bin/node", "echo v18.20.0");
    program("bin/npm", "echo npm error code ENOTFOUND >&2; exit 1");
    const { code, stderr } = await run("bench");
    expect(code).toBe(1);
    expect(stderr).toContain("[1/4] Node 24.9.0");
    expect(stderr).toContain("registry could not be reached");
  });
});

function program(file: string, body: string): void {
  const absolute = path.join(folder, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, `#!/bin/sh\n${body}\n`);
  chmodSync(absolute, 0o755);
}

function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  // Only the stand-ins and the basic tools: with the real npm out of sight nothing can be downloaded.
  const env = { PATH: `${folder}/bin:${tools()}`, HOME: folder };
  const child = spawn("sh", ["scripts/with-node.sh", ...args], { cwd: folder, env });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder with the POSIX tools that the script uses and nothing else. */
function tools(): string {
  const home = path.join(folder, "tools");
  if (existsSync(home)) return home;
  mkdirSync(home);
  const names = "sh cat chmod cksum cp dirname find grep kill ls mkdir mv rm sleep sort tail uname".split(
    " ",
  );
  for (const name of names) {
    const real = ["/bin", "/usr/bin"].map((bin) => path.join(bin, name)).find(existsSync);
    if (real !== undefined) program(`tools/${name}`, `exec ${real} "$@"`);
  }
  return home;
}

function calls(): string[] {
  const file = path.join(folder, "calls");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}
