import { defineConfig } from "vitest/config";

/**
 * One project for each folder of test/, so that `npm test` can run and count them in the order people want news,
 * and a person can run one: `npx vitest run --project store`.
 */
const rooms = ["server", "domain", "chain", "store", "flows", "http", "node", "cli", "scripts", "bench"];

/** Tests that start servers and nodes: one file at a time, or two chains fight over two cores. */
const whole = ["system", "chaos", "e2e"];

const project = (name: string, limits: { testTimeout: number; fileParallelism: boolean }) => ({
  extends: true as const,
  test: {
    name,
    include: name === "server" ? ["test/*.test.ts"] : [`test/${name}/**/*.test.ts`],
    // vitest runs projects of unlike parallelism only in separate groups.
    sequence: { groupOrder: limits.fileParallelism ? 0 : 1 },
    ...limits,
  },
});

export default defineConfig({
  test: {
    // Hardhat's EDR is a native addon with its own threads: it wants a process, not a worker thread.
    pool: "forks",
    maxWorkers: 2,
    hookTimeout: 120_000,
    passWithNoTests: false,
    projects: [
      project("tidy", { testTimeout: 60_000, fileParallelism: true }),
      ...rooms.map((name) => project(name, { testTimeout: 30_000, fileParallelism: true })),
      project("docs", { testTimeout: 60_000, fileParallelism: true }),
      ...whole.map((name) => project(name, { testTimeout: 600_000, fileParallelism: false })),
    ],
  },
});
