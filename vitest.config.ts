import { defineConfig } from "vitest/config";
import { PAGE_FOLDERS, PAPER_FOLDERS, ROOM_FOLDERS, WHOLE_FOLDERS } from "./scripts/stages/test-folders.ts";

type Limits = {
  readonly testTimeout: number;
  readonly fileParallelism: boolean;
  readonly isolate?: boolean;
  readonly globalSetup?: string[];
};

/** One project for each folder of test/, so that `npm test` can run and count them one after the other. */
const project = (name: string, limits: Limits) => ({
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
      ...PAPER_FOLDERS.map((name) => project(name, { testTimeout: 60_000, fileParallelism: true })),
      // Our rooms keep no state in modules, so their files share a process: loading ethers and zod anew for
      // each
      // file took as long as the tests.
      ...ROOM_FOLDERS.map((name) =>
        project(name, { testTimeout: 30_000, fileParallelism: true, isolate: false }),
      ),
      ...WHOLE_FOLDERS.map((name) => project(name, { testTimeout: 600_000, fileParallelism: false })),
      ...PAGE_FOLDERS.map((name) =>
        project(name, {
          testTimeout: 600_000,
          fileParallelism: false,
          globalSetup: [`test/${name}/support/demo.ts`],
        }),
      ),
    ],
  },
});
