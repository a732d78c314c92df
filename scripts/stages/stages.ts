import { ROOM_FOLDERS } from "./test-folders.ts";

/**
 * One step of `npm test`: either a command that passes or fails as a whole, or a runner that counts its
 * tests.
 */
export type Stage = {
  readonly name: string;
  readonly title: string;
  readonly timeoutMs: number;
  readonly checks: readonly Check[];
  /**
   * Begun with the first stage of a run and awaited before this one: what keeps one core busy for minutes.
   */
  readonly ahead?: readonly string[];
};

export type Check =
  | { readonly kind: "command"; readonly title: string; readonly command: readonly string[] }
  | { readonly kind: "vitest"; readonly projects: readonly string[] }
  | { readonly kind: "contracts" };

const bin = (name: string): string => `node_modules/.bin/${name}`;

/** In the order people want news: what is quick to know and quick to mend comes first. */
export const STAGES: readonly Stage[] = [
  {
    name: "lint",
    title: "lint and format",
    timeoutMs: 300_000,
    checks: [
      { kind: "command", title: "biome", command: [bin("biome"), "check", "--error-on-warnings", "."] },
      {
        kind: "command",
        title: "prettier for Solidity",
        command: [
          bin("prettier"),
          "--check",
          "contracts/**/*.sol",
          "test/contracts/**/*.sol",
          "bench/**/*.sol",
        ],
      },
      {
        kind: "command",
        title: "solhint",
        command: [bin("solhint"), "--disc", "--noPoster", "--max-warnings", "0", "contracts/**/*.sol"],
      },
      {
        kind: "command",
        title: "solhint for tests",
        command: [
          bin("solhint"),
          ...["--disc", "--noPoster", "--max-warnings", "0", "--config", "test/contracts/.solhint.json"],
          "test/contracts/**/*.sol",
        ],
      },
    ],
  },
  {
    name: "types",
    title: "types",
    timeoutMs: 300_000,
    checks: [{ kind: "command", title: "tsc", command: [bin("tsc"), "--noEmit"] }],
  },
  {
    name: "tidy",
    title: "house rules",
    timeoutMs: 300_000,
    checks: [{ kind: "vitest", projects: ["tidy"] }],
  },
  {
    name: "contracts",
    title: "contracts",
    timeoutMs: 900_000,
    checks: [{ kind: "contracts" }],
    // Without the types, which the stage before is reading meanwhile.
    ahead: [bin("hardhat"), "build", "--quiet", "--no-typechain"],
  },
  {
    name: "server",
    title: "server",
    timeoutMs: 900_000,
    checks: [
      {
        kind: "vitest",
        projects: ROOM_FOLDERS,
      },
    ],
  },
  {
    name: "system",
    title: "whole system",
    timeoutMs: 600_000,
    checks: [{ kind: "vitest", projects: ["system"] }],
  },
  {
    name: "docs",
    title: "generated pages are fresh",
    timeoutMs: 300_000,
    checks: [{ kind: "vitest", projects: ["docs"] }],
  },
  {
    name: "chaos",
    title: "kill -9 under load",
    timeoutMs: 1_200_000,
    checks: [{ kind: "vitest", projects: ["chaos"] }],
  },
  {
    name: "e2e",
    title: "in the browser",
    timeoutMs: 480_000,
    checks: [{ kind: "vitest", projects: ["e2e"] }],
  },
];
