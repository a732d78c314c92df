/** What a stage found, in tests. A check that is not a test runner (a linter, the compiler) counts as one. */
export type Count = { readonly passed: number; readonly failed: number; readonly skipped: number };

export const NOTHING: Count = { passed: 0, failed: 0, skipped: 0 };
export const ONE_PASSED: Count = { passed: 1, failed: 0, skipped: 0 };
export const ONE_FAILED: Count = { passed: 0, failed: 1, skipped: 0 };

export function addCounts(counts: readonly Count[]): Count {
  return counts.reduce(
    (sum, count) => ({
      passed: sum.passed + count.passed,
      failed: sum.failed + count.failed,
      skipped: sum.skipped + count.skipped,
    }),
    NOTHING,
  );
}

/** The line that `npm test` ends with; other programs read it. */
export function countLine(count: Count): string {
  return `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
}

/**
 * A runner's own count, corrected by how it ended: a crash outside of any test, or a stage in which nothing
 * ran at all, must not look like success.
 */
export function judge(count: Count, exitCode: number): Count {
  const ran = count.passed + count.failed + count.skipped;
  if (count.failed === 0 && (exitCode !== 0 || ran === 0)) return addCounts([count, ONE_FAILED]);
  return count;
}
