import { expect, it } from "vitest";
import type { RefusedAttempt } from "../../../server/domain/command.ts";
import { lookAtAttempts } from "../../../server/flows/reconcile/attempts-looked-at.ts";
import type { ReadingMoment } from "../../../server/flows/reconcile/reconcile-ports.ts";
import { anyRefusal } from "../../store/support/any-intent.ts";

const PAGE = { limit: 10, after: null };
const MOMENT: ReadingMoment = { block: 7, begunAtMs: 100_000, isNamed: false };

const at = (atMs: number, change: Partial<RefusedAttempt> = {}): RefusedAttempt => ({
  ...anyRefusal(`at-${atMs}`, []),
  atMs,
  words: "sealed",
  packs: [],
  ...change,
});

async function looked(
  rows: readonly RefusedAttempt[],
  moment: Partial<ReadingMoment> = {},
  nextBlockSec: number | null = null,
) {
  const ports = { attempts: async () => ({ rows, next: null }) };
  const attempts = lookAtAttempts(ports, { ...MOMENT, ...moment }, { nextBlockSec });
  const page = await attempts.read(1, PAGE);
  return { times: page.rows.map(({ atMs }) => atMs), ...attempts.end() };
}

it.each<[string, Partial<ReadingMoment>, number | null, number[]]>([
  ["up to its beginning, where no block was named", {}, null, [100_000, 50_999, 50_000]],
  ["up to its beginning, however early the next block came", {}, 50, [100_000, 50_999, 50_000]],
  [
    "up to its beginning, where the named block is the newest",
    { isNamed: true },
    null,
    [100_000, 50_999, 50_000],
  ],
  ["up to the second of the next block, where one was named", { isNamed: true }, 50, [50_999, 50_000]],
  [
    "up to its beginning, where the next block came later",
    { isNamed: true },
    5_000,
    [100_000, 50_999, 50_000],
  ],
])("a reading looks at what was refused %s", async (_, moment, nextBlockSec, times) => {
  const rows = [100_001, 100_000, 50_999, 50_000].map((ms) => at(ms));
  expect((await looked(rows, moment, nextBlockSec)).times).toEqual(times);
});

it("two servers that looked at the same attempts have the same digest, and no others", async () => {
  const rows = [at(1), at(2)];
  const { digest, count } = await looked(rows);
  expect(count).toBe(2);
  expect(await looked([at(1), at(2), at(200_000)])).toMatchObject({ digest, count });
  for (const others of [[], [at(1)], [at(2), at(1)], [at(1), at(2, { code: "pack-frozen" })]]) {
    expect((await looked(others)).digest).not.toBe(digest);
  }
});

it("what was neither a sale nor a return and names no pack counts for nothing", async () => {
  const nothing = at(3, { words: null });
  expect(await looked([nothing])).toMatchObject({ times: [3], count: 0, digest: (await looked([])).digest });
  const named = at(3, { words: null, packs: [{ batch: `0x${"0b".repeat(8)}`, index: 1 }] });
  expect((await looked([named])).count).toBe(1);
});
