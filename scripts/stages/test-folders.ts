/**
 * Folders of test/ that are projects of vitest: `npx vitest run --project store` runs test/store. "server"
 * stands for the files directly in test/.
 */
export const ROOM_FOLDERS = [
  "server",
  "contracts",
  "domain",
  "chain",
  "store",
  "vault",
  "sheets",
  "flows",
  "http",
  "demo",
  "node",
  "cli",
  "scripts",
  "bench",
  "formal",
] as const;

/** Tests that start servers and nodes: one file at a time, or two chains fight over two cores. */
export const WHOLE_FOLDERS = ["system", "chaos"] as const;

export const PAPER_FOLDERS = ["tidy", "docs"] as const;

/** Tests of pages in a browser: they share one demo. */
export const PAGE_FOLDERS = ["e2e"] as const;
